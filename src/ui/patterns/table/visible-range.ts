export interface Range {
  /** Index of the first row to draw, and the one after the last. */
  readonly first: number;
  readonly end: number;
}

/** The rows within the window, and `beyond` more on either side so that fast scrolling does not outrun them. */
export function visibleRange(
  { top, height }: { top: number; height: number },
  rowHeight: number,
  count: number,
  beyond: number,
): Range {
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight) - beyond), Math.max(0, count - 1));
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + beyond);
  return { first, end: Math.max(first, end) };
}

/** The scroll position that shows a whole row, changed as little as possible. Pixels; `head` covers the top of the window. */
export function scrolledTo(
  index: number,
  { top, height }: { top: number; height: number },
  rowHeight: number,
  head: number,
): number {
  const start = index * rowHeight;
  if (start < top) return start;
  return Math.max(top, start + rowHeight + head - height);
}
