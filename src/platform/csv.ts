/** A cell a spreadsheet would run gets an apostrophe in front; the import takes that off again. */
export const harmless = (cell: string): string =>
  /^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
