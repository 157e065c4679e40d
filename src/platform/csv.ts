/** What a spreadsheet takes for the start of a formula, also behind apostrophes, so that taking one off always gives the value back. */
const runs = /^'*[=+\-@\t\r\n＝＋－＠]/;
/** A plus and digits is a phone number and nothing a spreadsheet could run. */
const phone = /^\+\d+$/;

/** A cell a spreadsheet would run gets an apostrophe in front; the import takes that off again (`unprotected`). */
export const harmless = (cell: string): string =>
  runs.test(cell) && !phone.test(cell) ? `'${cell}` : cell;

/** The value of a cell that `harmless` may have protected. */
export const unprotected = (cell: string): string =>
  cell.startsWith("'") && runs.test(cell) ? cell.slice(1) : cell;

/** The same as `harmless` in SQL, for a text column; empty texts become NULL, which CSV writes as nothing. */
export const harmlessColumn = (column: string): string =>
  `case when ${column} = '' then null when ascii(ltrim(${column}, '''')) in (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312)` +
  ` and ${column} !~ '^\\+[0-9]+$' then '''' || ${column} else ${column} end`;

/** The same for SQL that is dear to repeat. */
export const harmlessValue = (sql: string): string =>
  `nullif(regexp_replace(${sql}, '^(?!\\+[0-9]+$)(''*[-=+@\\t\\r\\n＝＋－＠])', '''\\1'), '')`;
