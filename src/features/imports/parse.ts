import { CsvError, type Info } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { AppError } from '@/core/shape/errors';

/** One row as it stands in the file. */
export interface RawRow {
  /** As a spreadsheet counts: from 1, header, preamble and blank rows included. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Where the next row starts, bytes from the start of the UTF-8 file: reading can go on from here. */
  readonly end: number;
  /** Set when the row could not be read; its cells are then empty. */
  readonly fault?: 'row_too_long' | 'unclosed_quote';
}

export const limits = {
  /** Largest row, bytes. A quote that is never closed runs into it. */
  row_bytes: 500_000,
  columns: 2_000,
  /** Rows that could not be read before the file is given up; a sample of it ends after fewer. */
  faults: 100,
  sample_faults: 10,
} as const;

export interface ReadOptions {
  readonly delimiter: string;
  /** Byte offset of the first chunk in the file, and the number of the row that starts there. */
  readonly start: number;
  readonly row: number;
}

/**
 * Rows of a delimited UTF-8 file in the portions they were read in, in bounded memory. Quotes inside a
 * cell are text, rows may be ragged, line ends may be mixed. A row that cannot be read comes with its
 * `fault` and reading goes on in the next line. Throws 422 after too many.
 */
export async function* readRows(
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions,
): AsyncGenerator<RawRow[]> {
  const reader = new Reader(options, null);
  for await (const chunk of chunks) {
    const rows = reader.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rest = reader.end();
  if (rest.length > 0) yield rest;
}

/** The rows of a text that is complete, or its beginning where too much of it cannot be read. */
export function rowsOf(text: string, delimiter: string): RawRow[] {
  const reader = new Reader({ delimiter, start: 0, row: 1 }, limits.sample_faults);
  return [...reader.push(Buffer.from(text, 'utf8')), ...reader.end()];
}

class Reader {
  private rest: Buffer = Buffer.alloc(0);
  private offset: number;
  private row: number;
  private faults = 0;
  /** Inside a row that is longer than the limit: everything up to the next line is dropped. */
  private dropping = false;

  /** `most`: faults after which nothing more is read; null = they are an error. */
  constructor(
    private readonly options: ReadOptions,
    private readonly most: number | null,
  ) {
    this.offset = options.start;
    this.row = options.row;
  }

  push(chunk: Buffer): RawRow[] {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    return this.drain(false);
  }

  end(): RawRow[] {
    return this.drain(true);
  }

  private drain(last: boolean): RawRow[] {
    const found: RawRow[] = [];
    while (this.most === null || this.faults < this.most) {
      if (this.dropping && !this.skipLine(last, 'row_too_long', found)) return found;
      const open = this.take(last, found);
      const stuck = this.rest.length > limits.row_bytes || (last && open);
      if (!stuck) return found;
      // What is left does not end: its first line is given up, and the next one tried.
      const fault = open && this.lineEnd() <= limits.row_bytes ? 'unclosed_quote' : 'row_too_long';
      this.dropping = true;
      if (!this.skipLine(last, fault, found)) return found;
    }
    return found;
  }

  /** Takes the complete rows off `rest`. True when what is left stands in an open quote. */
  private take(last: boolean, found: RawRow[]): boolean {
    const { rest } = this;
    const rows: { cells: string[]; end: number }[] = [];
    let open = false;
    try {
      parse(rest, {
        delimiter: this.options.delimiter,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_quotes: true,
        relax_column_count: true,
        skip_empty_lines: false,
        on_record: (cells: string[], info: Info) => {
          rows.push({ cells, end: info.bytes });
          return null;
        },
      });
    } catch (error) {
      if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
      open = true;
    }
    // The last row may go on in the next portion (its line end may be half of CR LF).
    if (!last && !open && rows.at(-1)?.end === rest.length) rows.pop();
    let from = 0;
    for (const { cells, end } of rows) {
      const long = end - from > limits.row_bytes;
      found.push({
        row: this.row,
        cells: long ? [] : cells,
        end: this.offset + end,
        ...(long ? { fault: 'row_too_long' } : {}),
      });
      this.row += 1;
      from = end;
    }
    const used = rows.at(-1)?.end ?? 0;
    this.rest = rest.subarray(used);
    this.offset += used;
    return open;
  }

  /** Bytes of the first line of `rest` with its end; infinite when it has none yet. */
  private lineEnd(): number {
    const lf = this.rest.indexOf(10);
    const cr = this.rest.indexOf(13);
    if (cr >= 0 && (lf < 0 || cr < lf)) return this.rest[cr + 1] === 10 ? cr + 2 : cr + 1;
    return lf < 0 ? Number.POSITIVE_INFINITY : lf + 1;
  }

  private skipLine(last: boolean, fault: NonNullable<RawRow['fault']>, found: RawRow[]): boolean {
    const length = this.lineEnd();
    const complete = length !== Number.POSITIVE_INFINITY;
    const used = complete ? length : this.rest.length;
    this.rest = this.rest.subarray(used);
    this.offset += used;
    if (!complete && !last) return false;
    this.faults += 1;
    if (this.faults > limits.faults) {
      throw new AppError('invalid', 'Too many rows of this file cannot be read.');
    }
    found.push({ row: this.row, cells: [], end: this.offset, fault });
    this.row += 1;
    this.dropping = false;
    return complete;
  }
}
