'use client';

import { useState } from 'react';
import { followPointer } from '@/ui/patterns/board/pointer-drag';
import { type Entry, keyOf, moved, resized } from './layout';

/** Pixels of an hour in the columns of days. */
export const hourHeight = 48;
const step = 15;

/** Pixels down as minutes, in steps. */
export const minutesOf = (pixels: number): number =>
  Math.round((pixels / hourHeight) * (60 / step)) * step;

const dayAt = (x: number, y: number): { day: string; timed: boolean } | null => {
  for (const element of document.elementsFromPoint(x, y)) {
    const column = element.closest<HTMLElement>('[data-day]');
    if (column?.dataset.day)
      return { day: column.dataset.day, timed: column.dataset.timed !== undefined };
  }
  return null;
};

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

interface Drag {
  readonly key: string;
  readonly entry: Entry;
}

/** Drags an entry to another day and time, or its end: shown where it would come, kept when it is let go. */
export function useEntryDrag(zone: string, onDrop: (before: Entry, after: Entry) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const start = (event: PointerEvent, entry: Entry, kind: 'move' | 'resize') => {
    const key = keyOf(entry);
    const origin = dayAt(event.clientX, event.clientY);
    let current = entry;
    const follow = (x: number, y: number) => {
      const minutes = origin?.timed ? minutesOf(y - event.clientY) : 0;
      if (kind === 'resize') current = resized(entry, minutes);
      else {
        const target = dayAt(x, y)?.day;
        const days = origin && target ? daysBetween(origin.day, target) : 0;
        current = moved(entry, days, entry.all_day ? 0 : minutes, zone);
      }
      setDrag({ key, entry: current });
    };
    followPointer(event, {
      start: follow,
      move: follow,
      drop: () => {
        setDrag(null);
        onDrop(entry, current);
      },
      cancel: () => setDrag(null),
    });
  };
  /** The entries as they would be. */
  const applied = (entries: readonly Entry[]): readonly Entry[] =>
    drag ? entries.map((one) => (keyOf(one) === drag.key ? drag.entry : one)) : entries;
  return { dragging: drag ? keyOf(drag.entry) : null, start, applied };
}
