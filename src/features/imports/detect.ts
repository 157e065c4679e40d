import { type RawRow, rowsOf } from './parse';
import { clean, fold } from './text';
import { type Vendor, vendorOf } from './vendors';

export interface Layout {
  readonly delimiter: string;
  /** Row number of the header as a spreadsheet counts; 0 = there is none and columns are numbered. */
  readonly header_row: number;
  /** Headers as they stand in the file. */
  readonly columns: readonly string[];
  readonly vendor: Vendor;
}

const delimiters = [',', ';', '\t', '|'] as const;

const isBlank = (row: RawRow): boolean => row.cells.every((cell) => clean(cell) === '');

/** The cell separator: the one that cuts most rows into the same number of cells. */
export function delimiterOf(sample: string): string {
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const widths = rowsOf(sample, delimiter)
      .slice(0, 200)
      .filter((row) => !isBlank(row))
      .map((row) => row.cells.length);
    const width = mostFrequent(widths);
    if (width < 2) continue;
    const share = widths.filter((n) => n === width).length / widths.length;
    const score = share * share * Math.log2(width + 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** Where the table starts and what its columns are called. `header_row` and `delimiter` may be given by a person. */
export function layoutOf(
  sample: string,
  given: { delimiter?: string; header_row?: number } = {},
): Layout {
  const delimiter = given.delimiter ?? delimiterOf(sample.slice(0, 200_000));
  const rows = rowsOf(sample, delimiter).slice(0, 500);
  const width = mostFrequent(rows.filter((row) => !isBlank(row)).map((row) => row.cells.length));
  const header =
    given.header_row === undefined
      ? findHeader(rows, width)
      : rows.find((row) => row.row === given.header_row);
  if (!header || given.header_row === 0) {
    return {
      delimiter,
      header_row: 0,
      columns: Array.from({ length: width }, (_, i) => `Column ${i + 1}`),
      vendor: 'spreadsheet',
    };
  }
  const columns = header.cells.map((cell) => cell.replaceAll('\u0000', ''));
  return { delimiter, header_row: header.row, columns, vendor: vendorOf(columns.map(clean)) };
}

/** The first row that is as wide as the table and mostly filled; none when that row already holds a record. */
function findHeader(rows: readonly RawRow[], width: number): RawRow | undefined {
  const first = rows.find((row) => {
    const filled = row.cells.filter((cell) => clean(cell) !== '').length;
    return row.cells.length >= width * 0.8 && filled >= Math.max(1, width * 0.5);
  });
  return first && !first.cells.some((cell) => /\S@\S+\.\S|^\+?\d[\d ()/.-]{6,}$/.test(clean(cell)))
    ? first
    : undefined;
}

/** Names the columns apart: a header that is blank or repeats becomes `header[position]`, counted from 1. */
export function columnKeys(columns: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const column of columns) counts.set(clean(column), (counts.get(clean(column)) ?? 0) + 1);
  return columns.map((column, index) => {
    const name = clean(column);
    return name === '' || (counts.get(name) ?? 0) > 1 ? `${name}[${index + 1}]` : column;
  });
}

export type SkipReason =
  | 'preamble'
  | 'blank'
  | 'empty'
  | 'repeated_header'
  | 'total'
  | 'footer'
  | 'deleted_in_source'
  | 'duplicate';

const totals = new Set([
  'total',
  'totals',
  'grandtotal',
  'subtotal',
  'sum',
  'summe',
  'gesamt',
  'gesamtsumme',
  'toplam',
  'geneltoplam',
  'somme',
  'totale',
  'suma',
  'totaal',
]);

/** Tells rows that hold no record from those that do. One is needed per reading. */
export class RowFilter {
  /** `gap`: the row before was blank, so what follows may be a footer. Reading goes on with what it was. */
  constructor(
    private readonly layout: Pick<Layout, 'header_row' | 'columns'>,
    public gap = false,
  ) {}

  /** Why the row is left out; null for a record. */
  skip(row: RawRow): SkipReason | null {
    const { header_row, columns } = this.layout;
    const { cells } = row;
    const wasGap = this.gap;
    this.gap = false;
    const first = cells.find((cell) => cell !== '' && clean(cell) !== '');
    if (first === undefined && !row.fault) {
      this.gap = cells.length <= 1;
      return cells.length <= 1 ? 'blank' : 'empty';
    }
    if (row.row < header_row) return 'preamble';
    if (row.fault || first === undefined) return null;
    const isFooter = cells.length === 1 && columns.length > 2 && wasGap;
    // A footer is several lines: what follows one line of it is judged like the first.
    this.gap = isFooter;
    if (isFooter) return 'footer';
    if (
      cells.length === columns.length &&
      cells[0] === columns[0] &&
      cells.every((cell, at) => cell === columns[at])
    )
      return 'repeated_header';
    return mayBeTotal.test(first) && isTotal(cells) ? 'total' : null;
  }
}

/** Short words only are looked at closely. */
const mayBeTotal = /^[\s\p{L}:.]{3,14}$/u;

function isTotal(cells: readonly string[]): boolean {
  const [word = '', ...others] = cells.map(clean).filter((cell) => cell !== '');
  return (
    totals.has(fold(word)) &&
    others.length > 0 &&
    others.every((cell) => /^[\d\s.,()%\p{Sc}-]+$/u.test(cell))
  );
}
