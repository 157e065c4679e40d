'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { useSession } from '@/ui/data/session';
import { navigate } from '@/ui/shell/navigation';

/** What the address of "My work" says. */
export interface WorkAddress {
  /** Whose tasks: oneself unless given. */
  readonly member: string;
  /** The task in the side panel. */
  readonly open: string | null;
  /** One task after the other. */
  readonly through: boolean;
}

const path = '/my-work';
const isId = (text: string | null): text is string => text !== null && /^[0-9a-f-]{36}$/.test(text);

/** Whose work, the open task and the mode live in the address, so that Back and links work. */
export function useWorkAddress(): [
  WorkAddress,
  (change: Partial<WorkAddress>, options?: { replace?: boolean }) => void,
] {
  const params = useSearchParams();
  const { user } = useSession();
  const member = params.get('member');
  const change = useCallback(
    (next: Partial<WorkAddress>, options?: { replace?: boolean }) => {
      const search = new URLSearchParams(window.location.search);
      const set = (name: string, value: string | null) =>
        value ? search.set(name, value) : search.delete(name);
      if (next.member !== undefined) set('member', next.member === user.id ? null : next.member);
      if (next.open !== undefined) set('open', next.open);
      if (next.through !== undefined) set('through', next.through ? '1' : null);
      // The open task belongs to what was looked at.
      if (next.member !== undefined || next.through) search.delete('open');
      navigate(search.size > 0 ? `${path}?${search}` : path, options);
    },
    [user.id],
  );
  return [
    {
      member: isId(member) ? member : user.id,
      open: params.get('open'),
      through: params.get('through') === '1',
    },
    change,
  ];
}
