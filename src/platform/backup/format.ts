import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * A backup is a gzip stream of frames: one byte of kind, four of length (big-endian), the payload.
 * H header (JSON) · then per table: T table (JSON), D data (COPY text format, cut anywhere), E its end (JSON) ·
 * then per file of the storage: F its key (JSON), D its bytes, E its end (JSON) ·
 * Z end of file (JSON) with a checksum over everything before it.
 */
export type Frame =
  | { readonly kind: 'H'; readonly value: Header }
  | { readonly kind: 'T'; readonly value: TableStart }
  | { readonly kind: 'F'; readonly value: FileStart }
  | { readonly kind: 'D'; readonly value: Buffer }
  | { readonly kind: 'E'; readonly value: TableEnd }
  | { readonly kind: 'Z'; readonly value: FileEnd };

export interface Header {
  readonly format: 'ambit-backup';
  /** 1 has no files of the storage. */
  readonly version: 1 | 2;
  /** ISO 8601, UTC: the moment the whole backup shows. */
  readonly created_at: string;
  /** The schema: names and SHA-256 of the migrations, in order. */
  readonly migrations: readonly { readonly name: string; readonly hash: string }[];
}
export interface TableStart {
  readonly table: string;
  readonly columns: readonly string[];
}
export interface FileStart {
  /** In the storage. */
  readonly file: string;
}
/** The end of a table, with its rows, or of a file, with its bytes as rows. */
export interface TableEnd {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}
export interface FileEnd {
  readonly tables: number;
  readonly rows: number;
  /** Of the storage. Absent in version 1. */
  readonly files?: number;
  readonly sha256: string;
}

/** The file is not a backup, or not whole. Nothing was written when it is thrown. */
export class DamagedBackup extends Error {
  override readonly name = 'DamagedBackup';
}

/** One frame as bytes. */
export function encode(kind: Frame['kind'], value: object | Buffer): Buffer[] {
  const payload = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(payload.length, 1);
  return [head, payload];
}

/** Reads a backup frame by frame with flat memory. Throws DamagedBackup at the first thing that is wrong. */
export async function* readFrames(file: string): AsyncGenerator<Frame> {
  const whole = createHash('sha256');
  let ended = false;
  for await (const { kind, payload, head } of rawFrames(file)) {
    if (ended) throw new DamagedBackup('The backup has bytes after its end.');
    if (kind === 'D') {
      yield { kind, value: payload };
    } else if (kind === 'H' || kind === 'T' || kind === 'F' || kind === 'E' || kind === 'Z') {
      const value = parse(payload);
      if (kind === 'Z') {
        ended = true;
        if ((value as unknown as FileEnd).sha256 !== whole.digest('hex'))
          throw new DamagedBackup('The checksum of the backup is wrong.');
      }
      yield { kind, value } as unknown as Frame;
    } else {
      throw new DamagedBackup('This file is not an Ambit backup.');
    }
    if (!ended) whole.update(head).update(payload);
  }
  if (!ended) throw new DamagedBackup('The backup is cut off.');
}

async function* rawFrames(
  file: string,
): AsyncGenerator<{ kind: string; head: Buffer; payload: Buffer }> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source.pipe(unzipped)) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let at = 0;
      while (rest.length - at >= 5) {
        const length = rest.readUInt32BE(at + 1);
        if (length > longestFrame) throw new DamagedBackup('This file is not an Ambit backup.');
        if (rest.length - at - 5 < length) break;
        const head = rest.subarray(at, at + 5);
        yield {
          kind: head.toString('latin1', 0, 1),
          head,
          payload: rest.subarray(at + 5, at + 5 + length),
        };
        at += 5 + length;
      }
      rest = rest.subarray(at);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('Z_'))
      throw new DamagedBackup('The backup is damaged or cut off.', { cause: error });
    throw error;
  }
  if (rest.length > 0) throw new DamagedBackup('The backup is cut off.');
}

/** Frames hold one chunk of a COPY stream; a row is at most a few megabytes. */
const longestFrame = 512 * 1024 * 1024;

function parse(payload: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new DamagedBackup('The backup is damaged.', { cause });
  }
}
