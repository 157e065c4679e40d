import { firstIdAt } from '@/platform/ids';
import type { EventFilter } from './contract';

/** The condition of a filter on `events e`, its parameters counting from `first`. Times become bounds of the ids, which are made of them. */
export function eventCondition(
  filter: EventFilter,
  first: number,
): { readonly text: string; readonly values: readonly unknown[] } {
  const { from, to, name, ...equal } = filter;
  const parts = ['true'];
  const values: unknown[] = [];
  const add = (value: unknown, part: (parameter: string) => string) => {
    values.push(value);
    parts.push(part(`$${first + values.length - 1}`));
  };
  if (from !== undefined) add(firstIdAt(new Date(from)), (id) => `e.id >= ${id}::uuid`);
  if (to !== undefined) add(firstIdAt(new Date(to)), (id) => `e.id < ${id}::uuid`);
  if (name?.endsWith('.*')) add(name.slice(0, -1), (start) => `starts_with(e.name, ${start})`);
  else if (name !== undefined) add(name, (whole) => `e.name = ${whole}`);
  for (const column of columns) {
    const value = equal[column];
    if (value !== undefined) add(value, (given) => `e.${column} = ${given}`);
  }
  return { text: parts.join(' and '), values };
}

const columns = [
  'object',
  'record_id',
  'actor_kind',
  'actor_id',
  'source',
  'ip',
  'request_id',
] as const;
