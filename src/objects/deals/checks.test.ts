import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { permissionsOf, withinScopes } from '@/identity/permissions';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;
/** Ids of the stages of the default pipeline, by name. */
let stages: Map<string, string>;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  const { data } = await call(ctx, 'stages.list');
  stages = new Map(data.map(({ id, name }: { id: string; name: string }) => [name, id]));
});

/** As a request of its own, so that it is undone by itself. */
const ask = async (name: string, input: Parameters<typeof call>[2], by = ctx) => {
  const request_id = newId();
  const asking = { ...by, origin: { ...by.origin, request_id } };
  return { request_id, data: (await call(asking, name, input)).data };
};
const create = async (object: string, body: object) =>
  (await ask(`${object}.create`, { body })).data;
const entry = (name: string, more: object = {}) =>
  create('stage_checks', { stage_id: stages.get('Qualified'), name, is_required: true, ...more });
const move = (id: string, stage: string, more: object = {}) =>
  ask('deals.move', { params: { id }, body: { stage_id: stages.get(stage), ...more } });
const tick = (deal_id: string, check_id: string) => create('deal_checks', { deal_id, check_id });
const issuesOf = async (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error) => error.details?.issues ?? [error],
  );

test('a deal goes on when the required entries of its stage are ticked, and says which are not', async () => {
  const budget = await entry('Budget known');
  const chief = await entry('Who decides');
  await entry('Logo found', { is_required: false });
  expect([budget, chief].map(({ position }) => position)).toEqual([1, 2]);
  const deal = await create('deals', { title: 'a' });
  expect(await issuesOf(move(deal.id, 'Proposal'))).toEqual([
    {
      path: `checklist.${budget.id}`,
      code: 'unticked',
      message: 'Tick "Budget known" first: Qualified needs it.',
    },
    expect.objectContaining({ path: `checklist.${chief.id}` }),
  ]);
  const patch = { params: { id: deal.id }, body: { stage_id: stages.get('Won') } };
  expect(await issuesOf(ask('deals.update', patch))).toHaveLength(2);
  // Losing it and going back ask nothing.
  await move(deal.id, 'Lost', { lost_reason: 'Price' });
  await move(deal.id, 'Qualified');
  await tick(deal.id, budget.id);
  expect(await issuesOf(move(deal.id, 'Proposal'))).toMatchObject([
    { path: `checklist.${chief.id}` },
  ]);
  await tick(deal.id, chief.id);
  const { data } = await move(deal.id, 'Proposal');
  expect(data.stage_id).toBe(stages.get('Proposal'));
  // Back and forth again: what is ticked stays ticked.
  await move(deal.id, 'Qualified');
  await move(deal.id, 'Meeting');
});

test('in bulk each entry is named; ticked in all that lack it, they go', async () => {
  const budget = await entry('Budget known');
  const deals = await Promise.all(['a', 'b', 'c'].map((title) => create('deals', { title })));
  const deal_ids = deals.map(({ id }) => id);
  await tick(deal_ids[0], budget.id);
  const elsewhere = await create('deals', { title: 'd', stage_id: stages.get('Meeting') });
  const going = () =>
    ask('deals.bulk', {
      body: { update: { ids: deal_ids, set: { stage_id: stages.get('Meeting') } } },
    });
  const unticked = { path: `update.set.checklist.${budget.id}`, code: 'unticked' };
  expect(await issuesOf(going())).toMatchObject([unticked, unticked]);
  const body = { deal_ids: [...deal_ids, elsewhere.id], check_ids: [budget.id] };
  const ticked = await ask('deals.tick', { body });
  expect(ticked.data).toEqual({ ticked: 2 });
  const unknown = { ...body, deal_ids: [newId()] };
  expect(await issuesOf(ask('deals.tick', { body: unknown }))).toMatchObject([
    { path: 'deal_ids.0', code: 'not_found' },
  ]);
  expect((await going()).data.updated).toBe(3);
  const { data } = await ask('deal_checks.undo', { body: { request_id: ticked.request_id } });
  expect(data.undone).toBe(2);
});

test('a tick says who and when, stands in the timeline, and is taken back', async () => {
  const budget = await entry('Budget known');
  const deal = await create('deals', { title: 'a' });
  const grace = await one.member('rep', 'Grace Hopper');
  const rep = testCtx(await app, one, grace);
  const made = await ask(
    'deal_checks.create',
    { body: { deal_id: deal.id, check_id: budget.id } },
    rep,
  );
  expect(made.data).toMatchObject({ name: 'Budget known', owner_id: grace.user.id });
  expect(await issuesOf(tick(deal.id, budget.id))).toMatchObject([
    { path: 'check_id', code: 'taken' },
  ]);
  const told = async () =>
    (await call(ctx, 'deals.timeline', { params: { id: deal.id } })).data.filter(
      ({ kind }: { kind: string }) => kind === 'check',
    );
  expect(await told()).toMatchObject([
    { sentence: 'Budget known', record: { owner: { title: 'Grace Hopper' } } },
  ]);
  await ask('deal_checks.delete', { params: { id: made.data.id } });
  expect(await told()).toEqual([]);
  expect(await issuesOf(move(deal.id, 'Meeting'))).toHaveLength(1);
  const history = await call(ctx, 'deal_checks.history', { params: { id: made.data.id } });
  expect(history.data.map(({ name }: { name: string }) => name)).toEqual([
    'deal_check.deleted',
    'deal_check.created',
  ]);
});

test('a move back is undone past what is not ticked, with the rest of the change', async () => {
  const deal = await create('deals', { title: 'a', stage_id: stages.get('Proposal') });
  await entry('Budget known');
  const params = { id: deal.id };
  const body = { stage_id: stages.get('Qualified'), title: 'b' };
  const back = await ask('deals.update', { params, body });
  expect(await issuesOf(move(deal.id, 'Proposal'))).toHaveLength(1);
  const undone = await ask('deals.undo', { body: { request_id: back.request_id } });
  expect(undone.data).toEqual({ undone: 1, kept: [] });
  const { data } = await call(ctx, 'deals.get', { params });
  expect(data).toMatchObject({ title: 'a', stage_id: stages.get('Proposal') });
  const since = { stage_id: stages.get('Proposal'), stage_since: '2026-01-01T00:00:00.000Z' };
  await ask('deals.update', { params, body: { stage_id: stages.get('Qualified') } });
  expect(await issuesOf(ask('deals.update', { params, body: since }))).not.toEqual([]);
});

test('a tick does not come back beside another one of its entry', async () => {
  const budget = await entry('Budget known');
  const deal = await create('deals', { title: 'a' });
  const first = await tick(deal.id, budget.id);
  const params = { id: first.id };
  const unticked = await ask('deal_checks.delete', { params });
  const second = await tick(deal.id, budget.id);
  const undo = { body: { request_id: unticked.request_id } };
  const taken = { code: 'conflict', details: { issues: [{ path: 'check_id', code: 'taken' }] } };
  await expect(ask('deal_checks.restore', { params })).rejects.toMatchObject(taken);
  await expect(ask('deal_checks.undo', undo)).rejects.toMatchObject(taken);
  await ask('deal_checks.delete', { params: { id: second.id } });
  expect((await ask('deal_checks.undo', undo)).data).toMatchObject({ undone: 1 });
});

test('renamed entries stay ticked in the words they had, deleted ones hold nobody back', async () => {
  const budget = await entry('Budget known');
  const deal = await create('deals', { title: 'a' });
  const ticked = await tick(deal.id, budget.id);
  const name = 'Budget in writing';
  await ask('stage_checks.update', { params: { id: budget.id }, body: { name } });
  const { data } = await call(ctx, 'deal_checks.list', {
    search: `filter[deal_id]=${deal.id}&include=check`,
  });
  expect(data).toMatchObject([{ id: ticked.id, name: 'Budget known', check: { title: name } }]);
  await move(deal.id, 'Meeting');

  const second = await create('deals', { title: 'b' });
  await ask('stage_checks.delete', { params: { id: budget.id } });
  await move(second.id, 'Meeting');
  await move(second.id, 'Qualified');
  await ask('stage_checks.restore', { params: { id: budget.id } });
  expect(await issuesOf(move(second.id, 'Meeting'))).toHaveLength(1);
  // The first deal has its tick still.
  await move(deal.id, 'Qualified');
  await move(deal.id, 'Meeting');
});

test('lists are short, and entries stay in their stage', async () => {
  const entries = [];
  for (let at = 0; at < 20; at += 1) entries.push(await entry(`Entry ${at}`));
  expect(await issuesOf(entry('One more'))).toMatchObject([{ path: 'stage_id', code: 'too_many' }]);
  const [first] = entries;
  await ask('stage_checks.delete', { params: { id: first.id } });
  await entry('Instead');
  const back = ask('stage_checks.restore', { params: { id: first.id } });
  await expect(back).rejects.toMatchObject({ status: 409 });
  const body = { stage_id: stages.get('Meeting') };
  const params = { id: entries[1].id };
  expect(await issuesOf(ask('stage_checks.update', { params, body }))).toMatchObject([
    { path: 'stage_id', code: 'fixed' },
  ]);
});

test('who may read a deal alone ticks nothing', async () => {
  const objects = [...(await app).registry.objects.values()];
  const rep = permissionsOf('rep', objects);
  expect(rep.has('stage_checks:create')).toBe(false);
  const held = withinScopes(rep, ['deal_checks:read', 'deal_checks:create'], objects);
  expect([...held]).toEqual([]);
  const entries = await entry('Budget known');
  const deal = await create('deals', { title: 'a' });
  const reader = testCtx(await app, one, await one.member('read_only'));
  await expect(
    call(reader, 'deal_checks.create', { body: { deal_id: deal.id, check_id: entries.id } }),
  ).rejects.toMatchObject({ status: 403 });
});
