import type { Statement } from '@/platform/db/types';
import type { EventActor, NewEvent } from '../events';
import { eventCtes } from '../events';
import type { MatchKey } from '../match/match-keys';
import { Parameters, type Row, rowSource } from './columns';
import type { SearchDocument } from './derived';
import { columnMap } from './derived';
import type { Column } from './kinds';
import type { MirrorChange } from './mirror-values';
import { prepared } from './statement-names';
import type { WriteShape } from './write-shape';

/** Everything that one statement writes. Rows, events and documents belong together by record. */
export interface Batch {
  readonly shape: WriteShape;
  readonly who: EventActor;
  /** For created_by and updated_by; null for what is nobody's. */
  readonly user_id: string | null;
  /** When, ISO 8601. */
  readonly now: string;
  /** When each record was made elsewhere; absent unless one of them says so. */
  readonly created?: readonly string[];
  readonly ids: readonly string[];
  readonly rows: readonly Row[];
  readonly events: readonly NewEvent[];
  /** Search texts to put, by record id. */
  readonly documents: ReadonlyMap<string, SearchDocument>;
  /** Match keys to put. */
  readonly keys: readonly MatchKey[];
  readonly mirror: MirrorChange;
}

const idColumn: Column = { name: 'id', type: 'uuid', empty: null };
const createdColumn: Column = { name: 'created_at', type: 'timestamptz', empty: null };

/** Inserts records with their events, outbox rows, search texts and mirrored values. */
export function insertStatement(batch: Batch): Statement {
  const common = commonParameters(batch);
  const { parameters, company, now, user } = common;
  const { columns, source } = sourceOf(parameters, batch);
  const names = columns.map(({ name }) => name).join(', ');
  const write =
    `insert into ${batch.shape.object.name} (company_id, ${batch.created ? '' : 'created_at, '}created_by, updated_at, updated_by, ${names}) ` +
    `select ${company}, ${batch.created ? '' : `${now}, `}${user}, ${now}, ${user}, ${source.select.join(', ')}${source.from ? ` from ${source.from}` : ''}`;
  return finish(batch, common, write, '');
}

/** Updates records by id (they must be locked), version + 1. Columns absent from a row must be filled by the caller. */
export function updateStatement(batch: Batch): Statement {
  const common = commonParameters(batch);
  const { parameters, company, now, user } = common;
  const { columns, source } = sourceOf(parameters, batch);
  const [id = '', ...values] = source.select;
  const sets = columns.slice(1).map(({ name }, position) => `${name} = ${values[position]}`);
  const write =
    `update ${batch.shape.object.name} t set ${[...sets, 'version = t.version + 1', `updated_at = ${now}`, `updated_by = ${user}`].join(', ')}` +
    `${source.from ? ` from ${source.from}` : ''} where t.company_id = ${company} and t.id = ${id}`;
  const over =
    'on conflict (company_id, object, record_id) do update set title_key = excluded.title_key, body = excluded.body, owner_id = excluded.owner_id';
  return finish(batch, common, write, ` ${over}`);
}

interface Common {
  readonly parameters: Parameters;
  /** Placeholders. */
  readonly company: string;
  readonly now: string;
  readonly user: string;
}

function commonParameters({ who, now, user_id }: Batch): Common {
  const parameters = new Parameters();
  const company = parameters.add(who.company_id, 'uuid');
  return {
    parameters,
    company,
    now: parameters.add(now, 'timestamptz'),
    user: parameters.add(user_id, 'uuid'),
  };
}

function sourceOf(parameters: Parameters, { shape, ids, rows, created }: Batch) {
  const used = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = [
    idColumn,
    ...(created ? [createdColumn] : []),
    ...[...columnMap(shape).values()].filter(({ name }) => used.has(name)),
  ];
  const full = rows.map((row, position) => ({
    ...row,
    id: ids[position] ?? null,
    ...(created ? { created_at: created[position] ?? null } : {}),
  }));
  return { columns, source: rowSource(parameters, columns, full) };
}

/** The write, behind everything that goes with it. */
function finish(batch: Batch, common: Common, write: string, documentConflict: string): Statement {
  const { parameters, company } = common;
  const ctes: string[] = [];
  if (batch.events.length > 0) {
    const events = eventCtes(batch.who, batch.events, parameters.values.length + 1);
    parameters.values.push(...events.values);
    ctes.push(events.text);
  }
  if (batch.documents.size > 0) ctes.push(documentsCte(batch, common, documentConflict));
  if (batch.keys.length > 0) ctes.push(keysCte(batch, common, documentConflict !== ''));
  if (batch.mirror.touched.length > 0) ctes.push(...mirrorCtes(batch.mirror, parameters, company));
  const text = ctes.length > 0 ? `with ${ctes.join(', ')} ${write}` : write;
  return batch.ids.length === 1
    ? prepared(text, parameters.values)
    : { text, values: parameters.values };
}

const documentColumns: readonly Column[] = [
  { name: 'record_id', type: 'uuid', empty: null },
  { name: 'title_key', type: 'key', empty: null },
  { name: 'body', type: 'text', empty: null },
  { name: 'owner_id', type: 'uuid', empty: null },
];

function documentsCte(
  { shape, documents, ids, created }: Batch,
  { parameters, company, now }: Common,
  conflict: string,
): string {
  const made = new Map(created?.map((at, position) => [ids[position], at]));
  const rows = [...documents].map(([record_id, document]) => ({
    record_id,
    ...document,
    created_at: made.get(record_id) ?? null,
  }));
  const columns = created ? [...documentColumns, createdColumn] : documentColumns;
  const { from, select } = rowSource(parameters, columns, rows);
  return (
    `d as (insert into search_documents (company_id, object, record_id, title_key, body, owner_id, created_at) ` +
    `select ${company}, '${shape.object.name}', ${select.join(', ')}${created ? '' : `, ${now}`}${from ? ` from ${from}` : ''}${conflict})`
  );
}

/** A new record has no keys yet; an old one may have some of these. */
function keysCte({ shape, keys }: Batch, { parameters, company }: Common, isOld: boolean): string {
  const texts = parameters.add(
    keys.map(({ key }) => key),
    'text[]',
  );
  const ids = parameters.add(
    keys.map(({ id }) => id),
    'uuid[]',
  );
  return (
    `k as (insert into match_keys (company_id, object, key, record_id) ` +
    `select ${company}, '${shape.object.name}', key, id from unnest(${texts}, ${ids}) as k(key, id)${isOld ? ' on conflict do nothing' : ''})`
  );
}

/** Puts rows over those with the same ordinal and deletes the rest, so that no row is both deleted and inserted. */
function mirrorCtes(
  { rows, touched }: MirrorChange,
  parameters: Parameters,
  company: string,
): string[] {
  const gone = [
    parameters.add(
      touched.map((one) => one.field_id),
      'uuid[]',
    ),
    parameters.add(
      touched.map((one) => one.record_id),
      'uuid[]',
    ),
    parameters.add(
      touched.map((one) => String(one.count)),
      'int2[]',
    ),
  ].join(', ');
  const surplus =
    `m0 as (delete from field_values v using unnest(${gone}) as g(field_id, record_id, count) ` +
    `where v.company_id = ${company} and v.field_id = g.field_id and v.record_id = g.record_id and v.ordinal >= g.count)`;
  if (rows.length === 0) return [surplus];
  const from = [
    parameters.add(
      rows.map((row) => row.field_id),
      'uuid[]',
    ),
    parameters.add(
      rows.map((row) => row.record_id),
      'uuid[]',
    ),
    parameters.add(
      rows.map((row) => String(row.ordinal)),
      'int2[]',
    ),
    parameters.add(
      rows.map((row) => row.text_value),
      'text[]',
    ),
    parameters.add(
      rows.map((row) => row.number_value),
      'int8[]',
    ),
    parameters.add(
      rows.map((row) => row.time_value),
      'timestamptz[]',
    ),
  ].join(', ');
  return [
    surplus,
    `m1 as (insert into field_values (company_id, field_id, record_id, ordinal, text_value, number_value, time_value) ` +
      `select ${company}, field_id, record_id, ordinal, coalesce(t, ''), coalesce(n, '-9223372036854775808'), coalesce(i, '-infinity') ` +
      `from unnest(${from}) as v(field_id, record_id, ordinal, t, n, i) ` +
      `on conflict (company_id, field_id, record_id, ordinal) do update set text_value = excluded.text_value, number_value = excluded.number_value, time_value = excluded.time_value)`,
  ];
}
