import type { Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, query } from '@/core/run/module';
import { AppError, type Issue, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import * as contract from './contract';
import { lockRates } from './rates';
import { readRate } from './read-rate';

interface RateRow {
  readonly id: string;
  readonly currency: string;
  readonly rate: string;
  readonly valid_from: string;
}

/** Most rates of a company: 40 currencies month by month for four years, and the list is one answer. */
const most = 2000;

/** JSON of the row `r` of exchange_rates. */
const rateJson = `jsonb_build_object('id', r.id, 'currency', r.currency, 'rate', trim_scale(r.rate)::text, 'valid_from', r.valid_from::text,
  'created_at', ${instantJson('r.created_at')}, 'updated_at', ${instantJson('r.updated_at')})`;

/** GET /api/exchange-rates */
export const listRates = query(contract.listRates, async (ctx, { query: { currency } }) => {
  const { rows } = await ctx.app.db.read<{ rate: RateRow }>(ctx.scope, {
    name: 'exchange_rates_list',
    text: `select ${rateJson} as rate from exchange_rates r where r.company_id = $1 and ($2::text is null or r.currency = $2)
      order by r.currency, r.valid_from desc limit ${most}`,
    values: [ctx.scope.company_id, currency ?? null],
  });
  return { data: rows.map(({ rate }) => rate) };
});

/** POST /api/exchange-rates. What deals in that currency are worth follows in the background. */
export const createRate = command(contract.createRate, async (ctx, tx, { body }) => {
  const own = ctx.principal.company.currency;
  const { rate, issues } = checked(ctx, body);
  if (body.currency === own)
    issues.push({
      path: 'currency',
      code: 'company_currency',
      message: `${own} is the currency of the company. It needs no rate.`,
    });
  if (issues.length > 0) throw invalid(issues);
  await lockRates(ctx, tx);
  await checkRoom(ctx, tx, body.currency, body.valid_from, null);
  const { rows } = await tx.run<{ rate: RateRow }>({
    text: `insert into exchange_rates as r (company_id, id, currency, rate, valid_from) values ($1, $2, $3, $4, $5)
      returning ${rateJson} as rate`,
    values: [ctx.scope.company_id, newId(), body.currency, rate, body.valid_from],
  });
  return { data: await noted(ctx, tx, 'created', null, rows[0]?.rate ?? null) };
});

/** PATCH /api/exchange-rates/{id} */
export const updateRate = command(contract.updateRate, async (ctx, tx, { params, body }) => {
  const { rate, issues } = checked(ctx, body);
  if (issues.length > 0) throw invalid(issues);
  await lockRates(ctx, tx);
  const before = await load(ctx, tx, params.id);
  const valid_from = body.valid_from ?? before.valid_from;
  if (valid_from !== before.valid_from)
    await checkRoom(ctx, tx, before.currency, valid_from, before.id);
  const { rows } = await tx.run<{ rate: RateRow }>({
    text: `update exchange_rates r set rate = $3, valid_from = $4, updated_at = now() where r.company_id = $1 and r.id = $2
      returning ${rateJson} as rate`,
    values: [ctx.scope.company_id, params.id, rate ?? before.rate, valid_from],
  });
  return { data: await noted(ctx, tx, 'updated', before, rows[0]?.rate ?? null) };
});

/** DELETE /api/exchange-rates/{id} */
export const removeRate = command(contract.removeRate, async (ctx, tx, { params }) => {
  await lockRates(ctx, tx);
  const before = await load(ctx, tx, params.id);
  await tx.run({
    text: 'delete from exchange_rates where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, params.id],
  });
  return { data: await noted(ctx, tx, 'deleted', before, null) };
});

/** The rate as it is stored, and what is wrong. A rate of tomorrow would have to begin to count by itself. */
function checked(
  ctx: Ctx,
  { rate, valid_from }: { rate?: string | number | undefined; valid_from?: string | undefined },
): { rate: string | undefined; issues: Issue[] } {
  const today = dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());
  const read = rate === undefined ? undefined : readRate(rate);
  const issues: Issue[] = typeof read === 'object' ? [read] : [];
  if (valid_from !== undefined && valid_from > today)
    issues.push({
      path: 'valid_from',
      code: 'in_the_future',
      message: 'Give today or a day before.',
    });
  return { rate: typeof read === 'string' ? read : undefined, issues };
}

async function load(ctx: Ctx, tx: Tx, id: string): Promise<RateRow> {
  const { rows } = await tx.run<{ rate: RateRow }>({
    text: `select ${rateJson} as rate from exchange_rates r where r.company_id = $1 and r.id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].rate;
}

/** 409 when the day has a rate already, or the company too many. The rates are locked. */
async function checkRoom(
  ctx: Ctx,
  tx: Tx,
  currency: string,
  day: string,
  id: string | null,
): Promise<void> {
  const { rows } = await tx.run<{ count: number; taken: boolean }>({
    text: `select count(*)::int as count, coalesce(bool_or(currency = $2 and valid_from = $3::date), false) as taken
      from exchange_rates where company_id = $1 and ($4::uuid is null or id <> $4)`,
    values: [ctx.scope.company_id, currency, day, id],
  });
  if (rows[0]?.taken)
    throw new AppError('conflict', `${currency} has a rate from this day on already.`, {
      issues: [{ path: 'valid_from', code: 'taken', message: 'Change the rate of this day.' }],
    });
  if ((rows[0]?.count ?? 0) >= most)
    throw new AppError('conflict', `A company keeps at most ${most} rates. Remove old ones.`);
}

async function noted(
  ctx: Ctx,
  tx: Tx,
  verb: 'created' | 'updated' | 'deleted',
  before: RateRow | null,
  after: RateRow | null,
): Promise<RateRow> {
  const shown = after ?? before;
  if (!shown) throw new Error('a rate is there before or after');
  const told = (row: RateRow | null) =>
    row && { currency: row.currency, rate: row.rate, valid_from: row.valid_from };
  await recordEvents(tx, actorOf(ctx), [
    {
      name: `exchange_rate.${verb}`,
      object: 'exchange_rates',
      record_id: shown.id,
      before: told(before),
      after: told(after),
    },
  ]);
  return shown;
}
