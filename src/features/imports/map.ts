import { headerOf, idHeader, type Part, partsOf } from '@/core/run/export/headers';
import type { CustomField, CustomKind } from '@/core/shape/custom-field';
import type { Field } from '@/core/shape/field';
import { allFields, type ObjectDefinition, relationName } from '@/core/shape/object';
import { columnKeys } from './detect';
import { synonyms } from './synonyms';
import { slotOf } from './targets';
import { clean, fold, keyOf } from './text';
import { type Vendor, vendorTarget } from './vendors';

/** What becomes of one column. */
export interface ColumnMapping {
  /** Its header, or `header[position]` when that is blank or repeats. */
  readonly column: string;
  readonly target: string | null;
  /** 0 to 1: how sure the proposal is; 1 = this product's own header, 0 = nothing known. */
  readonly confidence: number;
  /** A field of the company's own that would take the column. */
  readonly suggestion?: { readonly key: string; readonly label: string; readonly kind: CustomKind };
}

export interface MapInput {
  readonly columns: readonly string[];
  /** Cells of the first records, one array per record. */
  readonly sample: readonly (readonly string[])[];
  readonly vendor: Vendor;
  readonly object: ObjectDefinition;
  readonly custom_fields: readonly CustomField[];
}

type Known = ReadonlyMap<string, { target: string; confidence: number }>;
const vocabularies = new WeakMap<ObjectDefinition, Known>();

/** Every name an object's targets go by, folded. */
function vocabularyOf(object: ObjectDefinition): Known {
  let known = vocabularies.get(object);
  if (known) return known;
  const found = new Map<string, { target: string; confidence: number }>();
  const add = (spelling: string, target: string, confidence: number) => {
    const folded = fold(spelling);
    if (folded !== '' && !found.has(folded)) found.set(folded, { target, confidence });
  };
  const entries: [string, Field][] = Object.entries(object.fields);
  const writable = entries
    .filter(([, field]) => !field.readonly)
    .map(([name, field]) => [targetOfField(name, field), name, field] as const);
  for (const [target, , field] of writable)
    for (const alias of field.aliases ?? []) add(alias, target, 0.95);
  for (const [target, name, { label }] of writable)
    for (const spelling of [label.en, label.tr, name]) add(spelling, target, 0.9);
  for (const [target, spellings] of Object.entries(synonyms)) {
    if (slotOf(target, object, []))
      for (const spelling of [target, ...spellings]) add(spelling, target, 0.85);
  }
  vocabularies.set(object, (known = found));
  return known;
}

function targetOfField(name: string, field: Field): string {
  if (field.kind === 'ref') return `${relationName(name)}_name`;
  if (name === 'owner_id') return 'owner';
  return field.kind === 'address' ? `${name}.street` : name;
}

const ownHeaders = new WeakMap<ObjectDefinition, ReadonlyMap<string, string | null>>();

/** What our own exports write beside the labels of fields, by header: the parts of a field, and what cannot be brought in (null). */
function ownHeadersOf(object: ObjectDefinition): ReadonlyMap<string, string | null> {
  let known = ownHeaders.get(object);
  if (known) return known;
  const found = new Map<string, string | null>([
    [idHeader.en, '_id'],
    [idHeader.tr, '_id'],
  ]);
  for (const [name, field] of Object.entries(allFields(object)))
    for (const part of partsOf(field))
      if (part !== 'value' || field.readonly)
        for (const language of ['en', 'tr'] as const)
          found.set(headerOf(field, part, language), targetOfPart(object, name, part));
  ownHeaders.set(object, (known = found));
  return known;
}

function targetOfPart(object: ObjectDefinition, name: string, part: Part): string | null {
  if (part === 'id' || part === 'currency') return null;
  if (part === 'email') return name === 'owner_id' ? 'owner' : null;
  const target = part === 'value' ? name : `${name}.${part}`;
  return slotOf(target, object, []) ? target : null;
}

/** Proposes a target for every column, best guess first come, no scalar twice. */
export function proposeMapping({
  columns,
  sample,
  vendor,
  object,
  custom_fields,
}: MapInput): ColumnMapping[] {
  const keys = columnKeys(columns);
  const taken = new Set<string>();
  const proposals = columns.map((column, index): ColumnMapping => {
    const header = clean(column);
    const cells = sample.map((row) => clean(row[index] ?? '')).filter((cell) => cell !== '');
    const key = keys[index] ?? header;
    const found = header === '' ? null : byName(header, cells, vendor, object, custom_fields);
    if (found === null) return { column: key, target: null, confidence: 0 };
    const target =
      found.target === null
        ? null
        : found.own
          ? found.target
          : freeTarget(found.target, object, taken);
    if (target !== null) {
      taken.add(target);
      return { column: key, target, confidence: found.confidence };
    }
    return { column: key, target: null, confidence: found.target === null ? found.confidence : 0 };
  });
  return proposals.map((proposal, index) => {
    if (proposal.target !== null || proposal.confidence > 0) return proposal;
    const cells = sample.map((row) => clean(row[index] ?? '')).filter((cell) => cell !== '');
    const header = clean(columns[index] ?? '');
    const sniffed = header === '' ? null : bySight(cells, object);
    if (sniffed !== null && !taken.has(sniffed) && slotOf(sniffed, object, custom_fields)) {
      taken.add(sniffed);
      return { ...proposal, target: sniffed, confidence: 0.6 };
    }
    const key = keyOf(header);
    return cells.length > 0 && key !== ''
      ? {
          ...proposal,
          suggestion: { key, label: header.replace(/__c$/, '').slice(0, 80), kind: kindOf(cells) },
        }
      : proposal;
  });
}

interface Found {
  target: string | null;
  confidence: number;
  /** From the product's own table: may name a target twice. */
  own?: boolean;
}

function byName(
  header: string,
  cells: readonly string[],
  vendor: Vendor,
  object: ObjectDefinition,
  customFields: readonly CustomField[],
): Found | null {
  const own = vendorTarget(vendor, object.name, header);
  if (own === null) return { target: null, confidence: 1 };
  if (own !== undefined && slotOf(own, object, customFields))
    return { target: own, confidence: 1, own: true };
  const ours = ownHeadersOf(object).get(header);
  if (ours && ours !== 'created_at') return { target: ours, confidence: 1, own: true };
  // People of the company's own fields are not looked up.
  const custom = customFields.find(
    ({ key, label, kind }) =>
      kind !== 'user' && (key === keyOf(header) || fold(label) === fold(header)),
  );
  if (custom) return { target: `custom.${custom.key}`, confidence: 0.95 };
  if (ours === null && header.includes(': ')) return { target: null, confidence: 1 };
  const withoutUnit = header.replace(/\([^)]*\)|\[[^\]]*\]/g, '');
  const known =
    vocabularyOf(object).get(fold(header)) ?? vocabularyOf(object).get(fold(withoutUnit));
  if (!known || !slotOf(known.target, object, customFields))
    return ours === undefined ? null : { target: ours, confidence: 1, own: true };
  const several =
    known.target === 'email' &&
    cells.some(
      (cell) =>
        (cell.match(/@/g) ?? []).length > 1 &&
        /[;,\s]/.test(
          cell
            .replace(/"[^"]*"/g, '')
            .trim()
            .replace(/[;,]$/, ''),
        ),
    );
  return {
    target: several && 'emails' in object.fields ? 'emails' : known.target,
    confidence: known.confidence,
  };
}

/** The target itself, or the list behind it when it is taken; null when there is no room. */
function freeTarget(
  target: string,
  object: ObjectDefinition,
  taken: ReadonlySet<string>,
): string | null {
  if (!taken.has(target)) return target;
  const slot = slotOf(target, object, []);
  if (slot?.kind === 'list') return slot.name;
  return slot?.kind === 'field' && slot.field.kind === 'tags' ? target : null;
}

/** A target by what the cells look like. */
function bySight(cells: readonly string[], object: ObjectDefinition): string | null {
  const most = (pattern: RegExp): boolean =>
    cells.length >= 3 && cells.filter((cell) => pattern.test(cell)).length >= cells.length * 0.8;
  if (most(/^[^@\s]+@[^@\s]+\.[^@\s]+$/)) return 'email';
  if (most(/^https?:\/\/([a-z]+\.)?linkedin\.com\/(in|company)\//i)) return 'linkedin_url';
  if (most(/^\+\d[\d ()/.-]{7,}$/)) return 'phone';
  return most(/^https?:\/\/\S+$/) && 'website' in object.fields ? 'website' : null;
}

/** The kind of field that would hold these cells, but for a few that are wrong. */
export function kindOf(cells: readonly string[]): CustomKind {
  const all = (pattern: RegExp): boolean =>
    cells.filter((cell) => pattern.test(cell)).length >= cells.length * 0.9;
  if (all(/^(?:true|false|yes|no|ja|nein|evet|hayır)$/i)) return 'boolean';
  if (all(/^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}/)) return 'datetime';
  if (all(/^(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2} \p{L}{3,9} \d{4})$/u))
    return 'date';
  if (all(/^(?:0|-?[1-9]\d{0,14})$/)) return 'integer';
  if (all(/^[-+(]?[\p{Sc}\s]*\d[\d.,\s']*\s?[\p{Sc}]?\)?$/u)) return 'decimal';
  if (all(/^https?:\/\/\S+$/)) return 'url';
  return cells.some((cell) => cell.length > 255 || cell.includes('\n')) ? 'long_text' : 'text';
}
