import { formatScaled, parseScaled } from '@/core/run/engine/values/numbers';
import { Problem } from '@/core/run/engine/values/problem';
import { actorOf, recordEvents } from '@/core/run/events';
import { command } from '@/core/run/module';
import { invalid } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import { setQuota } from './contract';
import { type By, monthsOf, periodsFrom } from './periods';

/** PUT /api/forecast/quotas. 422 for somebody who is no active member and for an amount finer than the currency. */
export const changeQuota = command(setQuota, async (ctx, tx, { body }) => {
  const { company_id } = ctx.scope;
  const digits = currencyDigits(ctx.principal.company.currency);
  const total = body.amount === null ? null : minorUnits(body.amount, digits);
  const { rows } = await tx.run<{ month: number; member: boolean }>({
    text: `select fiscal_start_month as month, exists (select from members where company_id = $1 and user_id = $2 and status = 'active') as member
      from companies where id = $1`,
    values: [company_id, body.user_id],
  });
  if (!rows[0]?.member)
    throw invalid([{ path: 'user_id', code: 'not_found', message: 'There is no such member.' }]);
  const [period] = periodsFrom(`${body.from}-01`, body.by as By, 1, rows[0].month);
  if (!period) throw new Error('one period was asked for');
  const months = monthsOf(period.start, body.by as By);
  const before = await tx.run<{ sum: string | null }>({
    text: 'select sum(amount)::text as sum from (select amount from quotas where company_id = $1 and user_id = $2 and month = any($3::date[]) for update) q',
    values: [company_id, body.user_id, months],
  });
  if (total === null)
    await tx.run({
      text: 'delete from quotas where company_id = $1 and user_id = $2 and month = any($3::date[])',
      values: [company_id, body.user_id, months],
    });
  else
    await tx.run({
      text: `insert into quotas (company_id, user_id, month, amount) select $1, $2, month, amount from unnest($3::date[], $4::int8[]) as q(month, amount)
        on conflict (company_id, month, user_id) do update set amount = excluded.amount`,
      values: [company_id, body.user_id, months, shares(total, months.length)],
    });
  const money = (value: string | bigint | null | undefined) =>
    value === null || value === undefined ? null : formatScaled(BigInt(value), digits);
  const about = { user_id: body.user_id, start: period.start };
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'quota.updated',
      before: { ...about, amount: money(before.rows[0]?.sum) },
      after: { ...about, amount: money(total) },
    },
  ]);
  return { data: { ...about, amount: money(total) } };
});

function minorUnits(amount: unknown, digits: number): bigint {
  try {
    return parseScaled(amount, digits);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    throw invalid([{ path: 'amount', code: problem.code, message: problem.message }]);
  }
}

/** Equal parts that add up; the first ones get what is left over. */
function shares(total: bigint, count: number): string[] {
  const part = total / BigInt(count);
  const rest = total % BigInt(count);
  return Array.from({ length: count }, (_, at) => String(part + (BigInt(at) < rest ? 1n : 0n)));
}
