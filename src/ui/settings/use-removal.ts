'use client';

import { useTranslations } from 'next-intl';
import { type SettingChange, useSetting } from '@/ui/data/use-setting';
import { toast } from '@/ui/primitives/toast';

export interface Removal {
  /** What is deleted: `/stages/42`. */
  readonly path: string;
  /** Said when it is gone. */
  readonly message: string;
  /** Brings it back. */
  readonly undo: SettingChange;
}

/** Removes something of the settings, with undo in the toast. It is said even when what was removed leaves the screen first. */
export function useRemoval(refresh: readonly (readonly unknown[])[]): (removal: Removal) => void {
  const t = useTranslations('undo');
  const { mutate, mutateAsync } = useSetting(refresh);
  return ({ path, message, undo }) => {
    const said = () =>
      toast(message, {
        duration: 8000,
        action: { label: t('undo'), onClick: () => mutate(undo) },
      });
    // Why it was refused is said by `useSetting`.
    void mutateAsync({ method: 'DELETE', path, message: null }).then(said, () => undefined);
  };
}
