import type { PoolClient } from 'pg';
import type { Rows, Statement } from './types';
import { asParameter, valueTypes } from './values';

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}
type Parser = (text: string) => unknown;

/** What a connection knows of one prepared statement. */
interface Prepared {
  readonly text: string;
  /** Columns; known after the first run, then the server need not describe them again. */
  names: string[] | null;
  parsers: Parser[];
}

/** The parts of pg's connection that are used here; its own types leave most of them out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** Statements prepared by Batch, by name. Ours alone: pg's own named queries use other names. */
  ambit?: Map<string, Prepared>;
  /** Behind a pooler the next transaction may meet another connection, which does not know our statements. */
  pooled?: boolean;
  parse(message: { text: string; name: string }): void;
  bind(message: {
    statement: string;
    values: readonly unknown[];
    valueMapper: (value: unknown) => unknown;
  }): void;
  describe(message: { type: 'P' }): void;
  execute(message: object): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

/**
 * Several statements in one round trip, the rows of the last one as the result. They run in one implicit transaction
 * that ends with the batch, unless one of them is BEGIN. When one fails, the server skips the rest.
 */
class Batch {
  /** pg reads the name of a query when it fails or is parsed; the batch keeps its own books. */
  readonly name = undefined;
  readonly text = '';
  callback = (): undefined => undefined;
  private at = 0;
  private names: string[] = [];
  private parsers: Parser[] = [];
  private readonly rows: Record<string, unknown>[] = [];
  private tag = '';
  private failed = false;
  private readonly fresh: string[] = [];
  private known: Prepared | undefined;
  private prepared: Map<string, Prepared> | undefined;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly done: (error: unknown, rows: Record<string, unknown>[], tag: string) => void,
  ) {}

  submit(connection: Wire): null {
    const prepared = (connection.ambit ??= new Map());
    this.prepared = prepared;
    const last = this.statements.length - 1;
    connection.stream.cork();
    try {
      for (let i = 0; i <= last; i++) {
        const statement = this.statements[i] as Statement;
        const name = connection.pooled ? '' : (statement.name ?? '');
        let known = name === '' ? undefined : prepared.get(name);
        if (known?.text !== statement.text) {
          if (name !== '') {
            // Also forgets a statement that another text had under this name, or that a failed batch left behind.
            connection.close({ type: 'S', name });
            this.fresh.push(name);
          }
          connection.parse({ text: statement.text, name });
          known = { text: statement.text, names: null, parsers: [] };
          if (name !== '') prepared.set(name, known);
        }
        connection.bind({ statement: name, values: statement.values, valueMapper: asParameter });
        if (i === last) {
          this.known = known;
          if (known.names) {
            this.names = known.names;
            this.parsers = known.parsers;
          } else connection.describe({ type: 'P' });
        }
        connection.execute({});
      }
    } finally {
      connection.sync();
      connection.stream.uncork();
    }
    return null;
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.names = message.fields.map((field) => field.name);
    this.parsers = message.fields.map((field) => valueTypes.getTypeParser(field.dataTypeID));
    if (this.known) {
      this.known.names = this.names;
      this.known.parsers = this.parsers;
    }
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    if (this.at < this.statements.length - 1 || this.failed) return;
    const { fields } = message;
    const row: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i++) {
      const text = fields[i] as string | null;
      row[this.names[i] as string] = text === null ? null : (this.parsers[i] as Parser)(text);
    }
    this.rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    this.tag = message.text;
    this.at += 1;
  }

  handleEmptyQuery(): void {
    this.at += 1;
  }

  /** COPY needs a stream of its own and is not for this door. */
  handleCopyInResponse(connection: Wire): void {
    connection.sendCopyFail('COPY is not allowed here');
  }

  handleCopyData(): undefined {
    return undefined;
  }

  handleError(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    for (const name of this.fresh) this.prepared?.delete(name);
    this.done(error, [], '');
  }

  handleReadyForQuery(): void {
    if (!this.failed) this.done(null, this.rows, this.tag);
  }
}

/** Nothing is prepared on this connection from now on. */
export function neverPrepare(client: PoolClient): void {
  (client as unknown as { connection: Wire }).connection.pooled = true;
}

/** Sends statements in one round trip; the rows and command tag are those of the last. */
export function send<R>(
  client: PoolClient,
  statements: readonly Statement[],
): Promise<Rows<R> & { tag: string }> {
  return new Promise((resolve, reject) => {
    const batch = new Batch(statements, (error, rows, tag) => {
      if (error) reject(traced(error));
      else resolve({ rows: rows as R[], count: countOf(tag), tag });
    });
    client.query(batch as never);
  });
}

/** Errors from the socket carry no trace of who asked. */
function traced(error: unknown): unknown {
  if (error instanceof Error) Error.captureStackTrace(error, send);
  return error;
}

/** `INSERT 0 5` -> 5, `SELECT 2` -> 2, `BEGIN` -> 0. */
const countOf = (tag: string): number => Number(/ (\d+)$/.exec(tag)?.[1] ?? 0);
