import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { defineContract } from '../shape/contract';
import { AppError } from '../shape/errors';
import type { App, Principal } from './context';
import { command, query } from './module';

const base = {
  tag: 'tests',
  summary: 'for tests',
  auth: 'any',
  method: 'POST',
  body: z.strictObject({ name: z.string() }),
  output: z.object({ n: z.number() }),
} as const;

let effects = 0;
let fail: Error | null = null;
let zombieAt = 0;
let zombieGate: Promise<void> = Promise.resolve();
/** Writes a row, so that "once" can be counted in the database. */
const add = command(
  defineContract({ ...base, name: 'tests.add', path: '/tests/add', status: 201, events: [] }),
  async (ctx, tx, { body }) => {
    effects += 1;
    await tx.run({
      text: `insert into jobs (company_id, id, queue, kind, user_id, actor_kind, source, request_id) values ($1, $2, 'records', $3, $4, 'user', 'api', 'r')`,
      values: [ctx.scope.company_id, newId(), body.name, ctx.scope.user_id],
    });
    await (body.name === 'zombie' && effects === zombieAt
      ? zombieGate
      : new Promise((resolve) => setTimeout(resolve, 30)));
    if (fail) throw fail;
    return { data: { n: effects }, headers: { location: '/x' }, cookies: ['s=1'] };
  },
);
const late = query(
  defineContract({ ...base, name: 'tests.late', path: '/tests/late' }),
  async () => ({ data: { n: ++effects } }),
);
const secret = query(
  defineContract({ ...base, name: 'tests.secret', path: '/tests/secret', secret_answer: true }),
  async () => ({ data: { n: 42 } }),
);

let app: App;
let company: TestCompany;
let principal: Principal;

beforeAll(async () => {
  const parts = await testApp({ modules: [{ name: 'tests', operations: [add, late, secret] }] });
  app = { ...parts, authenticate: async () => principal };
  company = await testCompany();
  principal = testCtx(app, company, company).principal;
});

async function send(path: string, key: string, body: unknown = { name: key }, host = 'localhost') {
  const request = new Request(`http://${host}:3000/api${path}`, {
    method: 'POST',
    headers: {
      origin: 'http://localhost:3000',
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  const response = await createRouter(app).fetch(request, { address: '203.0.113.5' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function rows(kind: string): Promise<number> {
  const { admin } = await startDatabase();
  const found = await admin.query('select from jobs where company_id = $1 and kind = $2', [
    company.company.id,
    kind,
  ]);
  return found.rowCount ?? 0;
}

test('fifty at once: one effect; the others get 409 or its answer, and later ones its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => send('/tests/add', 'fifty')));
  expect(await rows('fifty')).toBe(1);
  const first = answers.find(({ status }) => status === 201);
  for (const { status, text } of answers) if (status !== 409) expect(text).toBe(first?.text);
  const again = await send('/tests/add', 'fifty');
  expect([again.status, again.text]).toEqual([201, first?.text]);
  expect(again.headers.get('location')).toBe('/x');
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.headers.getSetCookie()).toEqual([]);
  expect(await rows('fifty')).toBe(1);
});

test('another body under the same key: 422', async () => {
  await send('/tests/add', 'body');
  const other = await send('/tests/add', 'body', { name: 'other' });
  expect(other.status).toBe(422);
  expect(JSON.parse(other.text).issues[0].code).toBe('key_reused');
});

test('another person may use the same key', async () => {
  await send('/tests/late', 'shared');
  const own = principal;
  principal = testCtx(app, company, await company.member('rep')).principal;
  const theirs = await send('/tests/late', 'shared');
  principal = own;
  expect(theirs.headers.get('idempotency-replayed')).toBeNull();
});

test('a refusal is kept, a failure of ours is not', async () => {
  fail = new AppError('conflict', 'Not now.');
  expect((await send('/tests/add', 'refused')).status).toBe(409);
  fail = new Error('disk on fire');
  expect((await send('/tests/add', 'failed')).status).toBe(500);
  fail = null;
  expect((await send('/tests/add', 'refused')).status).toBe(409);
  expect((await send('/tests/add', 'failed')).status).toBe(201);
  expect([await rows('refused'), await rows('failed')]).toEqual([0, 1]);
});

test('invalid input is not remembered', async () => {
  expect((await send('/tests/add', 'invalid', { wrong: 1 })).status).toBe(422);
  expect((await send('/tests/add', 'invalid')).status).toBe(201);
});

test('a claim whose process died is taken over after a minute, and its zombie cannot commit', async () => {
  const { admin } = await startDatabase();
  let wake: () => void = () => {};
  zombieGate = new Promise((resolve) => (wake = resolve));
  zombieAt = effects + 1;
  const first = send('/tests/add', 'zombie');
  await expect.poll(() => effects).toBe(zombieAt);
  expect((await send('/tests/add', 'zombie')).status).toBe(409);
  await admin.query(
    `update idempotency_keys set created_at = now() - interval '61 seconds' where key = 'zombie'`,
  );
  expect((await send('/tests/add', 'zombie')).status).toBe(201);
  wake();
  expect((await first).status).toBe(409);
  expect(await rows('zombie')).toBe(1);
});

test('answers are forgotten after 48 hours', async () => {
  const { admin } = await startDatabase();
  await send('/tests/late', 'old');
  await admin.query(
    `update idempotency_keys set created_at = now() - interval '49 hours' where key = 'old'`,
  );
  expect((await send('/tests/late', 'old')).headers.get('idempotency-replayed')).toBeNull();
});

test('an answer with a secret is never kept', async () => {
  expect((await send('/tests/secret', 'secret')).status).toBe(200);
  const again = await send('/tests/secret', 'secret');
  expect(again.status).toBe(409);
  const { admin } = await startDatabase();
  const { rows: kept } = await admin.query(
    `select body from idempotency_keys where key = 'secret'`,
  );
  expect(kept[0].body ?? '').not.toMatch(/"data":\s*\{/);
});

test('a key is 1 to 255 visible characters', async () => {
  expect((await send('/tests/late', 'a b')).status).toBe(400);
  expect((await send('/tests/late', 'a'.repeat(256))).status).toBe(400);
});

test('the same request through another host name is the same request', async () => {
  const first = await send('/tests/add', 'by-name');
  const again = await send('/tests/add', 'by-name', undefined, '127.0.0.1');
  expect([again.status, again.text]).toEqual([201, first.text]);
});
