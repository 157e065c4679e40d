import type { Ctx } from '@/core/run/context';
import { fold } from '@/core/run/engine/fold';
import { updateRecords } from '@/core/run/engine/update';
import { sourceKey } from '@/core/run/match/identity';
import { findByKeys } from '@/core/run/match/match-keys';
import type { Tx } from '@/platform/db/types';
import type { Draft } from './draft';
import { type IssueRow, type LinkRow, putIssues } from './issues';
import type { Job } from './job';
import { findByTitle } from './lookup';

/** References settled in one step. */
const atOnce = 500;

export interface LinkPlace {
  readonly row: number;
  readonly field: string;
}

/** Warnings by field when nothing is found. */
const unknown: Readonly<Record<string, string>> = {
  reports_to_id: 'unknown_manager',
  parent_id: 'unknown_account',
};

/**
 * Settles references between records of the file, `after` the given one: by the other product's id, following merged
 * rows, else by a name only one record has. Answers the last one done, null at the end.
 */
export async function settleLinks(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  after: LinkPlace,
): Promise<{ last: LinkPlace | null; issues: readonly IssueRow[] }> {
  const { rows } = await tx.run<LinkRow & { record_id: string }>({
    name: 'import_links_next',
    text: `select * from import_links where company_id = $1 and import_id = $2 and field <> 'merged' and (row, field) > ($3, $4) order by row, field limit ${atOnce}`,
    values: [ctx.scope.company_id, job.import_id, after.row, after.field],
  });
  const last = rows.at(-1);
  if (!last) return { last: null, issues: [] };
  const merged = await mergedInto(
    ctx,
    tx,
    job,
    rows.map(({ source_id }) => source_id).filter((id) => id !== ''),
  );
  const { name: object } = job.shape.object;
  const keys = rows
    .flatMap(({ source_id }) => [source_id, merged.get(source_id) ?? ''])
    .filter((key) => key !== '');
  const byKey = await findByKeys(ctx, tx, object, keys);
  const byName = await findByTitle(
    ctx,
    tx,
    object,
    rows.map(({ name }) => name),
  );
  const issues: IssueRow[] = [];
  const patches = new Map<string, Record<string, unknown>>();
  const rowOf = new Map<string, LinkRow>();
  for (const link of rows) {
    const named = byName.get(fold(link.name)) ?? [];
    const master = merged.get(link.source_id);
    const direct = byKey.get(link.source_id)?.[0];
    const target =
      direct ??
      (master === undefined ? undefined : byKey.get(master)?.[0]) ??
      (named.length === 1 ? named[0] : undefined);
    if (direct === undefined && (target === undefined || master !== undefined)) {
      issues.push({
        row: link.row,
        severity: 'warning',
        column: link.column,
        reason: unknown[link.field] ?? 'unknown_record',
        value: link.source_id.replace(/^id:[^:]*:/, '') || link.name,
      });
    }
    if (target === undefined || target === link.record_id) continue;
    patches.set(link.record_id, { ...patches.get(link.record_id), [link.field]: target });
    rowOf.set(link.record_id, link);
  }
  const ids = [...patches.keys()];
  const { refused } = await updateRecords(
    ctx,
    tx,
    job.shape,
    ids.map((id) => ({ id, input: patches.get(id) })),
    { collect: true, idPath: () => '' },
  );
  for (const [position, problems] of refused) {
    const link = rowOf.get(ids[position] ?? '');
    if (link)
      issues.push({
        row: link.row,
        severity: 'warning',
        column: link.column,
        reason: problems[0]?.code ?? 'not_found',
        value: link.name || link.source_id,
      });
  }
  // Beyond the numbers that the row's own issues have.
  await putIssues(ctx, tx, job.import_id, issues, 1000);
  return { last: { row: last.row, field: last.field }, issues };
}

async function mergedInto(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await tx.run<{ own_key: string; source_id: string }>({
    name: 'import_links_merged',
    text: `select own_key, source_id from import_links where company_id = $1 and import_id = $2 and field = 'merged' and own_key = any($3::text[])`,
    values: [ctx.scope.company_id, job.import_id, keys],
  });
  return new Map(rows.map(({ own_key, source_id }) => [own_key, source_id]));
}

/** References of a row other than its account, pipeline and stage: the record may come later in the file. */
export function openLinks(vendor: string, draft: Draft, record_id: string): LinkRow[] {
  return Object.entries(draft.mentions).flatMap(([field, { name, source_id, column }]) => {
    if (['account_id', 'pipeline_id', 'stage_id'].includes(field)) return [];
    const id = source_id === null ? '' : sourceKey(vendor, source_id);
    const { row } = draft;
    return [{ row, field, record_id, own_key: '', source_id: id, name: name ?? '', column }];
  });
}

/** That the other product has merged this row into another one, for rows that still point at it. */
export function mergedLink(vendor: string, draft: Draft): LinkRow | null {
  const { row, values, merged_into } = draft;
  if (merged_into === null || typeof values.source_id !== 'string') return null;
  const own_key = sourceKey(vendor, values.source_id);
  const source_id = sourceKey(vendor, merged_into);
  return { row, field: 'merged', record_id: null, own_key, source_id, name: '', column: '' };
}
