/** A place in the grid; row -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The place a navigation key leads to, or null for any other key. `page` = rows on one screen. */
export function move(
  at: Place,
  key: string,
  jump: boolean,
  size: { rows: number; columns: number; page: number },
): Place | null {
  const row = (next: number) => ({ ...at, row: Math.max(-1, Math.min(size.rows - 1, next)) });
  const column = (next: number) => ({
    ...at,
    column: Math.max(0, Math.min(size.columns - 1, next)),
  });
  switch (key) {
    case 'ArrowDown':
      return row(jump ? size.rows - 1 : at.row + 1);
    case 'ArrowUp':
      return row(jump ? 0 : at.row - 1);
    case 'ArrowLeft':
      return column(jump ? 0 : at.column - 1);
    case 'ArrowRight':
      return column(jump ? size.columns - 1 : at.column + 1);
    case 'PageDown':
      return row(at.row + size.page);
    case 'PageUp':
      return row(Math.max(0, at.row - size.page));
    case 'Home':
      return jump ? { row: 0, column: 0 } : column(0);
    case 'End':
      return jump ? { row: size.rows - 1, column: size.columns - 1 } : column(size.columns - 1);
    default:
      return null;
  }
}
