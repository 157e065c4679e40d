import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { formatScaled, parseScaled } from '@/core/run/engine/values/numbers';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob, enqueue } from '@/core/run/jobs/job';
import { defineSubscriber } from '@/core/run/jobs/subscriber';
import { NO_NUMBER } from '@/core/run/tables';
import { currencyDigits } from '@/core/shape/money';
import { convert, ratesOn } from '@/identity/currencies/rates';
import type { Tx } from '@/platform/db/types';
import { rateDay } from './worth';

interface Input {
  readonly currency: string;
}

interface State {
  readonly after?: string;
  /** Deals whose worth is another one now. */
  readonly changed?: number;
  readonly ended?: boolean;
}

interface Row {
  readonly id: string;
  /** Minor units. */
  readonly amount: string;
  readonly status: string;
  readonly closed_on: string | null;
}

const batch = 1000;

/**
 * Works out anew what the deals in a currency are worth, those in the bin too. It is no change of the deals: their versions
 * stay, and one event tells that it happened. Rows are locked before the rates are read, so whoever comes last of two is right.
 */
export const revalueJob = defineJob<Input, State>({
  name: 'deals.revalue',
  queue: 'records',
  input: z.strictObject({ currency: z.string().length(3) }),
  async run(ctx, job) {
    const { currency } = job.input;
    while (!job.state.ended) {
      await job.step(async (tx) => {
        const { after, changed = 0 } = job.state;
        const rows = await lockDeals(ctx, tx, currency, after);
        const count = await store(ctx, tx, currency, rows);
        const ended = rows.length < batch;
        const state = { after: rows.at(-1)?.id ?? '', changed: changed + count, ended };
        return { state, done: job.done + rows.length };
      });
    }
    await job.finish(async (tx) => {
      const { changed = 0 } = job.state;
      if (changed > 0)
        await recordEvents(tx, actorOf(ctx), [
          { name: 'exchange_rate.applied', object: 'deals', after: { currency, deals: changed } },
        ]);
      return { changed };
    });
  },
});

async function lockDeals(
  ctx: Ctx,
  tx: Tx,
  currency: string,
  after = '00000000-0000-0000-0000-000000000000',
): Promise<readonly Row[]> {
  const { rows } = await tx.run<Row>({
    text: `select id, amount::text as amount, status, nullif(closed_on, '-infinity')::text as closed_on from deals
      where company_id = $1 and currency = $2 and amount <> '${NO_NUMBER}' and id > $3 order by id limit ${batch} for no key update`,
    values: [ctx.scope.company_id, currency, after],
  });
  return rows;
}

/** Answers how many are worth something else now. */
async function store(ctx: Ctx, tx: Tx, currency: string, rows: readonly Row[]): Promise<number> {
  if (rows.length === 0) return 0;
  const own = ctx.principal.company.currency;
  const asked = rows.map(({ status, closed_on }) => ({
    currency,
    day: rateDay(status, closed_on),
  }));
  const rateOf = await ratesOn(ctx, tx, asked);
  const worth = rows.map(({ amount }, at) => {
    const one = asked[at];
    const rate = one && rateOf(one);
    const text = formatScaled(BigInt(amount), currencyDigits(currency));
    const base = rate === undefined ? null : convert(text, currency, own, rate);
    return base === null ? NO_NUMBER : String(parseScaled(base, currencyDigits(own)));
  });
  const { count } = await tx.run({
    text: `update deals d set amount_base = w.base from unnest($2::uuid[], $3::int8[]) as w(id, base)
      where d.company_id = $1 and d.id = w.id and d.amount_base <> w.base`,
    values: [ctx.scope.company_id, rows.map(({ id }) => id), worth],
  });
  return count;
}

/** A rate that came, changed or went concerns the deals in its currency. */
export const revalueOnRates = defineSubscriber({
  name: 'deals.rates',
  queue: 'relay',
  events: ['exchange_rate.created', 'exchange_rate.updated', 'exchange_rate.deleted'],
  bulk: 'batch',
  async handle(ctx, tx, events) {
    const named = events.map(({ changes }) => changes.after?.currency ?? changes.before?.currency);
    for (const currency of new Set(named))
      if (typeof currency === 'string') await enqueue(ctx, tx, revalueJob, { currency });
  },
});
