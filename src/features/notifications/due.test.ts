import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { dayIn, instantIn } from '@/core/run/engine/time-zone';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { workPrincipal } from '@/identity/member-principal';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';
import { notifySubscriber } from './subscriber';

let app: TestApp;
let database: TestDatabase;
let relay: Relay;
let workers: Workers;
let company: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  database = await ownDatabase('due');
  app = await testApp({ database, queue: silentTransport() });
  relay = startRelay(app, { subscribers: [notifySubscriber], look_ms: 30 });
  const kinds = jobKindsOf(modules);
  workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
  company = await testCompany({}, database);
  ctx = testCtx(app, company, company);
});
afterAll(async () => {
  await relay?.stop();
  await workers?.stop();
});

const jobs = async (id: string) =>
  (
    await database.admin.query<{ due_at: Date; status: string; value: string }>(
      `select due_at, status, input->>'value' as value from jobs where kind = 'notifications.due' and input->>'record_id' = $1 order by due_at`,
      [id],
    )
  ).rows;
const kinds = async () =>
  (await call(ctx, 'notifications.list')).data.flatMap(
    (group: { record: { id: string }; notifications: { kind: string }[] }) =>
      group.notifications.map(({ kind }) => [group.record.id, kind]),
  );

test('the owner is told when the time comes that a record holds then, and of no other', async () => {
  const zone = company.company.time_zone;
  const day = (ahead: number) => dayIn(zone, new Date(Date.now() + ahead * 86_400_000));
  const [soon, later] = [day(1), day(3)];
  const body = { last_name: 'Lovelace', next_step_on: soon };
  const moved = (await call(ctx, 'contacts.create', { body })).data.id;
  const stays = (await call(ctx, 'contacts.create', { body })).data.id;
  const past = (await call(ctx, 'contacts.create', { body: { ...body, next_step_on: day(-1) } }))
    .data.id;
  await call(ctx, 'contacts.update', { params: { id: moved }, body: { next_step_on: later } });
  await expect.poll(async () => (await jobs(moved)).length, { timeout: 20_000 }).toBe(2);
  expect((await jobs(moved)).map(({ due_at }) => due_at.toISOString())).toEqual(
    [soon, later].map((date) => instantIn(zone, date, '09:00').toISOString()),
  );
  await expect.poll(async () => (await jobs(stays)).length, { timeout: 20_000 }).toBe(1);
  expect(await jobs(past)).toEqual([]);
  await database.admin.query(
    `update jobs set due_at = '-infinity' where kind = 'notifications.due' and input->>'value' = $1`,
    [soon],
  );
  const done = async () =>
    [...(await jobs(moved)), ...(await jobs(stays))].map(({ status }) => status).sort();
  await expect.poll(done, { timeout: 20_000 }).toEqual(['completed', 'completed', 'queued']);
  expect(await kinds()).toEqual([[stays, 'due']]);
});
