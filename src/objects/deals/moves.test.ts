import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { pipelinesModule } from '@/objects/pipelines/module';
import { productsModule } from '@/objects/products/module';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';
import { dealsModule } from './module';
import { rankBetween, topRank } from './rank';

interface Column {
  id: string;
  kind: string;
  probability: number;
  count: number;
  amount: string;
  weighted_amount: string;
  deals: { id: string; title: string; status: string; rank: string }[];
}

const app = testApp({
  modules: [accountsModule, contactsModule, pipelinesModule, productsModule, dealsModule],
});
let ctx: Ctx;

beforeEach(async () => {
  const one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const board = async (): Promise<Column[]> => (await call(ctx, 'deals.pipeline')).data;
const move = (id: string, stage_id: string, after_id: string | null) =>
  call(ctx, 'deals.move', {
    params: { id },
    body: { stage_id, after_id, ...reasons.get(stage_id) },
  });
const reasons = new Map<string, { lost_reason: string }>();

/** Deals called by their number, with amounts in cents. */
async function deals(count: number): Promise<{ id: string; cents: number }[]> {
  const create = Array.from({ length: count }, (_, i) => ({
    title: `${i}`,
    amount: (i * 333.33 + 0.01).toFixed(2),
  }));
  const { data } = await call(ctx, 'deals.bulk', { body: { create } });
  return data.ids.map((id: string, i: number) => ({
    id,
    cents: Math.round(Number(create[i]?.amount) * 100),
  }));
}

test('random moves leave every column as a plain model has it', async () => {
  const columns = await board();
  for (const { id, kind } of columns)
    if (kind === 'lost') reasons.set(id, { lost_reason: 'Price' });
  const all = await deals(12);
  const model = columns.map((_, i) => (i === 0 ? all.map(({ id }) => id).reverse() : []));
  const cents = new Map(all.map(({ id, cents }) => [id, cents]));
  const steps = fc.array(fc.tuple(fc.nat(11), fc.nat(columns.length - 1), fc.nat(12)), {
    minLength: 25,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (moves) => {
      for (const [which, to, place] of moves) {
        const id = all[which]?.id ?? '';
        for (const column of model) if (column.includes(id)) column.splice(column.indexOf(id), 1);
        const target = model[to] ?? [];
        const at = Math.min(place, target.length);
        await move(id, columns[to]?.id ?? '', target[at - 1] ?? null);
        target.splice(at, 0, id);
      }
      for (const [i, column] of (await board()).entries()) {
        const ids = model[i] ?? [];
        const sum = ids.reduce((total, id) => total + (cents.get(id) ?? 0), 0);
        expect(column.deals.map(({ id }) => id)).toEqual(ids);
        expect(new Set(column.deals.map(({ status }) => status)).size).toBeLessThan(2);
        for (const { status } of column.deals) expect(status).toBe(column.kind);
        expect([column.count, column.amount]).toEqual([ids.length, (sum / 100).toFixed(2)]);
        const weighted = ids.reduce(
          (total, id) => total + Math.round(((cents.get(id) ?? 0) * column.probability) / 100),
          0,
        );
        expect(column.weighted_amount).toBe((weighted / 100).toFixed(2));
      }
    }),
    { numRuns: 6 },
  );
}, 60_000);

test('a hundred moves at once to one place all succeed and get an order', async () => {
  const [, second] = await board();
  const [anchor, last, ...others] = await deals(102);
  const stage = second?.id ?? '';
  await move(anchor?.id ?? '', stage, null);
  await move(last?.id ?? '', stage, anchor?.id ?? '');
  await Promise.all(others.map(({ id }) => move(id, stage, anchor?.id ?? '')));
  const { data } = await call(ctx, 'deals.list', {
    search: `filter[stage_id]=${stage}&sort=rank&limit=200`,
  });
  const ids: string[] = data.map((deal: { id: string }) => deal.id);
  expect([ids[0], ids.at(-1)]).toEqual([anchor?.id, last?.id]);
  expect(new Set(ids).size).toBe(102);
  expect(new Set(data.map((deal: { rank: string }) => deal.rank)).size).toBe(102);
  const stays = await call(ctx, 'deals.stages', { params: { id: others[0]?.id ?? '' } });
  expect(stays.data).toHaveLength(2);
}, 30_000);

test('there is a place between any two places, and it is short', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 200 }), (places) => {
      const ranks: string[] = [];
      for (const place of places) {
        const at = place % (ranks.length + 1);
        const [before = null, after = null] = [ranks[at - 1], ranks[at]];
        const rank = before === null && after === null ? topRank() : rankBetween(before, after);
        if (rank === null) throw new Error('no room');
        ranks.splice(at, 0, rank);
      }
      expect([...ranks].sort()).toEqual(ranks);
      expect(new Set(ranks).size).toBe(ranks.length);
    }),
  );
  const anchor = topRank();
  let after: string | null = null;
  for (let i = 0; i < 500; i += 1) {
    after = rankBetween(anchor, after);
    expect(after !== null && after > anchor).toBe(true);
  }
  expect(after?.length).toBeLessThan(180);
  let last = anchor;
  for (let i = 0; i < 2000; i += 1) last = rankBetween(last, null) ?? '';
  expect(last.length).toBe(12);
});

test('what is made later stands above', () => {
  const ranks = Array.from({ length: 1000 }, () => topRank());
  expect([...ranks].sort().reverse()).toEqual(ranks);
});
