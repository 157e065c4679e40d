'use client';

import { useSyncExternalStore } from 'react';
import type { Conflict } from './edit-queue';

interface Waiting {
  readonly object: string;
  readonly conflict: Conflict;
  readonly resolve: (decision: 'mine' | 'theirs') => void;
}

let waiting: readonly Waiting[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Waiting[]) {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Puts a conflict to the person; resolves with their choice. */
export const askAboutConflict = (object: string, conflict: Conflict): Promise<'mine' | 'theirs'> =>
  new Promise((resolve) => set([...waiting, { object, conflict, resolve }]));

/** The conflict to show now, and how to settle it. */
export function useConflict():
  | (Pick<Waiting, 'object' | 'conflict'> & { settle: (decision: 'mine' | 'theirs') => void })
  | null {
  const first = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting[0] ?? null,
    () => null,
  );
  if (!first) return null;
  return {
    ...first,
    settle: (decision) => {
      set(waiting.filter((one) => one !== first));
      first.resolve(decision);
    },
  };
}
