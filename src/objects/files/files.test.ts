import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { enqueue } from '@/core/run/jobs/job';
import { startWorkers } from '@/core/run/jobs/worker';
import { execute } from '@/core/run/pipeline';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { diskStorage } from '@/platform/storage/disk';
import { s3Storage } from '@/platform/storage/s3';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { sendBytes, uploadBytes } from '../../../tests/support/files';
import { startS3 } from '../../../tests/support/s3';
import { cleanupFilesJob } from './cleanup';
import { storagePart } from './health';
import { arrivingKey } from './uploads';

const folder = mkdtempSync(join(tmpdir(), 'ambit-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const megabyte = 1024 * 1024;
const app = testApp({
  env: { DATA_DIR: folder, AMBIT_FILE_MB: '2', AMBIT_FILES_QUOTA_MB: '5' },
});
let one: TestCompany;
let ctx: Ctx;
let note_id: string;

const again = (of: Ctx): Ctx => ({ ...of, origin: { ...of.origin, request_id: newId() } });
const create = async (object: string, body: object, of = ctx) =>
  (await call(again(of), `${object}.create`, { body })).data;
const upload = async (content?: string | Uint8Array<ArrayBuffer>, of = ctx) =>
  uploadBytes(await app, of.principal, content);
const attach = async (content?: string | Uint8Array<ArrayBuffer>, name = 'a.txt') =>
  create('files', { name, note_id, upload_id: await upload(content) });
const download = async (id: string, search = '', of = ctx) => {
  const { response } = await call(of, 'files.content', { params: { id }, search });
  if (!response) throw new Error('there is no content');
  return response;
};
/** What lies in the folder of the company, by place. */
const stored = (place: 'files' | 'uploads') => {
  try {
    return readdirSync(join(folder, place, one.company.id));
  } catch {
    return [];
  }
};
const refused = (path: string, code: string) => ({ details: { issues: [{ path, code }] } });

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  note_id = (await create('notes', { body: 'Likes boats' })).id;
});

describe('a file', () => {
  test('has the type, size and bytes of its upload, and stands in the timeline', async () => {
    const contact_id = (await create('contacts', { last_name: 'Ilse' })).id;
    const upload_id = await upload('%PDF-1.7 something');
    const file = await create('files', { name: 'Offer.pdf', contact_id, upload_id });
    expect(file).toMatchObject({
      ...{ title: 'Offer.pdf', content_type: 'application/pdf', bytes: 18 },
      owner_id: one.user.id,
    });
    expect(await (await download(file.id)).text()).toBe('%PDF-1.7 something');
    const timeline = await call(ctx, 'contacts.timeline', { params: { id: contact_id } });
    expect(timeline.data).toMatchObject([{ kind: 'file', sentence: 'Offer.pdf' }, {}]);
  });

  test('of a note stands with it', async () => {
    const contact_id = (await create('contacts', { last_name: 'Ilse' })).id;
    const note = await create('notes', { body: 'See the plan', contact_id });
    await create('files', { name: 'plan.txt', note_id: note.id, upload_id: await upload('plan') });
    const { data } = await call(ctx, 'contacts.timeline', { params: { id: contact_id } });
    expect(data[0].record.files).toMatchObject([{ title: 'plan.txt' }]);
  });

  test('belongs to a record that exists in the company', async () => {
    const other = await testCompany();
    const theirs = await create('notes', { body: 'x' }, testCtx(await app, other, other));
    const upload_id = await upload();
    await expect(create('files', { name: 'a', upload_id })).rejects.toMatchObject(
      refused('contact_id', 'required'),
    );
    await expect(
      create('files', { name: 'a', upload_id, note_id: theirs.id }),
    ).rejects.toMatchObject(refused('note_id', 'not_found'));
    expect(await create('files', { name: 'a', upload_id, note_id })).toMatchObject({ bytes: 5 });
  });

  test('takes an upload once, a stored one, and of its author alone', async () => {
    const { user, ...rest } = await one.member('rep', 'Grace Hopper');
    const grace = testCtx(await app, one, { user, ...rest });
    const hers = await upload('hers', grace);
    const used = await upload('used');
    await create('files', { name: 'a', note_id, upload_id: used });
    const waiting = (await call(ctx, 'uploads.start', { body: { bytes: 5 } })).data.id;
    for (const upload_id of [hers, used, waiting, newId(), 'Somebody'])
      await expect(create('files', { name: 'b', note_id, upload_id })).rejects.toMatchObject(
        refused('upload_id', 'not_found'),
      );
    await expect(sendBytes(grace, waiting, new Blob(['hello']))).rejects.toMatchObject({
      status: 404,
    });
    const file = await create('files', { name: 'c', note_id, upload_id: hers }, grace);
    await expect(
      call(again(grace), 'files.update', {
        params: { id: file.id },
        body: { upload_id: await upload('x', grace) },
      }),
    ).rejects.toMatchObject(refused('upload_id', 'fixed'));
  });

  test('is renamed, goes to the bin and comes back', async () => {
    const { id } = await attach('Hello');
    const rename = { params: { id }, body: { name: 'b.txt' } };
    expect((await call(again(ctx), 'files.update', rename)).data.title).toBe('b.txt');
    const asked = again(ctx);
    await call(asked, 'files.delete', { params: { id } });
    await expect(download(id)).rejects.toMatchObject({ status: 404 });
    await call(again(ctx), 'files.undo', { body: { request_id: asked.origin.request_id } });
    expect(await (await download(id)).text()).toBe('Hello');
  });

  test('its name is a label: never a path, nothing that turns the writing around', async () => {
    for (const [given, kept] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\Temp\\offer.pdf', 'offer.pdf'],
      ['a\u202egpj.exe', 'agpj.exe'],
      ['a"b\r\nX: y.txt', 'a"b X: y.txt'],
    ])
      expect((await attach('x', given)).name.replace(/\s+/g, ' ')).toBe(kept);
    await expect(attach('x', '../')).rejects.toMatchObject(refused('name', 'required'));
    expect(stored('files').every((name) => /^[0-9a-f-]{36}$/.test(name))).toBe(true);
    const { id } = await attach('x', 'Ölçü "1".txt');
    expect((await download(id)).headers.get('content-disposition')).toBe(
      `attachment; filename="_l__ _1_.txt"; filename*=UTF-8''${encodeURIComponent('Ölçü "1".txt')}`,
    );
  });
});

describe('an upload', () => {
  const start = (bytes: number) => call(ctx, 'uploads.start', { body: { bytes } });

  test('is refused when it is too large or the company has no room', async () => {
    await expect(start(2 * megabyte + 1)).rejects.toMatchObject(refused('bytes', 'file_too_large'));
    await expect(start(0)).rejects.toMatchObject({ status: 422 });
    await start(2 * megabyte);
    await start(2 * megabyte);
    await expect(start(2 * megabyte)).rejects.toMatchObject(refused('bytes', 'quota_reached'));
    await start(megabyte);
  });

  test('two at once do not take the same last room', async () => {
    await start(2 * megabyte);
    const both = await Promise.allSettled([start(2 * megabyte), start(2 * megabyte)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('of more or less than announced leaves nothing, neither bytes nor room taken', async () => {
    const { admin } = await startDatabase();
    for (const [bytes, content] of [
      [3, 'Hello'],
      [500, 'Hello'],
    ] as const) {
      const { id } = (await start(bytes)).data;
      await expect(sendBytes(ctx, id, new Blob([content]))).rejects.toMatchObject({
        status: bytes === 3 ? 413 : 422,
      });
    }
    expect([...stored('uploads'), ...stored('files')]).toEqual([]);
    const { rows } = await admin.query('select status from uploads where company_id = $1', [
      one.company.id,
    ]);
    expect(rows).toEqual([{ status: 'leaving' }, { status: 'leaving' }]);
    // All of the room is there.
    for (const bytes of [2, 2, 1]) await start(bytes * megabyte);
  });

  test('that nothing came for in an hour takes no room, and no bytes any more', async () => {
    const { admin } = await startDatabase();
    const { id } = (await start(5)).data;
    for (const bytes of [2, 2]) await start(bytes * megabyte);
    await expect(start(megabyte)).rejects.toMatchObject(refused('bytes', 'quota_reached'));
    await admin.query(
      "update uploads set created_at = now() - interval '61 minutes' where id = $1",
      [id],
    );
    await start(megabyte);
    await expect(sendBytes(ctx, id, new Blob(['Hello']))).rejects.toMatchObject({ status: 404 });
  });

  test('that the cleanup takes meanwhile is not said to be stored', async () => {
    const { admin } = await startDatabase();
    const { id } = (await start(5)).data;
    const inner = (await app).storage;
    const storage = {
      ...inner,
      head: async (key: string, bytes: number) => {
        await admin.query("update uploads set status = 'leaving' where id = $1", [id]);
        return inner.head(key, bytes);
      },
    };
    const cleaned: Ctx = { ...ctx, app: { ...(await app), storage } };
    await expect(sendBytes(cleaned, id, new Blob(['Hello']))).rejects.toMatchObject({
      status: 404,
    });
    expect([...stored('uploads'), ...stored('files')]).toEqual([]);
  });

  test('that breaks off leaves nothing', async () => {
    const { id } = (await start(megabyte)).data;
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(`${head}Hello`));
        setTimeout(() => controller.error(new Error('gone')), 50);
      },
    });
    const request = new Request('http://localhost:3000/api', {
      ...{ method: 'POST', body, duplex: 'half' },
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    const operation = (await app).registry.operations.get('uploads.send');
    if (!operation) throw new Error('there is no operation uploads.send');
    const input = { params: { id }, search: '', request, body: async () => ({}) };
    await expect(execute(ctx, operation, input)).rejects.toMatchObject({ status: 400 });
    expect([...stored('uploads'), ...stored('files')]).toEqual([]);
    await expect(sendBytes(ctx, id, new Blob(['Hello']))).rejects.toMatchObject({ status: 404 });
  });

  test('is sent once', async () => {
    const id = await upload('Hello');
    await expect(sendBytes(ctx, id, new Blob(['World']))).rejects.toMatchObject({ status: 409 });
    const file = await create('files', { name: 'a', note_id, upload_id: id });
    expect(await (await download(file.id)).text()).toBe('Hello');
  });
});

describe('what is served', () => {
  const png = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489',
    'hex',
  );

  test('has the type of its content, and is shown only where that can run nothing', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const html = '<!doctype html><script>alert(1)</script>';
    for (const [name, content, type, inline] of [
      ['a.html', png, 'image/png', true],
      ['a.png', html, 'text/plain', false],
      ['a.png', svg, 'text/plain', false],
      ['a.png', `<?xml version="1.0"?>${svg}`, 'text/plain', false],
      ['a.js', 'alert(1)', 'text/plain', false],
      ['a.exe', Buffer.from([77, 90, 0, 1, 2, 3]), 'application/x-msdownload', false],
      ['a.gif', Buffer.concat([Buffer.from('GIF89a'), Buffer.from(html)]), 'image/gif', true],
      ['a', Buffer.from([0, 1, 2, 3]), 'application/octet-stream', false],
    ] as const) {
      const file = await attach(
        typeof content === 'string' ? content : new Uint8Array(content),
        name,
      );
      expect(file.content_type, name).toBe(type);
      for (const search of ['', 'inline=1']) {
        const { headers } = await download(file.id, search);
        const shown = inline && search !== '';
        expect(headers.get('content-disposition')?.split(';')[0]).toBe(
          shown ? 'inline' : 'attachment',
        );
        expect(headers.get('content-type')).toBe(shown ? type : 'application/octet-stream');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toContain('sandbox');
        expect(headers.get('cache-control')).toContain('no-store');
      }
    }
  });

  test('a zip is never unpacked, however large what is in it', async () => {
    const bomb = zipOf('[Content_Types].xml', 200 * megabyte);
    expect(bomb.length).toBeLessThan(megabyte);
    const before = process.memoryUsage().rss;
    const file = await attach(new Uint8Array(bomb), 'bomb.docx');
    expect(file.bytes).toBe(bomb.length);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * megabyte);
  });

  test('only to those who may read the record it belongs to, asked each time', async () => {
    const { id } = await attach();
    const other = await testCompany();
    const stranger = testCtx(await app, other, other);
    await expect(download(id, '', stranger)).rejects.toMatchObject({ status: 404 });
    const without = (permission: string): Ctx => ({
      ...ctx,
      principal: {
        ...ctx.principal,
        permissions: new Set([...ctx.principal.permissions].filter((one) => one !== permission)),
      },
    });
    await expect(download(id, '', without('files:read'))).rejects.toMatchObject({ status: 403 });
    await expect(download(id, '', without('notes:read'))).rejects.toMatchObject({ status: 404 });
    expect(await (await download(id, '', without('contacts:read'))).text()).toBe('Hello');
  });

  test('says that its content is lost rather than breaking off', async () => {
    const { id } = await attach();
    rmSync(join(folder, 'files', one.company.id), { recursive: true });
    await expect(download(id)).rejects.toMatchObject({ status: 404 });
  });
});

test('what nobody can want goes at night: uploads after a day, files after 30 in the bin, halves of killed processes', async () => {
  const { admin } = await startDatabase();
  const [kept, binned, gone] = [await attach('kept'), await attach('binned'), await attach('gone')];
  const [fresh, old] = [await upload('fresh'), await upload('old')];
  const killed = (await call(ctx, 'uploads.start', { body: { bytes: 5 } })).data.id;
  writeFileSync(join(folder, 'uploads', one.company.id, `${killed}.part`), 'Hel');
  // It failed just now: an address for its bytes may still work.
  const young = (await call(ctx, 'uploads.start', { body: { bytes: 3 } })).data.id;
  await expect(sendBytes(ctx, young, new Blob(['Hello']))).rejects.toMatchObject({ status: 413 });
  for (const { id } of [binned, gone]) await call(again(ctx), 'files.delete', { params: { id } });
  const ago = "now() - interval '31 days'";
  await admin.query(`update files set deleted_at = ${ago} where id = $1`, [gone.id]);
  await admin.query(`update uploads set created_at = ${ago} where id = any($1)`, [
    [old, killed, gone.upload_id],
  ]);
  const id = await (await app).db.withCompany(ctx.scope, (tx) =>
    enqueue(ctx, tx, cleanupFilesJob, {}),
  );
  const workers = startWorkers(await app, { kinds: [cleanupFilesJob], principalOf: workPrincipal });
  const result = async () =>
    (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
  await expect.poll(result, { timeout: 10_000 }).toEqual({ uploads: 3, files: 1 });
  await workers.stop();
  expect(stored('files').sort()).toEqual([kept.upload_id, binned.upload_id, fresh].sort());
  expect(stored('uploads')).toEqual([]);
  const left = await admin.query('select id from uploads where status = $1 and company_id = $2', [
    'leaving',
    one.company.id,
  ]);
  expect(left.rows).toEqual([{ id: young }]);
  await call(again(ctx), 'files.restore', { params: { id: binned.id } });
  expect(await (await download(binned.id)).text()).toBe('binned');
  await expect(
    call(again(ctx), 'files.restore', { params: { id: gone.id } }),
  ).rejects.toMatchObject({ status: 404 });
  const { rows } = await admin.query(
    "select record_id from events where company_id = $1 and name = 'file.purged'",
    [one.company.id],
  );
  expect(rows).toEqual([{ record_id: gone.id }]);
});

test('the health page says what files take, and when none can be stored', async () => {
  await attach('Hello');
  const mine = await (await app).db.withCompany(ctx.scope, async (tx) =>
    storagePart.company?.(ctx, tx),
  );
  const figures = { files: 1, files_bytes: 5, quota_bytes: 5 * megabyte };
  expect(mine).toMatchObject({ state: 'ok', figures });
  const inUse = await storagePart.installation?.(await app);
  expect(inUse).toMatchObject({ state: 'ok', figures: { transport: 'disk' } });
  writeFileSync(join(folder, 'a-file'), '');
  const broken = { ...(await app), storage: diskStorage(join(folder, 'a-file')) };
  expect(await storagePart.installation?.(broken)).toMatchObject({
    state: 'down',
    problem: { code: 'storage_away' },
  });
});

test('with S3 the bytes go past us and are checked before they count', async () => {
  const bucket = await startS3();
  try {
    const there: Ctx = { ...ctx, app: { ...(await app), storage: s3Storage(bucket.s3) } };
    const start = async (bytes: number) =>
      (await call(there, 'uploads.start', { body: { bytes } })).data;
    const put = (url: string, body: string) => fetch(url, { method: 'PUT', body });
    const done = (id: string) => call(there, 'uploads.done', { params: { id } });
    const announced = await start(5);
    expect((await put(announced.put_url, 'Hello, world')).status).toBe(403);
    expect((await put(announced.put_url, 'Hello')).status).toBe(200);
    await expect(
      create('files', { name: 'a', note_id, upload_id: announced.id }, there),
    ).rejects.toMatchObject(refused('upload_id', 'not_found'));
    expect((await done(announced.id)).data).toMatchObject({ bytes: 5, content_type: 'text/plain' });
    // Whoever did not hear the answer asks again.
    expect((await done(announced.id)).data).toMatchObject({ bytes: 5, content_type: 'text/plain' });
    const file = await create('files', { name: 'a', note_id, upload_id: announced.id }, there);
    // The address still works for minutes, but leads to a place that nobody reads any more.
    await put(announced.put_url, 'Other');
    expect(await (await download(file.id, '', there)).text()).toBe('Hello');
    await expect(done((await start(5)).id)).rejects.toMatchObject(refused('file', 'size_differs'));
  } finally {
    await bucket.close();
  }
});

test('with S3 what was never finished goes at night, whichever way it came', async () => {
  const bucket = await startS3();
  try {
    const { admin } = await startDatabase();
    const house = { ...(await app), storage: s3Storage(bucket.s3) };
    const there: Ctx = { ...ctx, app: house };
    const start = async (bytes: number) =>
      (await call(there, 'uploads.start', { body: { bytes } })).data;
    // Put and never told of; told of too early, and put after that; begun in parts by a process that was killed.
    const [put, early, killed] = [await start(5), await start(5), await start(5)];
    const send = (url: string) => fetch(url, { method: 'PUT', body: 'Hello' });
    expect((await send(put.put_url)).status).toBe(200);
    await expect(call(there, 'uploads.done', { params: { id: early.id } })).rejects.toMatchObject(
      refused('file', 'size_differs'),
    );
    expect((await send(early.put_url)).status).toBe(200);
    const { endpoint, access_key_id, secret_access_key } = bucket.s3;
    const client = new S3Client({
      ...{ region: 'us-east-1', endpoint: endpoint ?? '', forcePathStyle: true },
      credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
    });
    const Key = arrivingKey(one.company.id, killed.id);
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'ambit', Key }));
    expect(bucket.begun()).toEqual([Key]);
    const night = async () => {
      const id = await house.db.withCompany(ctx.scope, (tx) =>
        enqueue(there, tx, cleanupFilesJob, {}),
      );
      const workers = startWorkers(house, { kinds: [cleanupFilesJob], principalOf: workPrincipal });
      const result = async () =>
        (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
      await expect.poll(result, { timeout: 10_000 }).not.toBeNull();
      await workers.stop();
      return result();
    };
    const sizes = () =>
      Promise.all(
        [put, early].map(({ id }) => house.storage.size(arrivingKey(one.company.id, id))),
      );
    // All of it may still be on its way.
    expect(await night()).toEqual({ uploads: 0, files: 0 });
    expect(await sizes()).toEqual([5, 5]);
    const ids = [put, early, killed].map(({ id }) => id);
    await admin.query(
      "update uploads set created_at = now() - interval '25 hours' where id = any($1)",
      [ids],
    );
    expect(await night()).toEqual({ uploads: 3, files: 0 });
    expect(await sizes()).toEqual([null, null]);
    expect(bucket.begun()).toEqual([]);
  } finally {
    await bucket.close();
  }
});

/** A zip with one deflated entry of so many zeros. */
function zipOf(name: string, size: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(size));
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), packed]);
}
