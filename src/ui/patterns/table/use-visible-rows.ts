'use client';

import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { type Range, scrolledTo, visibleRange } from './visible-range';

export interface VisibleRows {
  /** Indexes of the rows to draw. */
  readonly indexes: readonly number[];
  /** Scrolls just so far that a row is seen. */
  readonly show: (index: number) => void;
}

/** Which rows of equal height a scrolling element shows. `head` = pixels of a sticky header above them. */
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  {
    count,
    rowHeight,
    head = 0,
    beyond,
  }: {
    count: number;
    rowHeight: number;
    head?: number;
    beyond: number;
  },
): VisibleRows {
  const [range, setRange] = useState<Range>({ first: 0, end: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = () => {
      const next = visibleRange(windowOf(box), rowHeight, count, beyond);
      setRange((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', measure);
    };
  }, [scroller, count, rowHeight, beyond]);
  const show = useCallback(
    (index: number) => {
      const box = scroller.current;
      if (box) box.scrollTop = scrolledTo(index, windowOf(box), rowHeight, head);
    },
    [scroller, rowHeight, head],
  );
  const end = Math.min(range.end, count);
  const first = Math.min(range.first, end);
  return { indexes: Array.from({ length: end - first }, (_, at) => first + at), show };
}

const windowOf = (box: HTMLElement) => ({ top: box.scrollTop, height: box.clientHeight });
