import { isId } from '@/platform/ids';
import type { Pagination } from '../../shape/contract';
import { customKey } from '../../shape/custom-field';
import { badQuery, notFound } from '../../shape/errors';
import type { Field } from '../../shape/field';
import { seenOf } from '../about-records';
import type { Ctx } from '../context';
import { compile } from './compile';
import { shownChanges, titleSql } from './masks';
import type { WriteShape } from './write-shape';

/** A row of the event log with the name of who did it. */
export interface EventRow {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly record_id: string | null;
  readonly created_at: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly source: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string;
  readonly changes: {
    readonly before?: Record<string, unknown>;
    readonly after?: Record<string, unknown>;
  };
}

/** One entry of a history, as the API answers it. */
export interface HistoryEntry {
  readonly id: string;
  readonly name: string;
  readonly object: string;
  readonly record_id: string | null;
  readonly created_at: string;
  readonly actor: {
    readonly kind: string;
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly source: string;
  readonly request_id: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
  /** Titles of the records and members that the changes name, by id. */
  readonly names: Readonly<Record<string, string>>;
}

export interface Page {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

/** The events of one record, newest first, without those that only say again in other words what stands beside them. 404 for a record that is not there; one in the bin keeps its history. */
export async function historyOf(ctx: Ctx, shape: WriteShape, id: string, page: Page) {
  await mustBeThere(ctx, shape, id);
  const condition = 'e.object = $4 and e.record_id = $5 and e.name <> all($6::text[])';
  const values = [shape.object.name, id, ctx.app.registry.outcomes ?? []];
  return pageOfEvents(ctx, page, condition, values, entryOf);
}

/** 404 for a record that is not there; one in the bin is. */
export async function mustBeThere(ctx: Ctx, { object }: WriteShape, id: string): Promise<void> {
  const { rows } = await ctx.app.db.read(ctx.scope, {
    text: `select 1 from ${object.name} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (rows.length === 0) throw notFound();
}

/**
 * A page of the event log, newest first; `condition` and `values` as for `readEvents`. `toEntry` also gets the titles of
 * what the events happened to when `subjects` says so.
 */
export async function pageOfEvents<Entry>(
  ctx: Ctx,
  page: Page,
  condition: string,
  values: readonly unknown[],
  toEntry: (row: EventRow, titles: ReadonlyMap<string, string>) => Entry,
  subjects = false,
): Promise<{ entries: Entry[]; pagination: Pagination }> {
  const limit = readLimit(page.limit);
  if (page.cursor !== undefined && !isId(page.cursor)) {
    throw badQuery([
      {
        path: 'cursor',
        code: 'invalid_cursor',
        message: 'This cursor does not belong to this list.',
      },
    ]);
  }
  const rows = await readEvents(ctx, page.cursor ?? null, limit + 1, condition, values);
  const more = rows.length > limit;
  const shown = more ? rows.slice(0, limit) : rows;
  const names = await namesIn(ctx, shown, subjects);
  const entries = shown.map((row) => toEntry(row, names));
  const pagination: Pagination = {
    page: null,
    limit,
    total: null,
    totalPages: null,
    total_is_estimate: false,
    next_cursor: more ? (shown.at(-1)?.id ?? null) : null,
    prev_cursor: null,
  };
  return { entries, pagination };
}

/**
 * Events below an id, newest first. `condition` may use $4 and on, given in `values`. Changes of records that the caller
 * may not read come without their values.
 */
export async function readEvents(
  ctx: Ctx,
  below: string | null,
  limit: number,
  condition: string,
  values: readonly unknown[],
): Promise<EventRow[]> {
  const { rows } = await ctx.app.db.read<EventRow>(ctx.scope, {
    text:
      `select e.id, e.name, e.object, e.record_id, e.created_at, e.actor_kind, e.actor_id, ` +
      `coalesce(m.name, k.name) as actor_name, e.source, e.ip, e.user_agent, e.request_id, e.changes from events e ` +
      `left join members m on m.company_id = e.company_id and m.user_id = e.actor_id ` +
      `left join api_keys k on k.company_id = e.company_id and k.id = e.actor_id ` +
      `where e.company_id = $1 and ($2::uuid is null or e.id < $2::uuid) and ${condition} order by e.id desc limit $3`,
    values: [ctx.scope.company_id, below, limit, ...values],
  });
  const { registry } = ctx.app;
  const hidden = (object: string): boolean =>
    registry.objects.has(object) && !ctx.principal.permissions.has(`${object}:read`);
  const seen = new Set(await seenOf(ctx.app, ctx.scope, rows));
  const kept = rows.map((row) =>
    hidden(row.object) || !seen.has(row) ? { ...row, changes: {} } : row,
  );
  return withoutUnseen(ctx, kept);
}

/** What changed in fields that the caller does not see is not told, whoever reads the log; of masked ones it is a mask. */
async function withoutUnseen(ctx: Ctx, rows: readonly EventRow[]): Promise<EventRow[]> {
  const { fields } = ctx.principal;
  if (fields === null) return [...rows];
  const told: EventRow[] = [];
  for (const row of rows) {
    if (!ctx.app.registry.objects.has(row.object)) {
      told.push(row);
      continue;
    }
    const compiled = await compile(ctx, row.object);
    const { before, after } = row.changes;
    const changes = {
      ...(before ? { before: shownChanges(compiled, before) } : {}),
      ...(after ? { after: shownChanges(compiled, after) } : {}),
    };
    told.push({ ...row, changes });
  }
  return told;
}

/** The number of entries of a page; 400 for anything but 1 to 200. */
export function readLimit(given: string | undefined): number {
  if (given === undefined) return 50;
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= 200) return limit;
  throw badQuery([
    { path: 'limit', code: 'out_of_range', message: 'limit must be a number from 1 to 200.' },
  ]);
}

/** The row as the API answers it. */
export function entryOf(row: EventRow, titles: ReadonlyMap<string, string>): HistoryEntry {
  const { before = {}, after = {} } = row.changes;
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = fields.map((field) => ({
    field,
    before: before[field] ?? null,
    after: after[field] ?? null,
  }));
  const names: Record<string, string> = {};
  for (const { before: old, after: fresh } of changes) {
    for (const id of [old, fresh]) {
      const title = typeof id === 'string' ? titles.get(id) : undefined;
      if (title !== undefined) names[String(id)] = title;
    }
  }
  return {
    id: row.id,
    name: row.name,
    object: row.object,
    record_id: row.record_id,
    created_at: row.created_at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    source: row.source,
    request_id: row.request_id,
    changes,
    names,
  };
}

/** Titles of what the changes point at, and of the `subjects` themselves. */
export function namesIn(
  ctx: Ctx,
  rows: readonly EventRow[],
  subjects: boolean,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, Set<string>>();
  const { objects } = ctx.app.registry;
  // `lead_id` of a contact's event is no field of contacts, and names a lead all the same.
  const named = new Map(
    [...objects.values()].map(({ singular, name }) => [`${singular}_id`, name]),
  );
  for (const { object, record_id, changes } of rows) {
    if (subjects && record_id && (object === 'members' || objects.has(object)))
      wanted.set(object, (wanted.get(object) ?? new Set()).add(record_id));
    const fields = objects.get(object)?.fields ?? {};
    for (const values of [changes.before ?? {}, changes.after ?? {}]) {
      for (const [name, value] of Object.entries(values)) {
        const table =
          customKey(name) !== null
            ? 'members'
            : Object.hasOwn(fields, name)
              ? targetOf(fields[name])
              : (named.get(name) ?? null);
        if (table === null || typeof value !== 'string' || !isId(value)) continue;
        wanted.set(table, (wanted.get(table) ?? new Set()).add(value));
      }
    }
  }
  return titlesOf(ctx, wanted);
}

/** Titles of records and members (table `members`) by id: one statement, only from objects the caller may read. */
export async function titlesOf(
  ctx: Ctx,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ReadonlyMap<string, string>> {
  const tables = [...wanted].filter(
    ([table]) => table === 'members' || ctx.principal.permissions.has(`${table}:read`),
  );
  if (tables.length === 0) return new Map();
  const parts: string[] = [];
  for (const [position, [table]] of tables.entries()) {
    const ids = `any($${position + 2}::uuid[])`;
    parts.push(
      table === 'members'
        ? `select user_id as id, name as title from members where company_id = $1 and user_id = ${ids}`
        : `select t.id, ${titleSql(await compile(ctx, table), 't')} as title from ${table} t where t.company_id = $1 and t.id = ${ids}`,
    );
  }
  const found = await ctx.app.db.read<{ id: string; title: string }>(ctx.scope, {
    text: parts.join(' union all '),
    values: [ctx.scope.company_id, ...tables.map(([, ids]) => [...ids])],
  });
  return new Map(found.rows.map(({ id, title }) => [id, title]));
}

function targetOf(field: Field | undefined): string | null {
  if (field?.kind === 'user') return 'members';
  return field?.kind === 'ref' ? (field.target ?? null) : null;
}
