'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';

/** Runs moves one after the other and counts in `pending` those on their way; the board is read again once none is. */
export function useMoveQueue(
  object: string,
  pending: { current: number },
): (run: () => Promise<void>) => Promise<void> {
  const client = useQueryClient();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  return (run) => {
    pending.current += 1;
    const mine = queue.current.then(run).finally(() => {
      pending.current -= 1;
      if (pending.current === 0) void client.invalidateQueries({ queryKey: keys.lists(object) });
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
