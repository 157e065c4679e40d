import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Files by key. A key is made of ids, never of anything a person typed: `imports/<company>/<id>`. */
export interface Storage {
  /** Stores a stream completely or not at all. Answers its size in bytes. */
  write(key: string, source: Readable): Promise<number>;
  /** From a byte offset to the end. */
  read(key: string, start?: number): Readable;
  /** The first bytes. */
  head(key: string, bytes: number): Promise<Buffer>;
  size(key: string): Promise<number>;
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>;
}

const keyForm = /^[a-z]+(?:\/[0-9a-f-]{36}){1,2}(?:\.[a-z0-9]{1,10})?$/;

/** Files in a folder of this machine, readable by the owner of the process alone. */
export function diskStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (!keyForm.test(key)) throw new Error('not a storage key');
    return join(folder, key);
  };
  return {
    async write(key, source) {
      const path = pathOf(key);
      const part = `${path}.part`;
      // The source may fail before it is read; unheard, that would end the process.
      let early: unknown = null;
      source.once('error', (error) => {
        early = error;
      });
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        if (early !== null) throw early;
        await pipeline(source, createWriteStream(part, { mode: 0o600, flush: true }));
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return (await stat(path)).size;
    },
    read: (key, start = 0) => createReadStream(pathOf(key), { start, highWaterMark: 65_536 }),
    async head(key, bytes) {
      const file = await open(pathOf(key));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    size: async (key) => (await stat(pathOf(key))).size,
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}
