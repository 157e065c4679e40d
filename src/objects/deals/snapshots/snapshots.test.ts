import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { enqueue, type Progress, type RunningJob } from '@/core/run/jobs/job';
import { nextTime } from '@/core/run/jobs/schedule';
import { startWorkers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { type Measure, measures } from './contract';
import { snapshotJob, snapshotSchedule } from './take';

let app: TestApp;
let now = new Date('2026-11-10T12:00:00Z');
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
});

type State = Record<string, unknown>;

/** Runs the job as a worker would; `die` ends it after so many steps, before or after the last one commits. */
async function take(ctx: Ctx, given: { state?: State; die?: number; late?: boolean } = {}) {
  let state: State = given.state ?? {};
  let steps = 0;
  const job = {
    get state() {
      return state;
    },
    async step(fn: (tx: Tx) => Promise<Progress<State>>) {
      const dies = steps++ === given.die;
      if (dies && given.late) throw new Error('killed');
      const progress = await app.db.withCompany(ctx.scope, async (tx) => {
        const made = await fn(tx);
        if (dies) throw new Error('killed');
        return made;
      });
      state = progress.state ?? state;
    },
  } as unknown as RunningJob<Record<string, never>, State>;
  try {
    return {
      result: await snapshotJob.run(ctx, job as never, new AbortController().signal),
      state,
    };
  } catch (error) {
    if (!(error instanceof Error && error.message === 'killed')) throw error;
    return { result: 'killed', state };
  }
}

interface House {
  readonly one: TestCompany;
  readonly ctx: Ctx;
  readonly stages: ReadonlyMap<string, string>;
}

async function house(zone = 'Europe/Berlin'): Promise<House> {
  const one = await testCompany({ time_zone: zone });
  const ctx = testCtx(app, one, one);
  const { data } = await call(ctx, 'deals.pipeline');
  return {
    one,
    ctx,
    stages: new Map(data.map((s: { name: string; id: string }) => [s.name, s.id])),
  };
}

const fresh = (ctx: Ctx): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const add = async ({ ctx, stages }: House, values: object, stage = 'Proposal') =>
  (
    await call(fresh(ctx), 'deals.create', {
      body: { title: 'x', stage_id: stages.get(stage), ...values },
    })
  ).data as { id: string };
const patch = async ({ ctx }: House, id: string, body: object) =>
  (await call(fresh(ctx), 'deals.update', { params: { id }, body })).data;
const search = (values: object) =>
  new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== undefined) as [string, string][],
  ).toString();
const changes = async ({ ctx }: House, values: object) =>
  (await call(ctx, 'forecast.changes', { search: search({ period: '2026-11-10', ...values }) }))
    .data;
const series = async ({ ctx }: House, values: object = {}) =>
  (await call(ctx, 'forecast.series', { search: search({ period: '2026-11-10', ...values }) }))
    .data;
const forecast = async ({ ctx }: House, values: object = {}) =>
  (
    await call(ctx, 'forecast.get', {
      search: search({ from: '2026-11-10', periods: '1', ...values }),
    })
  ).data.totals[0];
const cents = (text: string): bigint => BigInt(text.replace('.', ''));
const onDay = (day: number) => {
  now = new Date(`2026-11-${String(day).padStart(2, '0')}T12:00:00Z`);
};
/** Just after midnight in Berlin, the end of a day in November. */
const endOfDay = (day: number) => {
  now = new Date(`2026-11-${String(day).padStart(2, '0')}T23:05:00Z`);
};

describe('the job', () => {
  test('keeps a row only for what changed, and a day has one snapshot', async () => {
    const place = await house();
    const { admin } = await startDatabase();
    const rows = async () =>
      (
        await admin.query(
          `select from_day::text as from_day, to_day::text as to_day, amount_base::text as amount from deal_snapshots where company_id = $1 order by from_day, amount`,
          [place.one.company.id],
        )
      ).rows;
    onDay(10);
    const a = await add(place, { amount: '10', close_on: '2026-12-01' });
    const b = await add(place, { amount: '20', close_on: '2026-12-01' });
    endOfDay(10);
    expect((await take(place.ctx)).result).toEqual({ day: '2026-11-10', changed: 2, deleted: 0 });
    await patch(place, a.id, { amount: '15' });
    // The day has its snapshot: what happens later is of another day.
    expect((await take(place.ctx)).result).toEqual({ day: '2026-11-10', changed: 0, deleted: 0 });
    expect(await rows()).toHaveLength(2);
    endOfDay(11);
    expect((await take(place.ctx)).result).toMatchObject({ day: '2026-11-11', changed: 1 });
    await call(fresh(place.ctx), 'deals.delete', { params: { id: b.id } });
    endOfDay(12);
    expect((await take(place.ctx)).result).toMatchObject({ day: '2026-11-12', changed: 0 });
    expect(await rows()).toEqual([
      { from_day: '2026-11-10', to_day: '2026-11-10', amount: '1000' },
      { from_day: '2026-11-10', to_day: '2026-11-11', amount: '2000' },
      { from_day: '2026-11-11', to_day: 'infinity', amount: '1500' },
    ]);
  });

  test('goes on where it was killed, and gives what it gives undisturbed', async () => {
    const place = await house();
    const { admin } = await startDatabase();
    onDay(10);
    const model = await add(place, { amount: '10', close_on: '2026-12-01' });
    await admin.query(
      `insert into deals (company_id, id, title, pipeline_id, stage_id, status, amount, amount_base, probability, close_on, currency, created_at, updated_at)
       select company_id, gen_random_uuid(), 'many', pipeline_id, stage_id, status, n, n, probability, close_on, currency, created_at, updated_at
       from deals, generate_series(1, 11000) n where company_id = $1 and id = $2`,
      [place.one.company.id, model.id],
    );
    endOfDay(10);
    const days = async () =>
      (
        await admin.query('select from deal_snapshot_days where company_id = $1', [
          place.one.company.id,
        ])
      ).rowCount;
    const first = await take(place.ctx, { die: 1 });
    expect(first.result).toBe('killed');
    expect(first.state.after).toBeDefined();
    expect(await days()).toBe(0); // half a snapshot is none
    expect((await changes(place, { since: '2026-11-10' })).since).toBeNull();
    // A later process takes over on the next day: still the same day's.
    endOfDay(11);
    const second = await take(place.ctx, { state: first.state, die: 1, late: true });
    expect(second.result).toBe('killed');
    const { result } = await take(place.ctx, { state: second.state });
    expect(result).toEqual({ day: '2026-11-10', changed: 11_001, deleted: 0 });
    const { rows } = await admin.query(
      `select count(*)::int as n, count(distinct deal_id)::int as deals, sum(amount_base)::int as sum, min(from_day)::text as day from deal_snapshots where company_id = $1`,
      [place.one.company.id],
    );
    expect(rows).toEqual([{ n: 11_001, deals: 11_001, sum: 60_505_500 + 1000, day: '2026-11-10' }]);
    expect(await days()).toBe(1);
  }, 60_000);

  test('names the day by the clocks of the company, also where they change', async () => {
    const [berlin, auckland, angeles] = await Promise.all(
      ['Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles'].map((zone) => house(zone)),
    );
    const dayAt = async (place: House | undefined, instant: string) => {
      now = new Date(instant);
      return ((await take((place as House).ctx)).result as { day: string }).day;
    };
    expect(await dayAt(auckland, '2026-11-10T11:05:00Z')).toBe('2026-11-10');
    expect(await dayAt(angeles, '2026-11-10T08:05:00Z')).toBe('2026-11-09');
    for (const [from, due, day] of [
      ['2026-03-28T12:00:00Z', '2026-03-28T23:05:00Z', '2026-03-28'],
      ['2026-03-29T12:00:00Z', '2026-03-29T22:05:00Z', '2026-03-29'],
      ['2026-10-24T12:00:00Z', '2026-10-24T22:05:00Z', '2026-10-24'],
      ['2026-10-25T12:00:00Z', '2026-10-25T23:05:00Z', '2026-10-25'],
    ] as const) {
      const next = nextTime(snapshotSchedule.cadence, 'Europe/Berlin', new Date(from));
      expect(next.toISOString()).toBe(new Date(due).toISOString());
      expect(await dayAt(berlin, due)).toBe(day);
    }
    // In Cairo this night has no five past twelve.
    const cairo = nextTime(
      snapshotSchedule.cadence,
      'Africa/Cairo',
      new Date('2026-04-23T12:00:00Z'),
    );
    expect(await dayAt(await house('Africa/Cairo'), cairo.toISOString())).toBe('2026-04-23');
  });

  test('is done by a worker, for one company alone, and forgets after three years', async () => {
    const [mine, theirs] = [await house(), await house()];
    const { admin } = await startDatabase();
    onDay(10);
    await add(mine, { amount: '10', close_on: '2026-12-01' });
    await add(theirs, { amount: '77', close_on: '2026-12-01' });
    await admin.query(
      `insert into deal_snapshots (company_id, deal_id, from_day, to_day, status, forecast_category, amount_base, probability, counts_on)
       select c, gen_random_uuid(), '2020-01-01', d::date, 'open', '', 1, 1, '2020-01-01' from unnest($1::uuid[]) c, unnest(array['2020-02-01', '2026-11-09']) d`,
      [[mine.one.company.id, theirs.one.company.id]],
    );
    endOfDay(10);
    const id = await app.db.withCompany(mine.ctx.scope, (tx) =>
      enqueue(mine.ctx, tx, snapshotJob as never, {} as never),
    );
    const workers = startWorkers(app, {
      kinds: [snapshotJob as never],
      principalOf: workPrincipal,
    });
    const result = async () =>
      (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
    await expect
      .poll(result, { timeout: 20_000 })
      .toEqual({ day: '2026-11-10', changed: 1, deleted: 1 });
    await workers.stop();
    const { rows } = await admin.query(
      `select company_id, amount_base::int as amount, to_day::text as to_day from deal_snapshots where company_id = any($1) order by amount_base, to_day`,
      [[mine.one.company.id, theirs.one.company.id]],
    );
    expect(rows).toEqual([
      { company_id: theirs.one.company.id, amount: 1, to_day: '2020-02-01' },
      ...[mine, theirs]
        .map(({ one }) => ({ company_id: one.company.id, amount: 1, to_day: '2026-11-09' }))
        .sort(
          (a, b) =>
            rows.findIndex((r) => r.company_id === a.company_id && r.to_day === a.to_day) -
            rows.findIndex((r) => r.company_id === b.company_id && r.to_day === b.to_day),
        ),
      { company_id: mine.one.company.id, amount: 1000, to_day: 'infinity' },
    ]);
    onDay(11);
    expect(await changes(theirs, { since: '2026-11-10' })).toMatchObject({
      since: null,
      recorded_since: null,
      start: null,
      kinds: [],
    });
    expect(await changes(mine, { since: '2026-11-10' })).toMatchObject({
      since: '2026-11-10',
      start: '5.00',
      end: '5.00',
      kinds: [],
    });
  });
});

describe('what changed', () => {
  test('says of each deal what happened to it', async () => {
    const place = await house();
    const rep = await place.one.member('rep', 'Ben');
    const at = { amount: '100', close_on: '2026-12-01' };
    onDay(10);
    const deals: Record<string, string> = {};
    for (const name of [
      'won',
      'lost',
      'out',
      'up',
      'down',
      'stage',
      'category',
      'gone',
      'owner',
      'within',
      'still',
      'weight',
    ])
      deals[name] = (await add(place, { ...at, title: name })).id;
    deals.in = (await add(place, { ...at, title: 'in', close_on: '2027-01-01' })).id;
    deals.again = (await add(place, { ...at, title: 'again', lost_reason: 'Price' }, 'Lost')).id;
    const id = (name: string) => deals[name] as string;
    endOfDay(10);
    await take(place.ctx);
    const before = await forecast(place);
    onDay(12);
    await patch(place, id('won'), { stage_id: place.stages.get('Won') });
    await patch(place, id('lost'), { stage_id: place.stages.get('Lost'), lost_reason: 'Price' });
    await patch(place, id('out'), { close_on: '2027-01-01' });
    await patch(place, id('in'), { close_on: '2026-12-31' });
    await patch(place, id('up'), { amount: '120.10' });
    await patch(place, id('down'), { amount: '80' });
    await patch(place, id('stage'), { stage_id: place.stages.get('Qualified') });
    await patch(place, id('category'), { forecast_category: 'omitted' });
    await patch(place, id('again'), { stage_id: place.stages.get('Proposal') });
    await patch(place, id('owner'), { owner_id: rep.user.id });
    await patch(place, id('within'), { close_on: '2026-12-05' });
    await patch(place, id('weight'), { probability: 90 });
    await call(fresh(place.ctx), 'deals.delete', { params: { id: id('gone') } });
    await add(place, { ...at, title: 'new' });
    const data = await changes(place, { since: '2026-11-11' });
    // The day asked for has none of its own: the last one before it counts.
    expect(data).toMatchObject({ since: '2026-11-10', until: null, start: before.expected });
    expect(data.end).toBe((await forecast(place)).expected);
    const found = Object.fromEntries(
      data.deals.map((d: { title: string; kind: string; difference: string }) => [
        d.title,
        [d.kind, d.difference],
      ]),
    );
    expect(found).toEqual({
      won: ['won', '50.00'],
      lost: ['lost', '-50.00'],
      out: ['moved_out', '-50.00'],
      in: ['moved_in', '50.00'],
      up: ['amount_up', '10.05'],
      down: ['amount_down', '-10.00'],
      stage: ['stage', '-40.00'],
      category: ['category', '-50.00'],
      again: ['reopened', '50.00'],
      owner: ['reassigned', '0.00'],
      within: ['moved_within', '0.00'],
      weight: ['probability', '40.00'],
      gone: ['removed', '-50.00'],
      new: ['new', '50.00'],
    });
    const gone = data.deals.find((d: { title: string }) => d.title === 'gone');
    expect(gone).toMatchObject({
      in_bin: true,
      after: null,
      before: {
        amount: '100.00',
        status: 'open',
        stage: 'Proposal',
        day: '2026-12-01',
        probability: 50,
      },
    });
    const own = await changes(place, { since: '2026-11-10', owner_id: rep.user.id });
    expect(own.kinds).toEqual([{ kind: 'reassigned', count: 1, difference: '50.00' }]);
    const won = await changes(place, { since: '2026-11-10', kind: 'won', measure: 'won' });
    expect(won).toMatchObject({
      start: '0.00',
      end: '100.00',
      deals: [
        { title: 'won', before: { status: 'open' }, after: { status: 'won', day: '2026-11-12' } },
      ],
    });
  });

  test('takes amounts as they were worth on the day', async () => {
    const place = await house();
    onDay(10);
    await call(fresh(place.ctx), 'exchange_rates.create', {
      body: { currency: 'USD', rate: '0.5', valid_from: '2026-01-01' },
    });
    const { id } = await add(place, {
      amount: '100',
      currency: 'USD',
      close_on: '2026-12-01',
      probability: 100,
    });
    endOfDay(10);
    await take(place.ctx);
    const { admin } = await startDatabase();
    // What the job of a new rate does.
    await admin.query('update deals set amount_base = 8000 where company_id = $1 and id = $2', [
      place.one.company.id,
      id,
    ]);
    expect(await changes(place, { since: '2026-11-10' })).toMatchObject({
      start: '50.00',
      end: '80.00',
      kinds: [{ kind: 'amount_up', count: 1, difference: '30.00' }],
    });
  });

  test('is refused for what does not exist, and a cursor for another list', async () => {
    const place = await house();
    const other = await testCompany();
    for (const values of [
      {},
      { since: '2026-13-01' },
      { since: '2026-11-10', until: '2026-11-09' },
      { since: '2026-11-10', measure: 'x' },
      { since: '2026-11-10', kind: 'x' },
      { since: '2026-11-10', limit: '201' },
      { since: '2026-11-10', owner_id: other.user.id },
      { since: '2026-11-10', pipeline_id: newId() },
    ])
      await expect(changes(place, values), JSON.stringify(values)).rejects.toMatchObject({
        status: 400,
      });
    onDay(10);
    await add(place, { amount: '1', close_on: '2026-12-01' });
    endOfDay(10);
    await take(place.ctx);
    await expect(changes(place, { since: '2026-11-10', cursor: 'x' })).rejects.toMatchObject({
      status: 400,
    });
    await expect(series(place, { owner_id: other.user.id })).rejects.toMatchObject({ status: 400 });
  });
});

interface Op {
  readonly deal: number;
  readonly set: Record<string, unknown>;
  readonly stage: string | null;
  readonly bin: boolean;
}

const op: fc.Arbitrary<Op> = fc.record({
  deal: fc.nat(13),
  set: fc.record(
    {
      amount: fc
        .integer({ min: 0, max: 9_999_999 })
        .map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`),
      close_on: fc.constantFrom(
        '2026-09-30',
        '2026-10-01',
        '2026-11-20',
        '2026-12-31',
        '2027-01-01',
        null,
      ),
      forecast_category: fc.constantFrom('pipeline', 'best_case', 'commit', 'omitted', null),
      owner: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  stage: fc.option(fc.constantFrom('Qualified', 'Meeting', 'Proposal', 'Won', 'Lost'), { freq: 1 }),
  bin: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

test('start and differences add up to end to the cent, whatever happened in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(op, { minLength: 4, maxLength: 10 }), { minLength: 3, maxLength: 3 }),
      fc.constantFrom(...measures),
      async (days, measure) => {
        const place = await house();
        const rep = await place.one.member('rep', 'Ben');
        const ids: (string | undefined)[] = [];
        const binned = new Set<string>();
        const seen = new Map<string, Record<Measure, string>[]>();
        const owners = [undefined, rep.user.id];
        for (const [at, ops] of days.entries()) {
          onDay(10 + at);
          for (const { deal, set, stage, bin } of ops) {
            const { owner, ...values } = set;
            const body = {
              ...values,
              ...(owner === undefined ? {} : { owner_id: owner ? rep.user.id : place.one.user.id }),
              ...(stage ? { stage_id: place.stages.get(stage) } : {}),
              ...(stage === 'Lost' ? { lost_reason: 'Price' } : {}),
            };
            const id = ids[deal];
            if (id === undefined) ids[deal] = (await add(place, body, 'Qualified')).id;
            else if (binned.has(id)) {
              await call(fresh(place.ctx), 'deals.restore', { params: { id } });
              binned.delete(id);
            } else if (bin) {
              await call(fresh(place.ctx), 'deals.delete', { params: { id } });
              binned.add(id);
            } else if (Object.keys(body).length > 0) await patch(place, id, body);
          }
          endOfDay(10 + at);
          await take(place.ctx);
          for (const owner of owners)
            seen.set(`${10 + at} ${owner}`, await forecast(place, { owner_id: owner }));
        }
        for (const owner_id of owners) {
          for (const [since, until] of [
            [10, 11],
            [10, 12],
            [11, undefined],
          ] as const) {
            const asked = {
              ...{ since: `2026-11-${since}`, measure, owner_id },
              ...(until ? { until: `2026-11-${until}` } : {}),
            };
            const { start, end, kinds, deals } = await changes(place, asked);
            const known = (day: number) =>
              (seen.get(`${day} ${owner_id}`) as unknown as Record<Measure, string>)[measure];
            expect(start).toBe(known(since));
            expect(end).toBe(known(until ?? 12));
            const sum = (rows: { difference: string }[]) =>
              rows.reduce((total, { difference }) => total + cents(difference), 0n);
            expect(cents(start) + sum(kinds)).toBe(cents(end));
            expect(sum(deals)).toBe(sum(kinds));
            const paged: { id: string }[] = [];
            for (let cursor: string | undefined; ; ) {
              const page = await changes(place, { ...asked, limit: 3, cursor });
              paged.push(...page.deals);
              cursor = page.next_cursor ?? undefined;
              if (!cursor) break;
            }
            expect(paged.map(({ id }) => id)).toEqual(deals.map(({ id }: { id: string }) => id));
          }
          const { points } = await series(place, { owner_id });
          // The clock stands on the 13th, in Berlin.
          expect(points.map((point: { day: string }) => point.day)).toEqual([
            '2026-11-10',
            '2026-11-11',
            '2026-11-12',
            '2026-11-13',
          ]);
          for (const [place_, point] of points.entries())
            for (const name of measures)
              expect(point[name]).toBe(
                (
                  seen.get(`${Math.min(12, 10 + place_)} ${owner_id}`) as unknown as Record<
                    Measure,
                    string
                  >
                )[name],
              );
        }
      },
    ),
    { numRuns: 6 },
  );
}, 240_000);
