import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { notifySubscriber } from '@/features/notifications/subscriber';
import { workPrincipal } from '@/identity/member-principal';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';

let app: TestApp;
let database: TestDatabase;
let relay: Relay;
let workers: Workers[];
let company: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  database = await ownDatabase('reminders');
  app = await testApp({ database, queue: silentTransport() });
  relay = startRelay(app, { subscribers: [notifySubscriber], look_ms: 30 });
  const kinds = jobKindsOf(modules);
  // Two at once: each would tell, were it not once.
  workers = [1, 2].map(() => startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 }));
  company = await testCompany({}, database);
  ctx = testCtx(app, company, company);
});
afterAll(async () => {
  await relay?.stop();
  for (const one of workers ?? []) await one.stop();
});

const jobs = async (id: string) =>
  (
    await database.admin.query<{ due_at: Date; status: string }>(
      `select due_at, status from jobs where kind = 'notifications.due' and input->>'record_id' = $1 order by due_at`,
      [id],
    )
  ).rows;
const told = async () =>
  (
    await database.admin.query<{ record_id: string; kind: string; count: number; mail: string }>(
      'select record_id, kind, count, mail from notifications where company_id = $1',
      [company.company.id],
    )
  ).rows;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

test('a reminder is told once, by centre and mail, and of what moved or was done nothing', async () => {
  const body = { title: 'Call Ilse', due_at: inDays(2), remind_before: 60 };
  const create = async () => (await call(ctx, 'tasks.create', { body })).data;
  const update = (id: string, set: object) =>
    call(ctx, 'tasks.update', { params: { id }, body: set });
  const [stays, moved, done, opened] = [
    await create(),
    await create(),
    await create(),
    await create(),
  ];
  await update(moved.id, { due_at: inDays(4) });
  await update(done.id, { status: 'done' });
  await update(opened.id, { status: 'done' });
  await update(opened.id, { status: 'open' });
  for (const [task, count] of [
    [stays, 1],
    [moved, 2],
    [done, 1],
    [opened, 1],
  ] as const)
    await expect.poll(async () => (await jobs(task.id)).length, { timeout: 20_000 }).toBe(count);
  expect((await jobs(stays.id))[0]?.due_at.toISOString()).toBe(stays.remind_at);
  const come = () =>
    database.admin.query(
      `update jobs set due_at = '-infinity', status = 'queued' where kind = 'notifications.due' and input->>'value' = $1`,
      [stays.remind_at],
    );
  const ended = async () => {
    const all = [
      ...(await jobs(stays.id)),
      ...(await jobs(moved.id)),
      ...(await jobs(done.id)),
      ...(await jobs(opened.id)),
    ];
    return all.map(({ status }) => status).sort();
  };
  const expected = ['completed', 'completed', 'completed', 'completed', 'queued'];
  await come();
  await expect.poll(ended, { timeout: 20_000 }).toEqual(expected);
  const once = [stays.id, opened.id]
    .sort()
    .map((record_id) => ({ record_id, kind: 'due', count: 1, mail: 'at_once' }));
  const sorted = async () => (await told()).sort((a, b) => (a.record_id < b.record_id ? -1 : 1));
  expect(await sorted()).toEqual(once);
});
