/** One step of an ordering. */
export interface SortKey {
  readonly path: string;
  readonly descending: boolean;
}

/** `-created_at,account.name` as the API and the address bar write it. Anything malformed is left out. */
export function parseSort(text: string | null): SortKey[] {
  return (text ?? '')
    .split(',')
    .filter((part) => /^-?[a-z][a-z0-9_.]*$/.test(part))
    .map((part) => ({ path: part.replace(/^-/, ''), descending: part.startsWith('-') }));
}

export const formatSort = (keys: readonly SortKey[]): string =>
  keys.map((key) => (key.descending ? '-' : '') + key.path).join(',');

/** A click on a header: ascending, descending, off. With `add` (shift) other keys stay. At most 5 keys. */
export function toggleSort(keys: readonly SortKey[], path: string, add: boolean): SortKey[] {
  const current = keys.find((key) => key.path === path);
  const next = !current
    ? { path, descending: false }
    : current.descending
      ? null
      : { path, descending: true };
  if (!add) return next ? [next] : [];
  if (!current) return next ? [...keys, next].slice(0, 5) : [...keys];
  return keys.flatMap((key) => (key.path === path ? (next ? [next] : []) : [key]));
}
