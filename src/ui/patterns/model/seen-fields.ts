import type { FieldRight } from '@/core/shape/field-rights';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Entry } from './entries';

/** What a role says of the fields of one object. */
export type SeenRights = Readonly<Record<string, FieldRight>>;

/** The entries somebody sees: without hidden ones, and without an editor for those they do not write. */
export const seenEntries = (entries: readonly Entry[], rights: SeenRights | undefined): Entry[] =>
  entries.flatMap((entry) => {
    const right = rights?.[entry.path];
    if (!right) return [entry];
    if (right === 'hidden') return [];
    const field = { ...entry.field, readonly: true, masked: right === 'masked' };
    return [{ ...entry, field }];
  });

/** The definition as somebody sees it. */
export function seenObject(object: ObjectDefinition, rights: SeenRights | undefined) {
  if (!rights) return object;
  const own = Object.entries(object.fields).map(([path, field]) => ({ path, field }));
  const fields = Object.fromEntries(
    seenEntries(own, rights).map(({ path, field }) => [path, field]),
  );
  return { ...object, fields };
}
