import type { Ctx } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';

export interface IssueRow {
  readonly row: number;
  readonly severity: 'error' | 'warning' | 'skipped';
  readonly column: string | null;
  readonly reason: string;
  readonly value: string | null;
}

/** What is kept of a cell, characters. */
const longestValue = 500;

/** Keeps what is to be told about rows, numbered per row from `first`. */
export async function putIssues(
  ctx: Ctx,
  tx: Tx,
  import_id: string,
  list: readonly IssueRow[],
  first = 0,
): Promise<void> {
  if (list.length === 0) return;
  const ordinals = new Map<number, number>();
  const rows = list.map((issue) => {
    const ordinal = ordinals.get(issue.row) ?? first;
    ordinals.set(issue.row, ordinal + 1);
    return { ...issue, ordinal };
  });
  await tx.run({
    name: 'put_import_issues',
    text:
      'insert into import_issues (company_id, import_id, row, ordinal, severity, "column", reason, value) ' +
      'select $1, $2, row, ordinal, severity, col, reason, value ' +
      'from unnest($3::int[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::text[]) as i(row, ordinal, severity, col, reason, value) on conflict do nothing',
    values: [
      ctx.scope.company_id,
      import_id,
      rows.map(({ row }) => row),
      rows.map(({ ordinal }) => ordinal),
      rows.map(({ severity }) => severity),
      rows.map(({ column }) => storable(column)),
      rows.map(({ reason }) => reason),
      rows.map(({ value }) => storable(value)),
    ],
  });
}

/** Cells are told as they stand, but for what PostgreSQL cannot hold. */
const storable = (text: string | null): string =>
  (text ?? '')
    .slice(0, longestValue)
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');

export interface LinkRow {
  readonly row: number;
  readonly field: string;
  readonly record_id: string | null;
  readonly own_key: string;
  readonly source_id: string;
  readonly name: string;
  readonly column: string;
}

/** Keeps references to be settled when all rows are in. */
export async function putLinks(
  ctx: Ctx,
  tx: Tx,
  import_id: string,
  links: readonly LinkRow[],
): Promise<void> {
  if (links.length === 0) return;
  await tx.run({
    name: 'put_import_links',
    text:
      'insert into import_links (company_id, import_id, row, field, record_id, own_key, source_id, name, "column") ' +
      'select $1, $2, row, field, record_id, own_key, source_id, name, col ' +
      'from unnest($3::int[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[]) as l(row, field, record_id, own_key, source_id, name, col) on conflict do nothing',
    values: [
      ctx.scope.company_id,
      import_id,
      links.map(({ row }) => row),
      links.map(({ field }) => field),
      links.map(({ record_id }) => record_id),
      links.map(({ own_key }) => own_key),
      links.map(({ source_id }) => source_id),
      links.map(({ name }) => name.slice(0, 300)),
      links.map(({ column }) => storable(column)),
    ],
  });
}
