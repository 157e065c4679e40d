import type { Ctx } from '@/core/run/context';
import { firstIdAt } from '@/platform/ids';
import type { Foreign } from './rates';

/**
 * The rate that counted at an instant (ISO 8601) for an amount: rates can be changed and removed later, so those of today are
 * taken back to then by the log. Undefined where none was known, and where the company had another currency.
 */
export async function rateThen(
  ctx: Ctx,
  { currency, day }: Foreign,
  at: string,
): Promise<string | undefined> {
  const { company_id } = ctx.scope;
  const { rows } = await ctx.app.db.read<{ rate: string }>(ctx.scope, {
    name: 'exchange_rate_then',
    text: `with later as (select distinct on (record_id) record_id, changes -> 'before' as was from events
        where company_id = $1 and object = 'exchange_rates' and record_id is not null and id >= $5 and created_at > $4::timestamptz
        order by record_id, id)
      select rate::text as rate from (
        select currency, rate, valid_from from exchange_rates r where company_id = $1
          and not exists (select from later where record_id = r.id)
        union all select was ->> 'currency', (was ->> 'rate')::numeric, (was ->> 'valid_from')::date from later) known
      where currency = $2 and valid_from <= $3::date and not exists (select from events where company_id = $1 and record_id = $1
        and name = 'company.updated' and id >= $5 and created_at > $4::timestamptz and changes -> 'before' ? 'currency')
      order by valid_from desc limit 1`,
    values: [company_id, currency, day, at, firstIdAt(new Date(at))],
  });
  return rows[0]?.rate;
}
