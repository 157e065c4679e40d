import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { dealsModule } from '@/objects/deals/module';
import { productsModule } from '@/objects/products/module';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { pipelinesModule } from './module';

const app = testApp({
  modules: [accountsModule, contactsModule, pipelinesModule, productsModule, dealsModule],
});
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

interface Stage {
  id: string;
  name: string;
  kind: string;
  position: number;
}

const pipelines = async (): Promise<{ id: string; name: string; is_default: boolean }[]> =>
  (await call(ctx, 'pipelines.list', { search: 'sort=name' })).data;
const stagesOf = async (pipeline: string): Promise<Stage[]> =>
  (await call(ctx, 'stages.list', { search: `filter[pipeline_id]=${pipeline}&sort=position` }))
    .data;
const create = async (object: string, body: Record<string, unknown>) =>
  (await call(ctx, `${object}.create`, { body })).data;
const remove = (object: string, id: string) => call(ctx, `${object}.delete`, { params: { id } });
const update = (object: string, id: string, body: Record<string, unknown>) =>
  call(ctx, `${object}.update`, { params: { id }, body });
const refused = async (work: Promise<unknown>): Promise<[number, string?]> => {
  const thrown = await work.then(
    () => null,
    (error) => error,
  );
  if (thrown === null) throw new Error('this should have been refused');
  const [first] = thrown.details?.issues ?? [];
  // What cannot be deleted says why by a code.
  return [thrown.status, thrown.status === 409 ? first?.code : first?.path];
};

describe('pipelines', () => {
  test('come with their stages, in the language of the company', async () => {
    const { id } = await create('pipelines', { name: 'Service' });
    expect((await stagesOf(id)).map(({ name, kind }) => [name, kind])).toEqual([
      ['Qualified', 'open'],
      ['Meeting', 'open'],
      ['Proposal', 'open'],
      ['Negotiation', 'open'],
      ['Won', 'won'],
      ['Lost', 'lost'],
    ]);
    const turkish = await testCompany({ language: 'tr' });
    const { data } = await call(testCtx(await app, turkish, turkish), 'deals.pipeline');
    expect(data.map(({ name }: Stage) => name).slice(-2)).toEqual(['Kazanıldı', 'Kaybedildi']);
  });

  test('one of them is the default one', async () => {
    const [first] = await pipelines();
    const second = await create('pipelines', { name: 'Service', is_default: true });
    expect((await pipelines()).map(({ name, is_default }) => [name, is_default])).toEqual([
      ['Sales', false],
      ['Service', true],
    ]);
    expect((await create('deals', { title: 'a' })).pipeline_id).toBe(second.id);
    expect(await refused(update('pipelines', second.id, { is_default: false }))).toEqual([
      422,
      'is_default',
    ]);
    expect(await refused(remove('pipelines', second.id))).toEqual([409, 'is_default']);
    await remove('pipelines', first?.id ?? '');
    expect(await pipelines()).toHaveLength(1);
  });

  test('stay while they hold deals', async () => {
    const { id } = await create('pipelines', { name: 'Service' });
    const deal = await create('deals', { title: 'a', pipeline_id: id });
    await expect(remove('pipelines', id)).rejects.toMatchObject({
      status: 409,
      message: 'Deals are still here. Move them away first.',
      details: { issues: [{ code: 'holds_deals' }] },
    });
    await remove('deals', deal.id);
    await remove('pipelines', id);
    expect(await refused(create('deals', { title: 'b', pipeline_id: id }))).toEqual([
      422,
      'pipeline_id',
    ]);
  });

  test('are read by everybody and changed by administrators', async () => {
    const rep = testCtx(await app, one, await one.member('rep'));
    const admin = testCtx(await app, one, await one.member('admin'));
    expect((await call(rep, 'pipelines.list')).data).toHaveLength(1);
    for (const name of ['pipelines.create', 'stages.create'])
      await expect(call(rep, name, { body: { name: 'x' } })).rejects.toMatchObject({ status: 403 });
    expect((await call(admin, 'pipelines.create', { body: { name: 'x' } })).data.name).toBe('x');
  });
});

describe('stages', () => {
  test('new ones are open and come after the other open ones', async () => {
    const [{ id = '' } = {}] = await pipelines();
    const stage = await create('stages', { pipeline_id: id, name: 'Legal', probability: 85 });
    expect(stage).toMatchObject({ kind: 'open', position: 5, probability: 85 });
    const { data } = await call(ctx, 'deals.pipeline');
    expect(data.map(({ name }: Stage) => name)).toEqual([
      'Qualified',
      'Meeting',
      'Proposal',
      'Negotiation',
      'Legal',
      'Won',
      'Lost',
    ]);
    const fields = create('stages', { pipeline_id: id, name: 'x', required_fields: ['status'] });
    expect(await refused(fields)).toEqual([422, 'required_fields']);
  });

  test('keep their kind and pipeline', async () => {
    const [{ id = '' } = {}] = await pipelines();
    const other = await create('pipelines', { name: 'Service' });
    const [first, ...rest] = await stagesOf(id);
    const won = rest.find(({ kind }) => kind === 'won');
    const change = (one: Stage | undefined, body: Record<string, unknown>) =>
      refused(update('stages', one?.id ?? '', body));
    expect(await change(first, { kind: 'won' })).toEqual([422, 'kind']);
    expect(await change(first, { pipeline_id: other.id })).toEqual([422, 'pipeline_id']);
    expect(await change(won, { probability: 90 })).toEqual([422, 'probability']);
    expect(await refused(remove('stages', won?.id ?? ''))).toEqual([409, 'last_stage']);
  });

  test('for won and for lost deals may be several, and one of each stays', async () => {
    const [{ id = '' } = {}] = await pipelines();
    const make = (name: string, kind: string) =>
      create('stages', { pipeline_id: id, name, kind, probability: 40 });
    const renewal = await make('Won: renewal', 'won');
    const disqualified = await make('Disqualified', 'lost');
    expect([renewal.probability, disqualified.probability]).toEqual([100, 0]);
    const board = (await call(ctx, 'deals.pipeline')).data;
    expect(board.slice(-4).map(({ name, kind }: Stage) => [name, kind])).toEqual([
      ['Won', 'won'],
      ['Won: renewal', 'won'],
      ['Lost', 'lost'],
      ['Disqualified', 'lost'],
    ]);
    const { id: deal } = await create('deals', { title: 'a' });
    const move = async (stage_id: string, more = {}) =>
      (await call(ctx, 'deals.move', { params: { id: deal }, body: { stage_id, ...more } })).data;
    const closed_on = '2026-01-31';
    expect(await move(renewal.id, { closed_on })).toMatchObject({ status: 'won', closed_on });
    const [won] = (await stagesOf(id)).filter(({ kind }) => kind === 'won');
    // From one such stage to another it stays won, on the day it was.
    expect(await move(won?.id ?? '')).toMatchObject({ status: 'won', closed_on });
    expect(await refused(move(disqualified.id))).toEqual([422, 'lost_reason']);
    expect(await move(disqualified.id, { lost_reason: 'No budget' })).toMatchObject({
      status: 'lost',
      lost_reason: 'No budget',
    });
    expect(await refused(remove('stages', disqualified.id))).toEqual([409, 'holds_deals']);
    const results = await Promise.allSettled(
      [won?.id ?? '', renewal.id].map((stage) => remove('stages', stage)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('go when they are empty, but never the last open one', async () => {
    const [{ id = '' } = {}] = await pipelines();
    const open = (await stagesOf(id)).filter(({ kind }) => kind === 'open');
    const deal = await create('deals', { title: 'a' });
    expect(await refused(remove('stages', open[0]?.id ?? ''))).toEqual([409, 'holds_deals']);
    await remove('deals', deal.id);
    const results = await Promise.allSettled(open.map((stage) => remove('stages', stage.id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { details: { issues: [{ code: 'last_stage' }] } },
    });
    expect((await stagesOf(id)).filter(({ kind }) => kind === 'open')).toHaveLength(1);
  });

  test('never lose a deal to a stage that is being deleted', async () => {
    const [{ id = '' } = {}] = await pipelines();
    for (let round = 0; round < 10; round += 1) {
      const stage = await create('stages', { pipeline_id: id, name: `Round ${round}` });
      const deal = await create('deals', { title: 'a' });
      const moved = call(ctx, 'deals.move', {
        params: { id: deal.id },
        body: { stage_id: stage.id },
      });
      const [move, gone] = await Promise.allSettled([moved, remove('stages', stage.id)]);
      expect([move.status, gone.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
