import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3 } from '../../../tests/support/s3';
import { diskStorage } from './disk';
import { s3Storage } from './s3';
import type { Storage } from './storage';

const company = '01a20000-0000-7000-8000-000000000001';
const key = (id: number, kind = 'files') =>
  `${kind}/${company}/01a20000-0000-7000-8000-0000000000${String(id).padStart(2, '0')}`;

let folder: string;
let bucket: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ambit-storage-'));
  bucket = await startS3();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await bucket.close();
});

const drivers: [string, () => Storage][] = [
  ['disk', () => diskStorage(folder)],
  ['S3', () => s3Storage(bucket.s3)],
];

describe.each(drivers)('%s', (_, storageOf) => {
  test('keeps a file, reads it from any byte, gives it another key and forgets it', async () => {
    const storage = storageOf();
    const source = Readable.from([Buffer.from('hello '), Buffer.from('world')]);
    expect(await storage.write(key(2), source)).toBe(11);
    expect(await text(storage.read(key(2)))).toBe('hello world');
    expect(await text(storage.read(key(2), 6))).toBe('world');
    expect((await storage.head(key(2), 5)).toString()).toBe('hello');
    expect((await storage.head(key(2), 500)).toString()).toBe('hello world');
    await storage.move(key(2), key(3));
    expect(await storage.size(key(2))).toBeNull();
    expect(await storage.size(key(3))).toBe(11);
    await storage.remove(key(3));
    await storage.remove(key(3));
    expect(await storage.size(key(3))).toBeNull();
  });

  test('what is larger than one part is whole', async () => {
    const storage = storageOf();
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    expect(await storage.write(key(4), Readable.from(Array(12).fill(chunk)))).toBe(12 * 1024 ** 2);
    expect(await storage.size(key(4))).toBe(12 * 1024 ** 2);
    expect((await text(storage.read(key(4)))).length).toBe(12 * 1024 ** 2);
  });

  test('an empty file has no bytes and a beginning', async () => {
    const storage = storageOf();
    expect(await storage.write(key(5), Readable.from([]))).toBe(0);
    expect(await storage.size(key(5))).toBe(0);
    expect((await storage.head(key(5), 10)).length).toBe(0);
  });

  test.each([
    '../secret',
    `files/${company}/../../x`,
    '/etc/passwd',
    'files/a',
    `files/${company}/a%2fb`,
  ])('refuses the key %s', async (bad) => {
    const storage = storageOf();
    await expect(storage.write(bad, Readable.from([]))).rejects.toThrow('not a storage key');
    await expect((async () => storage.read(bad))()).rejects.toThrow('not a storage key');
    await expect(storage.size(bad)).rejects.toThrow('not a storage key');
    await expect(storage.remove(bad)).rejects.toThrow('not a storage key');
    await expect(storage.move(key(2), bad)).rejects.toThrow('not a storage key');
  });

  test('a source that fails leaves nothing, however early it fails', async () => {
    const storage = storageOf();
    const late = Readable.from(
      (async function* () {
        yield Buffer.from('part');
        throw new Error('broke off');
      })(),
    );
    await expect(storage.write(key(6), late)).rejects.toThrow('broke off');
    const early = new Transform({
      transform: (_chunk, _encoding, done) => done(new Error('refused')),
    });
    const writing = storage.write(key(7), early);
    early.write('x');
    await expect(writing).rejects.toThrow('refused');
    for (const id of [6, 7]) expect(await storage.size(key(id))).toBeNull();
  });

  test('a stream of what is not there fails', async () => {
    await expect(text(storageOf().read(key(9)))).rejects.toThrow();
    await expect(storageOf().move(key(9), key(10))).rejects.toThrow();
  });

  test('says that it can be written', async () => {
    await storageOf().check();
  });
});

describe('disk', () => {
  test('leaves no halves, removes those of a killed process, and has no address for uploads', async () => {
    const storage = diskStorage(folder);
    await storage.write(key(20, 'uploads'), Readable.from([]));
    await writeFile(join(folder, `${key(21, 'uploads')}.part`), 'half');
    await storage.remove(key(21, 'uploads'));
    expect((await readdir(join(folder, 'uploads', company))).sort()).toEqual([
      key(20).split('/')[2],
    ]);
    expect(await storage.uploadAddress(key(20), 1)).toBeNull();
  });

  test('says when it cannot be written', async () => {
    const file = join(folder, 'no-folder');
    await writeFile(file, '');
    await expect(diskStorage(file).check()).rejects.toThrow();
  });
});

describe('S3', () => {
  const put = (address: string, body: string) => fetch(address, { method: 'PUT', body });

  test('an address takes what was announced, under its key alone', async () => {
    const storage = s3Storage(bucket.s3);
    const address = await storage.uploadAddress(key(30, 'uploads'), 5);
    if (!address) throw new Error('there is no address');
    expect((await put(address, 'hello')).status).toBe(200);
    expect(await storage.size(key(30, 'uploads'))).toBe(5);
    const elsewhere = address.replace(key(30, 'uploads'), key(31));
    expect((await put(elsewhere, 'hello')).status).toBe(403);
    expect(await storage.size(key(31))).toBeNull();
    expect((await put(address, 'more than announced')).status).toBe(403);
    expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('300');
    expect(new URL(address).searchParams.get('X-Amz-SignedHeaders')).toContain('content-length');
  });

  test('an address that was changed or signed with another secret is refused', async () => {
    const address = await s3Storage({
      ...bucket.s3,
      secret_access_key: 'another',
    }).uploadAddress(key(32, 'uploads'), 5);
    expect((await put(address ?? '', 'hello')).status).toBe(403);
  });

  /** What a process leaves that is killed between two parts. */
  const begin = async (id: number, at = bucket.s3) => {
    const client = new S3Client({
      ...{ region: at.region, endpoint: at.endpoint ?? '', forcePathStyle: true },
      credentials: { accessKeyId: at.access_key_id, secretAccessKey: at.secret_access_key },
    });
    const Key = key(id, 'uploads');
    const where = { Bucket: at.bucket, Key };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(where));
    await client.send(
      new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: 'the first part' }),
    );
    return Key;
  };

  test('parts that were sent and never made a file go with their key, those of others stay', async () => {
    const storage = s3Storage(bucket.s3);
    const [one, other] = [await begin(40), await begin(41)];
    await begin(40);
    expect(bucket.begun().sort()).toEqual([one, one, other]);
    expect(await storage.size(one)).toBeNull();
    await storage.remove(one);
    expect(bucket.begun()).toEqual([other]);
    await storage.remove(other);
    await storage.remove(other);
    expect(bucket.begun()).toEqual([]);
  });

  test('a source that fails after the first part leaves none', async () => {
    const chunk = Buffer.alloc(6 * 1024 * 1024, 'a');
    const source = Readable.from(
      (async function* () {
        yield chunk;
        yield chunk;
        throw new Error('broke off');
      })(),
    );
    await expect(s3Storage(bucket.s3).write(key(42), source)).rejects.toThrow('broke off');
    expect(bucket.begun()).toEqual([]);
  });

  test('a file goes from a server that does not tell of parts too', async () => {
    const plain = await startS3({ parts: false });
    try {
      const storage = s3Storage(plain.s3);
      await storage.write(key(43), Readable.from([Buffer.from('hello')]));
      const left = await begin(43, plain.s3);
      await storage.remove(key(43));
      expect(await storage.size(key(43))).toBeNull();
      expect(plain.begun()).toEqual([left]);
    } finally {
      await plain.close();
    }
  });

  test('names the bucket in the host or in the path, as configured', async () => {
    const address = (path_style: boolean) =>
      s3Storage({ ...bucket.s3, endpoint: 'https://s3.example.com', path_style }).uploadAddress(
        key(33, 'uploads'),
        5,
      );
    expect(new URL((await address(true)) ?? '').host).toBe('s3.example.com');
    expect(new URL((await address(false)) ?? '').host).toBe('ambit.s3.example.com');
  });

  test('says when the bucket cannot be reached', async () => {
    await expect(s3Storage({ ...bucket.s3, bucket: 'missing' }).check()).rejects.toThrow();
  });
});
