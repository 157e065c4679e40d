/** Cells copied from a sheet: rows of tab-separated texts, quoted where a cell holds tabs or line breaks. */
export function parseSheet(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell === '' && closes(text, at)) quoted = true;
    else if (char === '\t') end();
    else if (char === '\n') {
      end();
      rows.push([]);
    } else if (char !== '\r') cell += char;
  }
  end();
  const last = rows.at(-1);
  if (rows.length > 1 && last?.length === 1 && last[0] === '') rows.pop();
  return rows;
}

/** A quote opens a quoted cell only when a matching one ends it before a tab, a line end or the end. */
const closes = (text: string, at: number): boolean =>
  /^"(?:[^"]|"")*"(?=[\t\r\n]|$)/.test(text.slice(at, at + 50_000));

/** The same, the other way: what a copied cell puts on the clipboard. */
export const sheetCell = (text: string): string =>
  /["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
