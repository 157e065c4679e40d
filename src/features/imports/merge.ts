import type { WriteShape } from '@/core/run/engine/write-shape';
import type { LabelledAddress, LabelledValue } from '@/core/shape/field';

type Values = Record<string, unknown>;

/**
 * What a row changes in a record that is there: its filled values win, lists and tags are added to, the primary
 * address stays, the id in the product the record first came from stays.
 */
export function mergeInto(shape: WriteShape, record: Values, row: Values): Values {
  const patch: Values = {};
  for (const [name, value] of Object.entries(row)) {
    const kind = shape.fields.get(name)?.field.kind;
    const mirrored = shape.mirrors.some(({ scalar, list }) => scalar === name && list in row);
    if (kind === undefined || mirrored) continue;
    if ((name === 'source_id' || name === 'source_system') && record[name]) continue;
    if (kind === 'tags' || kind === 'multi_choice')
      patch[name] = [...new Set([...list<string>(record[name]), ...list<string>(value)])];
    else if (kind === 'emails' || kind === 'phones' || kind === 'links')
      patch[name] = union(
        list<LabelledValue>(record[name]),
        list<LabelledValue>(value),
        (one) => one.value,
      );
    else if (kind === 'addresses')
      patch[name] = union(
        list<LabelledAddress>(record[name]),
        list<LabelledAddress>(value),
        (one) => JSON.stringify([one.street, one.city, one.postal_code]),
      );
    else patch[name] = value;
  }
  if (row.custom) patch.custom = row.custom;
  return patch;
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

function union<E extends { primary?: boolean }>(
  before: readonly E[],
  added: readonly E[],
  key: (entry: E) => string,
): E[] {
  const known = new Set(before.map(key));
  const fresh = added.filter((entry) => !known.has(key(entry)));
  if (before.length === 0) return [...fresh];
  return [...before, ...fresh.map(({ primary: _primary, ...entry }) => entry as E)];
}

/** Two rows of one file that are one record: the later one is merged into the earlier. */
export function mergeRows(shape: WriteShape, first: Values, later: Values): void {
  const custom = {
    ...(first.custom as Values | undefined),
    ...(later.custom as Values | undefined),
  };
  Object.assign(first, mergeInto(shape, first, later));
  if (Object.keys(custom).length > 0) first.custom = custom;
}
