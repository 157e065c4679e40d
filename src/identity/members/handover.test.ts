import { beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { startWorkers } from '@/core/run/jobs/worker';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import {
  type TestCompany,
  type TestMember,
  testCompany,
  testCtx,
} from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { workPrincipal } from '../member-principal';

let app: TestApp;
let one: TestCompany;
let leaver: TestMember;
let heir: TestMember;
let ctx: Ctx;

beforeAll(async () => {
  app = await testApp();
  one = await testCompany();
  leaver = await one.member('rep', 'Grace Hopper');
  heir = await one.member('rep', 'Alan Turing');
  ctx = testCtx(app, one, one);
});

const make = async (object: string, body: Record<string, unknown>, owner = leaver) =>
  (await call(ctx, `${object}.create`, { body: { ...body, owner_id: owner.user.id } })).data.id;
const read = async (object: string, id: string) =>
  (await call(ctx, `${object}.get`, { params: { id } })).data;
const ofLeaver = { params: { id: '' } };

async function work(jobs: readonly { job_id: string }[]): Promise<void> {
  const { admin } = await startDatabase();
  const workers = startWorkers(app, {
    kinds: modules
      .flatMap(({ jobs: kinds = [] }) => kinds)
      .filter(({ name }) => name.startsWith('records.')),
    principalOf: workPrincipal,
  });
  const open = async () =>
    (
      await admin.query(
        "select count(*)::int as n from jobs where id = any($1) and status in ('queued', 'running')",
        [jobs.map(({ job_id }) => job_id)],
      )
    ).rows[0].n;
  await expect.poll(open, { timeout: 15_000 }).toBe(0);
  await workers.stop();
}

test('what somebody works on goes to others object by object, and comes back by one undo for each', async () => {
  ofLeaver.params.id = leaver.user.id;
  const account = await make('accounts', { name: 'Acme' });
  const mine = await make('accounts', { name: 'Not theirs' }, heir);
  const open = await make('tasks', { title: 'Call' });
  const done = await make('tasks', { title: 'Called', status: 'done' });
  const deal = await make('deals', { title: 'Big' });
  const lead = await make('leads', { last_name: 'Byron' });
  const { data: counts } = await call(ctx, 'members.records', ofLeaver);
  expect(
    Object.fromEntries(
      counts.map((one: { object: string; count: number }) => [one.object, one.count]),
    ),
  ).toEqual({
    accounts: 1,
    contacts: 0,
    leads: 1,
    deals: 1,
    tasks: 1,
  });

  await call(ctx, 'members.deactivate', ofLeaver);
  const asked = { ...ctx, origin: { ...ctx.origin, request_id: crypto.randomUUID() } };
  const { data, status } = await call(asked, 'members.hand_over', {
    ...ofLeaver,
    body: {
      records: [
        { object: 'accounts', to: heir.user.id },
        { object: 'deals', to: heir.user.id },
        { object: 'tasks', to: one.user.id },
      ],
    },
  });
  expect([status ?? 202, data.jobs.map(({ object }: { object: string }) => object)]).toEqual([
    202,
    ['accounts', 'deals', 'tasks'],
  ]);
  await work(data.jobs);
  for (const { job_id } of data.jobs)
    expect((await call(ctx, 'jobs.get', { params: { id: job_id } })).data).toMatchObject({
      status: 'completed',
      done: 1,
      total: 1,
      result: { updated: 1, refused: 0 },
    });
  const owners = async () => [
    (await read('accounts', account)).owner_id,
    (await read('accounts', mine)).owner_id,
    (await read('deals', deal)).owner_id,
    (await read('tasks', open)).owner_id,
    (await read('tasks', done)).owner_id,
    (await read('leads', lead)).owner_id,
  ];
  const [from, to] = [leaver.user.id, heir.user.id];
  expect(await owners()).toEqual([to, to, to, one.user.id, from, from]);
  // Records that stay go on naming somebody who left.
  const shown = await call(ctx, 'leads.get', { params: { id: lead }, search: 'include=owner' });
  expect(shown.data.owner).toMatchObject({ title: 'Grace Hopper' });

  // Nothing goes back to somebody who is out; once they are in again, it does.
  await call(ctx, 'members.reactivate', ofLeaver);
  for (const object of ['accounts', 'deals'])
    await call(ctx, `${object}.undo`, { body: { request_id: asked.origin.request_id } });
  expect(await owners()).toEqual([from, to, from, one.user.id, from, from]);
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    "select changes -> 'after' as after from events where record_id = $1 and name = 'member.handed_over'",
    [leaver.user.id],
  );
  expect(rows).toEqual([{ after: { accounts: to, deals: to, tasks: one.user.id } }]);
});

test('wrong entries are named and nothing starts', async () => {
  const stranger = await testCompany();
  const gone = await one.member('rep');
  const { admin } = await startDatabase();
  await admin.query("update members set status = 'removed' where user_id = $1", [gone.user.id]);
  const before = await admin.query('select count(*) from jobs');
  const records = [
    { object: 'accounts', to: stranger.user.id },
    { object: 'accounts', to: heir.user.id },
    { object: 'activities', to: heir.user.id },
    { object: 'deals', to: leaver.user.id },
    { object: 'tasks', to: gone.user.id },
  ];
  const error = await call(ctx, 'members.hand_over', {
    params: { id: leaver.user.id },
    body: { records },
  }).catch((thrown) => thrown);
  expect(
    error.details.issues.map(({ path, code }: { path: string; code: string }) => [path, code]),
  ).toEqual([
    ['records.0.to', 'not_found'],
    ['records.1.object', 'unknown_object'],
    ['records.2.object', 'unknown_object'],
    ['records.3.to', 'same_member'],
    ['records.4.to', 'not_found'],
  ]);
  expect(await admin.query('select count(*) from jobs').then(({ rows }) => rows)).toEqual(
    before.rows,
  );
  for (const name of ['members.records', 'members.hand_over'])
    await expect(
      call(ctx, name, {
        params: { id: stranger.user.id },
        body: { records: [{ object: 'deals', to: heir.user.id }] },
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
});
