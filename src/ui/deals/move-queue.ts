'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';

/**
 * How long after the last move the board is read again, ms: what is shown is what will come, so it is not read between two moves,
 * nor at the moment in which others on the board read what was moved.
 */
const settled = 300;

/** Runs moves one after the other and counts in `pending` those on their way; the board is read again a moment after the last. */
export function useMoveQueue(
  object: string,
  pending: { current: number },
): (run: () => Promise<void>) => Promise<void> {
  const client = useQueryClient();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (run) => {
    pending.current += 1;
    const mine = queue.current.then(run).finally(() => {
      pending.current -= 1;
      const queryKey = keys.lists(object);
      void client.invalidateQueries({ queryKey, refetchType: 'none' });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (pending.current === 0)
          void client.refetchQueries({ queryKey, type: 'active', stale: true });
      }, settled);
    });
    queue.current = mine.catch(() => undefined);
    return mine;
  };
}

/** What a deal counts for in the sums of its column; null without a rate, and the sums wait for the server. */
export const worthOf = (card: RecordData): string | null => {
  if (card.amount === null || card.amount === undefined) return '0';
  return typeof card.amount_base === 'string' ? card.amount_base : null;
};
