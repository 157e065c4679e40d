import { customKey } from '../../shape/custom-field';
import type { FieldKind } from '../../shape/field';
import type { Values } from '../context';
import type { Compiled } from './compile';
import { emptyOf } from './normalise';

/**
 * What somebody is shown of a masked field, once in SQL for what is read and once for what is known already: a record that was just
 * written, an event of the log. A test holds the two against each other.
 */

/** Stands for a text that is there. */
export const veil = '•••';

/**
 * SQL of a value as JSON that says its veils as escapes. One character beyond Latin 1 makes the whole of an answer dearer to decode and
 * to encode, and a mask should not be what brings it in.
 */
export const escaped = (value: string): string =>
  `replace(to_json(${value})::text, '${veil}', '${'\\u2022'.repeat(veil.length)}')::json`;

/** Shorter numbers would be told by their end. */
const shortest = 6;

const texts: ReadonlySet<FieldKind> = new Set(['text', 'long_text', 'url']);
const lists: ReadonlySet<FieldKind> = new Set(['emails', 'phones']);
const ofEntry = { emails: 'email', phones: 'phone' } as const;

/** SQL of the mask of a text column, `''` or null where it is empty. Null for kinds that are no text. */
function textMask(column: string, kind: FieldKind): string | null {
  const there = (mask: string) =>
    `case when coalesce(${column}, '') = '' then null else ${mask} end`;
  if (kind === 'email')
    return there(`left(${column}, 1) || '${veil}@' || split_part(${column}, '@', 2)`);
  if (kind === 'phone')
    return there(
      `'${veil}' || case when length(${column}) < ${shortest} then '' else right(${column}, 2) end`,
    );
  return texts.has(kind) ? there(`'${veil}'`) : null;
}

/** SQL of the API's JSON value of a masked field. */
export function maskedOutput(column: string, kind: FieldKind): string {
  if (kind === 'emails' || kind === 'phones')
    return `(select coalesce(jsonb_agg(e - 'extension' || jsonb_build_object('value', ${textMask(`(e ->> 'value')`, ofEntry[kind])})), '[]'::jsonb)
      from jsonb_array_elements(${column}) e)`;
  return textMask(column, kind) ?? (kind === 'addresses' ? `'[]'::jsonb` : 'null::text');
}

/** The same of a value as the API speaks it. */
export function maskOf(value: unknown, kind: FieldKind): unknown {
  if (lists.has(kind)) return Array.isArray(value) ? value.map((one) => entryMask(one, kind)) : [];
  if (typeof value !== 'string' || value === '') return emptyOf(kind);
  if (kind === 'email') return `${[...value][0]}${veil}@${value.split('@')[1] ?? ''}`;
  if (kind === 'phone') return veil + (value.length < shortest ? '' : value.slice(-2));
  return texts.has(kind) ? veil : emptyOf(kind);
}

function entryMask(entry: unknown, kind: FieldKind): unknown {
  const { extension: _, value, ...rest } = (entry ?? {}) as Values;
  return { ...rest, value: maskOf(value, kind === 'emails' ? 'email' : 'phone') };
}

/** Of a field of the object or the company's own; undefined for one that was removed. */
function kindOf({ fields, custom }: Compiled, name: string): FieldKind | undefined {
  const key = customKey(name);
  return key === null ? fields.get(name)?.kind : custom.get(key)?.field.kind;
}

/** What of a record with all its fields somebody sees, in the API's values. */
export function shownRecord(compiled: Compiled, record: Values): Values {
  const { rights, whole } = compiled;
  if (rights.size === 0) return record;
  const shown: Values = { ...record };
  if ('title' in record) shown.title = shownTitle(compiled, record);
  const custom = { ...(record.custom as Values | undefined) };
  for (const [name, right] of rights) {
    if (right === 'read_only') continue;
    const key = customKey(name);
    const values = key === null ? shown : custom;
    const at = key ?? name;
    if (!(at in values)) continue;
    const kind = kindOf(whole, name);
    if (right === 'hidden' || !kind) delete values[at];
    else values[at] = maskOf(values[at], kind);
  }
  return 'custom' in record ? { ...shown, custom } : shown;
}

/** The same of a record as JSON text. */
export const shownText = (compiled: Compiled, text: string): string =>
  compiled.rights.size === 0
    ? text
    : JSON.stringify(shownRecord(compiled, JSON.parse(text) as Values));

/** What of the fields in an event somebody sees, `custom.<key>` included. */
export function shownChanges(compiled: Compiled, changes: Values): Values {
  const { rights, whole } = compiled;
  if (rights.size === 0) return changes;
  return Object.fromEntries(
    Object.entries(changes).flatMap(([name, value]): [string, unknown][] => {
      const right = rights.get(name);
      if (right === undefined || right === 'read_only') return [[name, value]];
      const kind = kindOf(whole, name);
      return right === 'hidden' || !kind ? [] : [[name, maskOf(value, kind)]];
    }),
  );
}

interface TitlePart {
  readonly name: string;
  readonly covered: boolean;
}

/**
 * The fields that may stand in for a title, in their order, up to the last one that is not seen; null where the title tells nothing
 * of what is not seen.
 */
export function titleSource({ object, rights }: Compiled): readonly TitlePart[] | null {
  const parts = (object.title_fallback ?? []).map((name) => {
    const right = rights.get(name);
    return { name, covered: right === 'hidden' || right === 'masked' };
  });
  const last = parts.findLastIndex(({ covered }) => covered);
  return last < 0 ? null : parts.slice(0, last + 1);
}

function shownTitle(compiled: Compiled, record: Values): unknown {
  const source = titleSource(compiled);
  const filled = (name: string) => Boolean(record[name]);
  if (!source || compiled.object.title.some(filled)) return record.title;
  return source.find(({ name }) => filled(name))?.covered ? veil : record.title;
}

/** SQL of the column `title` or `title_key` of the record `alias`, as somebody sees it. */
export function titleSql(
  compiled: Compiled,
  alias: string,
  column: 'title' | 'title_key' = 'title',
): string {
  const source = titleSource(compiled);
  const title = `${alias}.${column}`;
  if (!source) return title;
  const names = compiled.object.title.map((name) => `${alias}.${name} <> ''`).join(' or ');
  const others = source.map(
    ({ name, covered }) => `when ${alias}.${name} <> '' then ${covered ? `'${veil}'` : title}`,
  );
  return `(case when ${names} then ${title} ${others.join(' ')} else ${title} end)`;
}
