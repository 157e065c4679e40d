import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkedKey, type Storage } from './storage';

/** Files in a folder of this machine, readable by the owner of the process alone. */
export function diskStorage(folder: string): Storage {
  const pathOf = (key: string): string => join(folder, checkedKey(key));
  const makeRoom = (path: string) => mkdir(dirname(path), { recursive: true, mode: 0o700 });
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
        await makeRoom(path);
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
    async size(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async remove(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(`${path}.part`, { force: true });
    },
    async move(from, to) {
      const [source, target] = [pathOf(from), pathOf(to)];
      await makeRoom(target);
      await rename(source, target);
    },
    uploadAddress: async () => null,
    async check() {
      const probe = join(folder, `.probe-${randomUUID()}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(probe, 'x', { mode: 0o600 });
      await rm(probe);
    },
  };
}
