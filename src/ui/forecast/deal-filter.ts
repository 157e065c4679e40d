import type { Filter } from '@/core/shape/filter';
import type { Period } from './use-forecast';

/** A number of the forecast that is a sum of deals. */
export type Measure =
  | 'won'
  | 'commit'
  | 'best_case'
  | 'pipeline'
  | 'omitted'
  | 'weighted'
  | 'expected';

/** Those that always have a line or column. */
export const measures = [
  'won',
  'commit',
  'best_case',
  'pipeline',
  'weighted',
  'expected',
] as const satisfies readonly Measure[];

export interface Cut {
  /** Null: open deals without an expected close. */
  readonly period: Period | null;
  /** Absent: of everybody; null: nobody's. */
  readonly owner_id?: string | null;
  readonly pipeline_id?: string;
}

const is = (field: string, value: string): Filter => ({ field, op: 'eq', value });

/** The deals a number is the sum of, as the list of deals filters them. */
export function dealFilter(measure: Measure, { period, owner_id, pipeline_id }: Cut): Filter {
  const within = (field: string): Filter =>
    period ? { field, op: 'between', value: [period.start, period.end] } : { field, op: 'empty' };
  const open = (category: Filter): Filter[] => [is('status', 'open'), within('close_on'), category];
  const forecast: Filter = { field: 'forecast_category', op: 'ne', value: 'omitted' };
  const own: Filter[] = [
    ...(owner_id === undefined
      ? []
      : [
          owner_id === null
            ? ({ field: 'owner_id', op: 'empty' } as const)
            : is('owner_id', owner_id),
        ]),
    ...(pipeline_id ? [is('pipeline_id', pipeline_id)] : []),
  ];
  const won = [is('status', 'won'), within('closed_on')];
  switch (measure) {
    case 'won':
      return { and: [...won, ...own] };
    case 'weighted':
      return { and: [...open(forecast), ...own] };
    case 'expected':
      return { and: [{ or: [{ and: won }, { and: open(forecast) }] }, ...own] };
    case 'pipeline':
      return {
        and: [
          ...open({
            or: [is('forecast_category', 'pipeline'), { field: 'forecast_category', op: 'empty' }],
          }),
          ...own,
        ],
      };
    default:
      return { and: [...open(is('forecast_category', measure)), ...own] };
  }
}

/** The list of those deals. */
export const dealsHref = (measure: Measure, cut: Cut): string =>
  `/deals?filter=${encodeURIComponent(JSON.stringify(dealFilter(measure, cut)))}`;
