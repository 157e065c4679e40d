import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import {
  memberCtx,
  type TestCompany,
  testCompany,
  testCtx,
} from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';

const app = testApp();
const started: Workers[] = [];
let one: TestCompany;
let ctx: Ctx;
let people: string[];

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  const names = ['A', 'B', 'C'];
  people = [];
  for (const name of names) people.push((await one.member('rep', name)).user.id);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((workers) => workers.stop()));
});

const again = (as = ctx): Ctx => ({ ...as, origin: { ...as.origin, request_id: newId() } });
const work = async () =>
  started.push(
    startWorkers(await app, {
      kinds: jobKindsOf(modules).filter(({ queue }) => queue === 'records'),
      principalOf: workPrincipal,
      look_ms: 30,
    }),
  );
const view = async (id: string) => (await call(ctx, 'jobs.get', { params: { id } })).data;
const ended = (id: string) => expect.poll(async () => (await view(id)).status, { timeout: 30_000 });
const sql = async <Row>(text: string, values: readonly unknown[]): Promise<Row[]> => {
  const { admin } = await startDatabase();
  return (await admin.query(text, [...values])).rows as Row[];
};

const energy = { field: 'industry', op: 'eq', value: 'energy' };
const large = { field: 'employees', op: 'gte', value: 500 };
const creator = { kind: 'creator', user_ids: [] };
const set = async (rules: object[], otherwise: object = creator, object = 'accounts') =>
  (await call(again(), `${object}.set_assignment`, { body: { rules, otherwise } })).data;
const preview = async (body: object, as = ctx, object = 'accounts') =>
  (await call(again(as), `${object}.preview_assignment`, { body })).data;
const apply = async (body: object, as = again(), object = 'accounts') => {
  const answer = await call(as, `${object}.apply_assignment`, { body });
  expect(answer.status).toBe(202);
  return { id: answer.data.job_id as string, request_id: as.origin.request_id };
};
const undo = async (request_id: string, object = 'accounts') =>
  (await call(again(), `${object}.undo`, { body: { request_id } })).data;

/** Accounts as somebody left them; many at once. */
async function make(
  count: number,
  owner_id: string | null,
  values: object = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1000) {
    const create = Array.from({ length: Math.min(1000, count - at) }, (_, n) => ({
      ...{ name: `Acme ${at + n}`, owner_id, ...values },
    }));
    ids.push(...(await call(again(), 'accounts.bulk', { body: { create } })).data.ids);
  }
  return ids;
}

const ownersOf = async (ids: readonly string[]): Promise<(string | null)[]> => {
  const rows = await sql<{ id: string; owner_id: string | null }>(
    'select id, owner_id from accounts where id = any($1)',
    [ids],
  );
  const owners = new Map(rows.map(({ id, owner_id }) => [id, owner_id]));
  return ids.map((id) => owners.get(id) ?? null);
};
const countsOf = (owners: readonly (string | null)[]) =>
  people.map((id) => owners.filter((owner) => owner === id).length);

describe('which records are given', () => {
  test('those whose owner their rule does not name, those without one, or all; others are let be', async () => {
    const [a = '', b = '', c = ''] = people;
    const [theirs = '', wrong = '', none = '', other = ''] = [
      ...(await make(1, a, { industry: 'energy' })),
      ...(await make(1, c, { industry: 'energy' })),
      ...(await make(1, null, { industry: 'energy' })),
      ...(await make(1, c)),
    ];
    const { rules } = await set([
      { name: 'Energy', filter: energy, to: { kind: 'round_robin', user_ids: [a, b] } },
    ]);
    const rule_id = rules[0].id;
    const gives = async (body: object) =>
      (await preview(body)).sample.map(({ id, from, to }: Record<string, string>) => [
        id,
        from,
        to,
      ]);
    expect(await gives({ which: 'wrong_owner' })).toEqual([
      [wrong, c, a],
      [none, null, b],
    ]);
    expect(await gives({ which: 'without_owner' })).toEqual([[none, null, a]]);
    // In turn the first keeps it, which is no change.
    expect(await gives({ which: 'all' })).toEqual([
      [wrong, c, b],
      [none, null, a],
    ]);
    expect(await gives({ which: 'all', filter: { field: 'owner_id', op: 'empty' } })).toEqual([
      [none, null, a],
    ]);
    await sql("update members set status = 'removed' where user_id = $1 returning 1", [c]);
    expect(await gives({ which: 'without_owner' })).toEqual([
      [wrong, c, a],
      [none, null, b],
    ]);
    expect(await preview({ which: 'wrong_owner' })).toEqual({
      version: 1,
      changing: 2,
      refused: 0,
      gives: [
        { rule_id, owner_id: a, count: 1 },
        { rule_id, owner_id: b, count: 1 },
      ],
      sample: [
        { id: wrong, title: 'Acme 0', rule_id, from: c, to: a },
        { id: none, title: 'Acme 0', rule_id, from: null, to: b },
      ],
    });
    // What happens where no rule fits is for them as well.
    await set([{ name: 'Energy', filter: energy, to: { kind: 'round_robin', user_ids: [a, b] } }], {
      kind: 'fixed',
      user_ids: [a],
    });
    const { sample } = await preview({ which: 'wrong_owner' });
    expect(sample.at(-1)).toMatchObject({ id: other, rule_id: null, from: c, to: a });
    expect(await ownersOf([theirs, wrong, none, other])).toEqual([a, c, null, c]);
  });

  test('leads that are done stay with whoever had them', async () => {
    const lead = async (body: object) =>
      (await call(again(), 'leads.create', { body: { company_name: 'Acme', ...body } })).data.id;
    const open = await lead({});
    await lead({ status: 'unqualified' });
    await call(again(), 'leads.convert', { params: { id: await lead({}) }, body: {} });
    await set([], { kind: 'fixed', user_ids: people.slice(0, 1) }, 'leads');
    const told = await preview({ which: 'all' }, ctx, 'leads');
    expect(told).toMatchObject({ changing: 1, sample: [{ id: open }] });
    await work();
    const run = await apply({ which: 'all', version: told.version }, again(), 'leads');
    await ended(run.id).toBe('completed');
    expect(await view(run.id)).toMatchObject({ done: 1, total: 1, result: { updated: 1 } });
    expect(await undo(run.request_id, 'leads')).toEqual({ undone: 1, kept: [] });
  });

  test('a filter that cannot run and rules that are others by now are refused', async () => {
    const filter = { field: 'nope', op: 'eq', value: 1 };
    for (const work of [preview, apply])
      await expect(
        work({ which: 'all', filter, ...(work === apply ? { version: 0 } : {}) }),
      ).rejects.toMatchObject({
        status: 422,
        details: { issues: [{ path: 'filter', code: 'unknown_field' }] },
      });
    await set([], { kind: 'fixed', user_ids: people.slice(0, 1) });
    await expect(apply({ which: 'all', version: 0 })).rejects.toMatchObject({
      status: 412,
      details: { data: { version: 1 } },
    });
  });
});

describe('who may', () => {
  test('those who may set the rules, as far as they may change records', async () => {
    const [a = ''] = people;
    await make(2, null);
    await set([], { kind: 'fixed', user_ids: [a] });
    for (const role of ['manager', 'rep', 'read_only'] as const) {
      const as = testCtx(await app, one, await one.member(role));
      await expect(preview({ which: 'all' }, as)).rejects.toMatchObject({ status: 403 });
      await expect(apply({ which: 'all', version: 1 }, again(as))).rejects.toMatchObject({
        status: 403,
      });
    }
    const admin = testCtx(await app, one, await one.member('admin'));
    expect((await preview({ which: 'all' }, admin)).changing).toBe(2);

    const { user } = await one.member('custom', 'Narrow');
    const narrow = async (rights: object, fields: object = {}) => {
      const { data } = await call(again(), 'roles.create', {
        body: {
          name: newId(),
          rights: {
            objects: { '*': { read: 'all', create: 'all', delete: 'all', ...rights } },
            administration: ['company:update'],
            fields,
          },
        },
      });
      await call(again(), 'members.roles', {
        params: { id: user.id },
        body: { role_ids: [data.id] },
      });
      return memberCtx(await app, one, user.id);
    };
    const many = { export: 'all', import: 'all', bulk: 'all' };
    const [mine = ''] = await make(1, user.id);
    const near = await narrow({ update: 'own', ...many });
    expect(await preview({ which: 'all' }, near)).toMatchObject({
      ...{ changing: 1, refused: 2, sample: [{ id: mine }] },
    });
    await work();
    const run = await apply({ which: 'all', version: 1 }, again(near));
    await ended(run.id).toBe('completed');
    expect((await view(run.id)).result).toMatchObject({ updated: 1, refused: 2 });
    const without = await narrow({ update: 'all', ...many, bulk: 'none' });
    await expect(preview({ which: 'all' }, without)).rejects.toMatchObject({ status: 403 });
    const blind = await narrow({ update: 'all', ...many }, { accounts: { owner_id: 'read_only' } });
    await expect(preview({ which: 'all' }, blind)).rejects.toMatchObject({ status: 403 });
  });
});

describe('a run', () => {
  const turns = () => ({ kind: 'round_robin', user_ids: people });
  /** Three rules over 2,400 accounts, a few of which are somebody's already. */
  async function scene() {
    const [a = '', b = ''] = people;
    const ids = [
      ...(await make(900, one.user.id, { industry: 'energy' })),
      ...(await make(5, a, { employees: 900 })),
      ...(await make(1000, null, { employees: 900 })),
      ...(await make(495, one.user.id, { description: 'other' })),
    ];
    await set(
      [
        { name: 'Energy', filter: energy, to: turns() },
        { name: 'Large', filter: large, to: { kind: 'least_open', user_ids: [a, b] } },
      ],
      { kind: 'fixed', user_ids: [one.user.id] },
    );
    return ids;
  }
  const given = (owners: readonly (string | null)[]) =>
    [...people, one.user.id].map((id) => owners.filter((owner) => owner === id).length);

  test('does what was shown, fairly, and is taken back without what people changed since', async () => {
    const stranger = await testCompany();
    const theirs = testCtx(await app, stranger, stranger);
    await call(theirs, 'accounts.create', { body: { name: 'Theirs', industry: 'energy' } });
    const ids = await scene();
    const before = await ownersOf(ids);
    const told = await preview({ which: 'wrong_owner' });
    expect(told.changing).toBe(1900);
    await work();
    const run = await apply({ which: 'wrong_owner', version: told.version });
    await ended(run.id).toBe('completed');
    expect(await view(run.id)).toMatchObject({
      ...{ done: 1900, total: 1900, result: { updated: 1900, refused: 0 } },
    });
    const owners = await ownersOf(ids);
    // 300 in turn to each; A and B have 305 and 300 then and get 1,000 by what they have: 803 and 802.
    expect(given(owners)).toEqual([803, 802, 300, 495]);
    const counted = new Map<string, number>();
    for (const { owner_id, count } of told.gives)
      counted.set(owner_id, (counted.get(owner_id) ?? 0) + count);
    expect(people.map((id) => counted.get(id))).toEqual([798, 802, 300]);
    const first = told.sample.map(({ id }: { id: string }) => id);
    expect(await ownersOf(first)).toEqual(told.sample.map(({ to }: { to: string }) => to));
    // Again there is nothing to do.
    expect((await preview({ which: 'wrong_owner' })).changing).toBe(0);
    const events = await sql<{ name: string; bulk: boolean; count: number }>(
      'select name, correlation_id is not null as bulk, count(*)::int from events where request_id = $1 group by 1, 2 order by 1',
      [run.request_id],
    );
    expect(events).toEqual([
      { name: 'account.updated', bulk: true, count: 1900 },
      { name: 'account_assignment.applied', bulk: false, count: 1 },
    ]);
    // The next new one goes on where the run ended.
    const { data: next } = await call(again(), 'accounts.create', {
      body: { name: 'New', industry: 'energy' },
    });
    expect(next.owner_id).toBe(people[0]);

    const [edited = ''] = ids;
    await call(again(), 'accounts.update', {
      params: { id: edited },
      body: { owner_id: people[2] },
    });
    const { job_id } = await undo(run.request_id);
    await ended(job_id).toBe('completed');
    expect((await view(job_id)).result).toEqual({
      undone: 1899,
      kept: [{ id: edited, fields: ['owner_id'] }],
    });
    expect(await ownersOf(ids)).toEqual([people[2], ...before.slice(1)]);
    const foreign = await sql(
      "select owner_id, version from accounts where company_id = $1 and title = 'Theirs'",
      [stranger.company.id],
    );
    expect(foreign).toEqual([{ owner_id: stranger.user.id, version: 1 }]);
    const heard = await sql('select name from events where company_id = $1 and name <> $2', [
      stranger.company.id,
      'account.created',
    ]);
    expect(heard).toEqual([]);
  }, 90_000);

  test('that was killed goes on: each record once, the turns as if nothing had been', async () => {
    const ids = await scene();
    const told = await preview({ which: 'wrong_owner' });
    const run = await apply({ which: 'wrong_owner', version: told.version });
    const { urls } = await startDatabase();
    const child = fork('tests/support/jobs-child.ts', [JSON.stringify(urls)], {
      ...{ execArgv: ['--import', 'tsx'], stdio: 'ignore' },
    });
    await expect
      .poll(async () => (await view(run.id)).done, { timeout: 60_000, interval: 5 })
      .toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { status, done } = await view(run.id);
    expect([status, done]).toEqual(['running', 1000]);
    await work();
    await ended(run.id).toBe('completed');
    expect((await view(run.id)).result).toEqual({ updated: 1900, refused: 0, problems: [] });
    expect(given(await ownersOf(ids))).toEqual([803, 802, 300, 495]);
    const [events] = await sql<{ all: number; records: number }>(
      "select count(*)::int as all, count(distinct record_id)::int as records from events where request_id = $1 and name = 'account.updated'",
      [run.request_id],
    );
    expect(events).toEqual({ all: 1900, records: 1900 });
    const first = told.sample.map(({ id }: { id: string }) => id);
    expect(await ownersOf(first)).toEqual(told.sample.map(({ to }: { to: string }) => to));
  }, 120_000);

  test('gives everything anew by what people have, however many have it all', async () => {
    const ids = await make(2500, people[0] ?? '');
    await set([], { kind: 'least_open', user_ids: people });
    const told = await preview({ which: 'all' });
    await work();
    const run = await apply({ which: 'all', version: told.version });
    await ended(run.id).toBe('completed');
    expect((await view(run.id)).result.updated).toBe(told.changing);
    const counts = countsOf(await ownersOf(ids));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }, 90_000);

  test('stops when it is cancelled or the rules change under it, and says so', async () => {
    const ids = await make(3, null);
    await set([], turns());
    const cancelled = await apply({ which: 'all', version: 1 });
    await call(again(), 'jobs.cancel', { params: { id: cancelled.id } });
    const late = await apply({ which: 'all', version: 1 });
    await set([], { kind: 'fixed', user_ids: people.slice(1, 2) });
    await work();
    await ended(late.id).toBe('failed');
    expect((await view(late.id)).error).toBe('The rules were changed meanwhile.');
    expect((await view(cancelled.id)).status).toBe('cancelled');
    expect(await ownersOf(ids)).toEqual([null, null, null]);
  });
});
