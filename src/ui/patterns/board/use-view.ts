'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from '@/ui/data/session';
import { navigate } from '@/ui/shell/navigation';

export const views = ['list', 'board'] as const;
export type View = (typeof views)[number];

const isView = (text: string | null): text is View => views.some((view) => view === text);
const never = () => () => {};

/** How an object is looked at: as the address says, else as last time in this browser. Everything else in the address stays. */
export function useView(object: string): [View, (next: View) => void] {
  const { user, company } = useSession();
  const path = usePathname();
  const name = `ambit:view:${company.id}:${user.id}:${object}`;
  const asked = useSearchParams().get('view');
  const last = useSyncExternalStore(
    never,
    () => localStorage.getItem(name),
    () => null,
  );
  const choose = useCallback(
    (next: View) => {
      try {
        localStorage.setItem(name, next);
      } catch (error) {
        // Storage is full or forbidden: the address still says it.
        if (!(error instanceof DOMException)) throw error;
      }
      const search = new URLSearchParams(window.location.search);
      search.set('view', next);
      navigate(`${path}?${search}`);
    },
    [name, path],
  );
  return [isView(asked) ? asked : isView(last) ? last : 'list', choose];
}
