import { weightedWorth, worth } from '../sums';
import type { Measure } from './contract';

/** What a snapshot keeps of a deal, but for the day it counts on. */
const kept = [
  ...['status', 'pipeline_id', 'stage_id', 'owner_id'],
  ...['forecast_category', 'amount_base', 'probability'],
];

/** The columns of a state. */
export const stateColumns: readonly string[] = [...kept, 'counts_on'];

/** SQL of the state of a deal `t` as it is now, in the order of `stateColumns`. */
export const stateNow = `${kept.map((name) => `t.${name}`).join(', ')},
  case t.status when 'won' then t.closed_on else t.close_on end`;

/** SQL of whether a state is one of those a number is the sum of; the period is another matter. */
export function isIn(measure: Measure, state: string): string {
  const category = `${state}.forecast_category`;
  const open = (which: string) => `${state}.status = 'open' and ${which}`;
  const won = `${state}.status = 'won'`;
  switch (measure) {
    case 'won':
      return `(${won})`;
    case 'weighted':
      return `(${open(`${category} <> 'omitted'`)})`;
    case 'expected':
      return `(${won} or ${open(`${category} <> 'omitted'`)})`;
    case 'pipeline':
      return `(${open(`${category} in ('', 'pipeline')`)})`;
    default:
      return `(${open(`${category} = '${measure}'`)})`;
  }
}

/** SQL of what a state adds to a number it is in: whole minor units, never null. */
export function valueIn(measure: Measure, state: string): string {
  const plain = `coalesce(${worth(state)}, 0)`;
  const weighted = `coalesce(${weightedWorth(state)}, 0)`;
  if (measure === 'weighted') return weighted;
  if (measure === 'expected')
    return `case ${state}.status when 'won' then ${plain} else ${weighted} end`;
  return plain;
}

/** Where states come from: SQL of a table of them, and of which ones of it are in the period from `first` to `last`. */
export interface States {
  readonly table: string;
  readonly within: (alias: string, first: string, last: string) => string;
}

/** At the end of a day; `day` is a placeholder. `$1` is the company. */
export const statesAt = (day: string): States => ({
  table: `(select deal_id, ${stateColumns.join(', ')} from deal_snapshots
    where company_id = $1 and from_day <= ${day}::date and to_day >= ${day}::date)`,
  within: (alias, first, last) =>
    `${alias}.status <> 'lost' and ${alias}.counts_on between ${first}::date and ${last}::date`,
});

/** Now. The days of deals are named apart, because only then their indexes are used. */
export const statesNow: States = {
  table: `(select t.id as deal_id, ${kept.map((name) => `t.${name}`).join(', ')}, t.closed_on, t.close_on,
      case t.status when 'won' then t.closed_on else t.close_on end as counts_on
    from deals t where t.company_id = $1 and t.deleted_at is null)`,
  within: (alias, first, last) =>
    `(${alias}.status = 'won' and ${alias}.closed_on between ${first}::date and ${last}::date
      or ${alias}.status = 'open' and ${alias}.close_on between ${first}::date and ${last}::date)`,
};
