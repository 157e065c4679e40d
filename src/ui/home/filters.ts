import type { Filter } from '@/core/shape/filter';

/** Whose records the screen counts. */
export type Whose = 'me' | 'all';

/** All of the conditions that are there, and those of the person when it is about them. */
export function allOf(whose: Whose, ...conditions: readonly Filter[]): Filter {
  const mine: Filter[] = whose === 'me' ? [{ field: 'owner_id', op: 'eq', value: 'me' }] : [];
  return { and: [...mine, ...conditions] };
}

/** The list of these records. Deals show as a list, however they were looked at last. */
export const listHref = (object: string, filter: Filter, sort = ''): string =>
  `/${object}?${new URLSearchParams({
    ...(object === 'deals' ? { view: 'list' } : {}),
    filter: JSON.stringify(filter),
    ...(sort ? { sort } : {}),
  })}`;
