import type { ObjectDefinition } from '@/core/shape/object';

/** The title the server will give a record with these values; `before` when it would have none. */
export function titleOf(
  object: ObjectDefinition,
  values: Readonly<Record<string, unknown>>,
  before: string,
): string {
  const text = (path: string): string =>
    typeof values[path] === 'string' ? (values[path] as string) : '';
  const title = object.title.map(text).filter(Boolean).join(' ');
  return title || (object.title_fallback ?? []).map(text).find(Boolean) || before;
}
