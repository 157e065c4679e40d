import type { ObjectDefinition } from '@/core/shape/object';

/** The values a name gives a new record: one title field takes all of it, of several the last takes the last word. */
export function valuesFromTitle(object: ObjectDefinition, title: string): Record<string, string> {
  const [first, ...rest] = object.title;
  const last = rest.at(-1);
  const words = title.trim().split(/\s+/);
  if (!first) return {};
  if (!last || words.length < 2) return { [first]: title.trim() };
  return { [first]: words.slice(0, -1).join(' '), [last]: words.at(-1) ?? '' };
}
