import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskStorage } from './disk';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ambit-storage-'));
});
afterAll(() => rm(folder, { recursive: true }));

const company = '01a20000-0000-7000-8000-000000000001';
const key = (id: number) => `imports/${company}/01a20000-0000-7000-8000-00000000000${id}`;

test('keeps a file and reads it from any byte', async () => {
  const storage = diskStorage(folder);
  expect(
    await storage.write(key(2), Readable.from([Buffer.from('hello '), Buffer.from('world')])),
  ).toBe(11);
  expect(await text(storage.read(key(2), 6))).toBe('world');
  expect((await storage.head(key(2), 5)).toString()).toBe('hello');
  await storage.remove(key(2));
  await storage.remove(key(2));
  await expect(storage.size(key(2))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  '../secret',
  `imports/${company}/../../x`,
  '/etc/passwd',
  'imports/a',
  `imports/${company}/a%2fb`,
])('refuses the key %s', async (bad) => {
  await expect(diskStorage(folder).write(bad, Readable.from([]))).rejects.toThrow(
    'not a storage key',
  );
});

test('a source that fails leaves nothing, however early it fails', async () => {
  const storage = diskStorage(folder);
  const late = Readable.from(
    (async function* () {
      yield Buffer.from('part');
      throw new Error('broke off');
    })(),
  );
  await expect(storage.write(key(3), late)).rejects.toThrow('broke off');
  const early = new Transform({
    transform: (_chunk, _encoding, done) => done(new Error('refused')),
  });
  const writing = storage.write(key(4), early);
  early.write('x');
  await expect(writing).rejects.toThrow('refused');
  expect(await readdir(join(folder, 'imports', company))).toEqual([]);
});
