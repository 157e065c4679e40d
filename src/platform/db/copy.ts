import type { Socket } from 'node:net';
import { finished, type Readable } from 'node:stream';
import pg, { type PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Statement } from './types';
import { asParameter } from './values';

interface Connected {
  readonly connection: { readonly stream: Socket };
}

/**
 * What a statement selects as CSV, at the pace of whoever reads it: no header, lines end in LF. The connection is of no other use
 * until `over` was called; with `true` it has to be given up. A copy that is not read to its end can be stopped in no other
 * way, because PostgreSQL listens to nothing while it waits for its reader.
 */
export function copyOut(
  client: PoolClient,
  statement: Statement,
  over: (lost: boolean) => void,
): Readable {
  const stream = client.query(copyTo(`copy (${withLiterals(statement)}) to stdout (format csv)`));
  // What the connection says after the end concerns nobody, and an error that nobody hears ends the process.
  stream.on('error', () => undefined);
  finished(stream, { writable: false }, (error) => {
    const lost = stream.destroyed && error !== null && error !== undefined;
    if (lost) {
      const socket = (client as unknown as Connected).connection.stream;
      // The copy itself would go on reading from it.
      socket.removeAllListeners('readable');
      socket.destroy();
    }
    if (error) stream.destroy();
    over(lost);
  });
  return stream;
}

/** COPY takes no parameters: each `$1` becomes the literal of its value, quoted by the driver. Throws on what no text can hold. */
export const withLiterals = ({ text, values }: Statement): string =>
  text.replace(/\$(\d+)/g, (_, number: string) => {
    const value = asParameter(values[Number(number) - 1])?.toString() ?? null;
    if (value?.includes('\0')) throw new Error('a value with a NUL cannot be written into SQL');
    return value === null ? 'null' : pg.escapeLiteral(value);
  });
