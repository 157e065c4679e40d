'use client';

import { useTranslations } from 'next-intl';
import { Avatar } from '@/ui/primitives/avatar';
import { Combobox } from '@/ui/primitives/combobox';
import { useMembers } from '../records/use-members';
import { relatedOf } from '../values/format';
import type { EditorProps } from './editor';

/** A member of the company. */
export function UserEditor({ entry, value, onChange, record, control, inline }: EditorProps) {
  const t = useTranslations('record');
  const members = useMembers();
  const current = typeof value === 'string' ? value : null;
  const known = relatedOf(entry, record);
  return (
    <Combobox
      {...control}
      value={current}
      loading={members.isPending}
      options={(members.data ?? []).map((one) => ({
        value: one.id,
        label: one.title,
        detail: one.email,
        icon: <Avatar size="xs" name={one.title} id={one.id} src={one.avatar_url} />,
      }))}
      selected={current && known ? { value: current, label: known.title } : null}
      placeholder={t('nobody')}
      clearable={!entry.field.required}
      defaultOpen={inline !== undefined}
      onValueChange={(id) => {
        const found = members.data?.find((one) => one.id === id);
        onChange(id, found ? { id: found.id, title: found.title } : null);
        inline?.commit();
      }}
      {...(inline ? { onOpenChange: (open: boolean) => !open && inline.cancel() } : {})}
      className={inline ? 'h-full rounded-none border-transparent' : ''}
    />
  );
}
