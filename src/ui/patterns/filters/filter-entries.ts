import { countryField } from '@/core/shape/countries';
import type { CustomField } from '@/core/shape/custom-field';
import { operatorsOf } from '@/core/shape/filter';
import { type ObjectDefinition, relationName } from '@/core/shape/object';
import { type Entry, entriesOf } from '../model/entries';

/** What the filter builder offers: filterable fields, then those of every referenced object, one level deep. */
export function filterEntries(
  object: ObjectDefinition,
  custom: readonly CustomField[],
  objects: ReadonlyMap<string, ObjectDefinition>,
): Entry[] {
  const filterable = new Set(custom.filter((one) => one.filterable).map((one) => one.key));
  const own = entriesOf(object, custom)
    .map(asAsked)
    .filter(
      (entry) => operatorsOf[entry.field.kind] && (!entry.custom || filterable.has(entry.custom)),
    );
  const related = Object.entries(object.fields).flatMap(([name, field]) => {
    const target = field.kind === 'ref' && field.target ? objects.get(field.target) : undefined;
    if (!target) return [];
    const through = { name: relationName(name), label: field.label };
    return Object.entries(target.fields)
      .filter(([, inner]) => !inner.hidden)
      .map(([path, inner]) => asAsked({ path, field: inner }))
      .filter(({ field: { kind } }) => operatorsOf[kind] && kind !== 'ref')
      .map((entry) => ({ ...entry, path: `${through.name}.${entry.path}`, through }));
  });
  return [...own, ...related];
}

/** An address is asked by its country. */
const asAsked = (entry: Entry): Entry =>
  entry.field.kind === 'address'
    ? { ...entry, path: `${entry.path}.country`, field: countryField() }
    : entry;
