import { type Day, dayBefore, isDay } from './days';
import type { By } from './use-forecast';

export const views = ['figures', 'changes', 'velocity'] as const;
export type View = (typeof views)[number];

/** What the address says of the forecast; empty: as the server decides. */
export interface Asked {
  readonly view: View;
  readonly by: By;
  /** A day of the first period. */
  readonly from: string;
  readonly pipeline_id: string;
  readonly owner_id: string;
  /** The first day of the period looked at closely. */
  readonly period: string;
  /** Since when: a name or a day. */
  readonly since: string;
  /** Only changes of this kind. */
  readonly kind: string;
  readonly measure: string;
  /** Of the velocity: how many days back. */
  readonly days: number;
}

const day = (text: string | null): string => (text && isDay(text) ? text : '');

export function readAsked(search: URLSearchParams): Asked {
  const view = views.find((one) => one === search.get('view')) ?? 'figures';
  return {
    view,
    by: search.get('by') === 'month' ? 'month' : 'quarter',
    from: day(search.get('from')),
    pipeline_id: search.get('pipeline') ?? '',
    owner_id: search.get('owner') ?? '',
    period: day(search.get('period')),
    since: search.get('since') ?? '',
    kind: search.get('kind') ?? '',
    measure: search.get('measure') ?? '',
    days: [90, 180, 365].find((days) => String(days) === search.get('days')) ?? 90,
  };
}

/** Names of days in the past, how many days ago. */
export const named = { yesterday: 1, week: 7, month: 30 } as const;
export type Named = keyof typeof named;

export const isNamed = (since: string): since is Named => since in named;

/** The day an address names; a week ago unless it says otherwise. */
export function sinceDay(since: string, today: Day): Day {
  if (isDay(since)) return since;
  return dayBefore(today, named[isNamed(since) ? since : 'week']);
}
