import { beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { testCompany, testCtx } from '../../../../tests/support/company';

let app: TestApp;
let now = new Date('2026-11-02T08:00:00Z');
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
});

async function house() {
  const one = await testCompany();
  const ctx = testCtx(app, one, one);
  const { data } = await call(ctx, 'deals.pipeline');
  const stages = new Map<string, string>(
    data.map((s: { name: string; id: string }) => [s.name, s.id]),
  );
  return { one, ctx, stages };
}
const fresh = (ctx: Ctx): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
/** A deal that is in one stage after another, at 9 in Berlin on days of November. */
async function walk(
  { ctx, stages }: Awaited<ReturnType<typeof house>>,
  way: [string, number][],
  more = {},
) {
  let id = '';
  for (const [stage, day] of way) {
    now = new Date(`2026-11-${String(day).padStart(2, '0')}T08:00:00Z`);
    const body = {
      stage_id: stages.get(stage),
      ...(stage === 'Lost' ? { lost_reason: 'Price' } : {}),
    };
    if (id) await call(fresh(ctx), 'deals.update', { params: { id }, body });
    else
      id = (
        await call(fresh(ctx), 'deals.create', { body: { title: way.join(' '), ...body, ...more } })
      ).data.id;
  }
  now = new Date('2026-11-27T08:00:00Z');
  return id;
}
const day = 86_400;

test('counts how long deals stay in a stage and what comes of it; each number has its stays', async () => {
  const place = await house();
  const rep = await place.one.member('rep', 'Ben');
  await walk(place, [
    ['Qualified', 2],
    ['Meeting', 4],
    ['Proposal', 10],
    ['Won', 12],
  ]);
  await walk(place, [
    ['Qualified', 2],
    ['Meeting', 6],
    ['Qualified', 7],
    ['Lost', 8],
  ]);
  await walk(
    place,
    [
      ['Qualified', 3],
      ['Won', 9],
    ],
    { owner_id: rep.user.id },
  );
  await walk(place, [['Qualified', 20]]);
  const binned = await walk(place, [
    ['Qualified', 5],
    ['Lost', 6],
  ]);
  await call(fresh(place.ctx), 'deals.delete', { params: { id: binned } });
  const asked = 'from=2026-11-02&to=2026-11-30';
  const { data } = await call(place.ctx, 'deals.velocity', { search: asked });
  const of = (name: string, list = data.stages) =>
    list.find((s: { name: string }) => s.name === name);
  expect(of('Qualified')).toEqual({
    ...{ stage_id: place.stages.get('Qualified'), name: 'Qualified', entered: 5, there: 1 },
    ...{ onward: 2, won: 1, lost: 1, back: 0, conversion: 75 },
    ...{ median_seconds: 3 * day, mean_seconds: 3.25 * day },
  });
  expect(of('Meeting')).toMatchObject({
    entered: 2,
    onward: 1,
    back: 1,
    conversion: 50,
    median_seconds: 3.5 * day,
  });
  expect(of('Proposal')).toMatchObject({ entered: 1, won: 1, conversion: 100 });
  expect(data.stages.map((s: { name: string }) => s.name)).not.toContain('Won');
  const list = async (search: string) =>
    (await call(place.ctx, 'deals.stays', { search: `${asked}&${search}` })) as {
      data: { outcome: string }[];
      pagination: { next_cursor: string | null };
    };
  for (const stage of data.stages)
    for (const outcome of ['there', 'onward', 'won', 'lost', 'back'])
      expect((await list(`stage_id=${stage.stage_id}&outcome=${outcome}`)).data).toHaveLength(
        stage[outcome],
      );
  const first = await list(`stage_id=${of('Qualified').stage_id}&limit=3`);
  const rest = await list(
    `stage_id=${of('Qualified').stage_id}&limit=3&cursor=${first.pagination.next_cursor}`,
  );
  const both = [...first.data, ...rest.data] as { outcome: string; id: string }[];
  expect(new Set(both.map(({ id }) => id)).size).toBe(5);
  expect(both[0]?.outcome).toBe('there');
  expect(rest.pagination.next_cursor).toBeNull();
  const own = await call(place.ctx, 'deals.velocity', {
    search: `${asked}&owner_id=${rep.user.id}`,
  });
  expect(of('Qualified', own.data.stages)).toMatchObject({
    entered: 1,
    won: 1,
    median_seconds: 6 * day,
  });
  const early = await call(place.ctx, 'deals.velocity', {
    search: 'from=2026-11-01&to=2026-11-01',
  });
  expect(of('Qualified', early.data.stages)).toMatchObject({
    entered: 0,
    conversion: null,
    median_seconds: null,
  });
});

test('is of one company, and refused for what does not exist', async () => {
  const [mine, theirs] = [await house(), await house()];
  await walk(mine, [
    ['Qualified', 2],
    ['Won', 4],
  ]);
  const search = 'from=2026-11-01&to=2026-11-30';
  const { data } = await call(theirs.ctx, 'deals.velocity', { search });
  expect(data.stages.every(({ entered }: { entered: number }) => entered === 0)).toBe(true);
  for (const [name, wrong] of [
    ['deals.velocity', 'from=2026-11-02&to=2026-11-01'],
    ['deals.velocity', 'from=2026-11-02'],
    ['deals.velocity', `${search}&pipeline_id=${newId()}`],
    ['deals.velocity', `${search}&owner_id=${mine.one.user.id}`],
    ['deals.stays', search],
    ['deals.stays', `${search}&stage_id=${mine.stages.get('Qualified')}`],
    ['deals.stays', `${search}&stage_id=${theirs.stages.get('Qualified')}&outcome=x`],
    ['deals.stays', `${search}&stage_id=${theirs.stages.get('Qualified')}&cursor=x`],
  ] as const)
    await expect(call(theirs.ctx, name, { search: wrong }), wrong).rejects.toMatchObject({
      status: 400,
    });
});
