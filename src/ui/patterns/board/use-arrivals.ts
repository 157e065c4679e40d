'use client';

import { useRef } from 'react';
import type { Board } from './board-model';

const none: ReadonlySet<string> = new Set();

/** Cards that are in another column than before, or were not there: they slide in. What scrolling fetched is no arrival. */
export function useArrivals(board: Board): ReadonlySet<string> {
  const seen = useRef<{ board: Board; arrivals: ReadonlySet<string> } | null>(null);
  if (seen.current?.board !== board) {
    const before = seen.current?.board;
    seen.current = { board, arrivals: before ? between(before, board) : none };
  }
  return seen.current.arrivals;
}

function between(before: Board, after: Board): ReadonlySet<string> {
  const placed = new Map(
    before.columns.flatMap((column) => column.data.map((card) => [card.id, column.id] as const)),
  );
  const arrivals = after.columns.flatMap((column) => {
    const loaded = before.columns.find(({ id }) => id === column.id)?.data.length ?? 0;
    return column.data
      .filter(
        (card, at) => placed.get(card.id) !== column.id && (placed.has(card.id) || at < loaded),
      )
      .map((card) => card.id);
  });
  return new Set(arrivals);
}
