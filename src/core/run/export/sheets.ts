import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx';
import type { CellType } from './cells';
import type { ExportColumn } from './columns';

export const formats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof formats)[number];

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Records of one Excel sheet, which has a row for the headers. */
export const mostInSheet = XLSX_MAX_ROWS_PER_SHEET - 1;

/** Counts what goes out, told when an export is over. */
export interface Tally {
  rows: number;
}

/** The file as CSV. Excel takes it for UTF-8 only when it begins with a mark. */
export async function* csvFile(
  columns: readonly ExportColumn[],
  rows: Readable,
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`\ufeff${stringify([columns.map(({ header }) => header)])}`);
  let quoted = false;
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    // A line feed inside quotes belongs to a cell.
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0x22) quoted = !quoted;
      else if (byte === 0x0a && !quoted) tally.rows += 1;
    }
    yield chunk;
  }
}

/** The file as an Excel workbook with one sheet: texts are texts, numbers, days and times what they are. */
export function xlsxFile(
  name: string,
  columns: readonly ExportColumn[],
  rows: Readable,
  tally: Tally,
): AsyncIterable<Uint8Array> {
  const cells = async function* () {
    // What breaks the rows breaks the reading of them, and the other way round.
    const cut = pipeline(rows, parse(), () => undefined);
    for await (const row of cut as AsyncIterable<string[]>) {
      tally.rows += 1;
      yield row.map((text, at) => cellOf(text, columns[at]?.type ?? 'text'));
    }
  };
  return writeXlsxStream(cells(), {
    name: sheetName(name),
    columns: columns.map(({ header, type }) => ({
      header,
      width: Math.min(40, Math.max(12, header.length + 2)),
      ...(type in numberFormats ? { numFmt: numberFormats[type] } : {}),
    })),
    freezePane: { rows: 1 },
    zip64: true,
  }) as unknown as AsyncIterable<Uint8Array>;
}

const numberFormats: Readonly<Partial<Record<CellType, string>>> = {
  date: 'yyyy-mm-dd',
  datetime: 'yyyy-mm-dd hh:mm:ss',
};

/** Excel keeps no more of a text. */
const longestText = 32_767;
/** And no more digits of a number. */
const mostDigits = 15;

function cellOf(text: string, type: CellType): string | number | boolean | Date | null {
  if (text === '') return null;
  if (type === 'boolean') return text === 'true';
  if (type === 'number' && text.replace(/\D/g, '').length <= mostDigits) return Number(text);
  // Days before 1900 are none to Excel.
  if ((type === 'date' || type === 'datetime') && text >= '1900-03-01') return new Date(text);
  return text.slice(0, longestText);
}

const sheetName = (name: string): string => name.replace(/[\\/?*[\]:']/g, ' ').slice(0, 31);
