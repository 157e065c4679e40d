import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Ctx } from '@/core/run/context';
import { shapeOf } from '@/core/run/engine/write';
import type { WriteShape } from '@/core/run/engine/write-shape';
import type { Answer, Input } from '@/core/run/module';
import type { ObjectDefinition } from '@/core/shape/object';
import { harmless } from '@/platform/csv';
import type { ImportView } from './contract';
import { RowFilter } from './detect';
import type { Draft, Mention } from './draft';
import { noCounts } from './job';
import { type RawRow, rowsOf } from './parse';
import { type ImportRow, readImport, readImports, statusOf, textKey, textStart } from './stored';
import { labelOfTarget } from './target-label';
import { targetChoices } from './targets';
import { clean } from './text';
import { customFieldsOf, draftsOf } from './work';

/** Rows of the preview, and bytes read for it. */
const previewRows = 10;
const previewBytes = 262_144;
/** Errors shown with an import; all are in errors.csv. */
const shownIssues = 20;

export async function list(ctx: Ctx, input: Input<unknown, { limit: number }>): Promise<Answer> {
  const rows = await readImports(ctx, input.query.limit);
  const { limit } = input.query;
  return {
    data: rows.map(listed),
    pagination: {
      page: null,
      limit,
      total: null,
      totalPages: null,
      total_is_estimate: false,
      next_cursor: null,
      prev_cursor: null,
    },
  };
}

export const get = async (ctx: Ctx, input: Input<{ id: string }>): Promise<Answer> => ({
  data: await view(ctx, await readImport(ctx, input.params.id)),
});

function listed(row: ImportRow) {
  const bytes_done = row.task_state?.offset ?? 0;
  const over = row.task_status === 'completed';
  return {
    id: row.id,
    object: row.object,
    file_name: row.file_name,
    bytes: row.bytes,
    status: statusOf(row) as ImportView['status'],
    error: row.task_error,
    created_at: row.created_at,
    created_by: row.user_name === null ? null : { id: row.user_id, name: row.user_name },
    started_at: row.started_at,
    finished_at: row.finished_at,
    request_id: row.request_id,
    format: row.format,
    options: row.options,
    progress: {
      bytes_done: over ? row.text_bytes : bytes_done,
      bytes_total: row.text_bytes,
      percent: over
        ? 100
        : Math.min(99, Math.floor((bytes_done / Math.max(1, row.text_bytes)) * 100)),
    },
    counts: row.task_state?.counts ?? noCounts,
  };
}

/** Everything a person needs to decide about an import (rows and samples while it is ready), or to follow it. */
export async function view(ctx: Ctx, row: ImportRow): Promise<ImportView> {
  const shape = await shapeOf(ctx, ctx.app.registry.objects.get(row.object) as ObjectDefinition);
  const rows = statusOf(row) === 'ready' ? await firstRows(ctx, row) : [];
  const convert = draftsOf(ctx, row, shape);
  return {
    ...listed(row),
    expected: row.format.expected,
    columns: row.mapping.map(({ column, target, confidence, suggestion }, at) => ({
      column,
      target,
      confidence,
      samples: [...new Set(rows.map(({ cells }) => clean(cells[at] ?? '').slice(0, 200)))]
        .filter((cell) => cell !== '')
        .slice(0, 3),
      suggestion: suggestion ?? null,
    })),
    targets: targetsOf(row, shape),
    preview: rows.map(convert).map(shown),
    warnings: [...(row.task_state?.warnings ?? [])],
    issues: await firstErrors(ctx, row.id),
  };
}

/** What can be chosen, and what was recognised beyond that. */
function targetsOf(row: ImportRow, shape: WriteShape) {
  const custom = customFieldsOf(shape);
  const choices = targetChoices(shape.object, custom);
  const known = new Set(choices.map(({ target }) => target));
  const more = [...new Set(row.mapping.flatMap(({ target }) => target ?? []))]
    .filter((target) => !known.has(target))
    .map((target) => ({ target, label: labelOfTarget(target, shape.object, custom) }));
  return [...choices, ...more];
}

async function firstRows(ctx: Ctx, row: ImportRow): Promise<RawRow[]> {
  const bytes = await ctx.app.storage.head(textKey(ctx.scope.company_id, row), previewBytes);
  const filter = new RowFilter(row.format);
  return rowsOf(bytes.subarray(textStart(row)).toString('utf8'), row.format.delimiter)
    .filter((one) => one.row !== row.format.header_row && filter.skip(one) === null)
    .slice(0, previewRows);
}

const calledBy = ({ name, source_id }: Mention): string => name ?? source_id ?? '';

function shown({
  row,
  values,
  custom,
  created_at,
  mentions,
  people,
  owner,
  skip,
  issues,
}: Draft): ImportView['preview'][number] {
  return {
    row,
    record: {
      ...values,
      ...(created_at === null ? {} : { created_at }),
      ...(Object.keys(custom).length > 0 ? { custom } : {}),
    },
    mentions: Object.fromEntries(
      Object.entries(mentions).map(([field, mention]) => [field, calledBy(mention)]),
    ),
    people: people.map(calledBy),
    owner: owner ? (owner.email ?? owner.name ?? owner.source_id) : null,
    skip,
    issues: issues.map((issue) => ({ ...issue, value: issue.value?.slice(0, 500) ?? null })),
  };
}

interface Told {
  readonly row: number;
  readonly ordinal: number;
  readonly severity: 'error' | 'warning' | 'skipped';
  readonly column: string;
  readonly reason: string;
  readonly value: string;
}

async function firstErrors(ctx: Ctx, id: string): Promise<ImportView['issues']> {
  const { rows } = await ctx.app.db.read<Told>(ctx.scope, {
    name: 'import_first_errors',
    text: `select row, severity, "column", reason, value from import_issues where company_id = $1 and import_id = $2 and severity = 'error' order by row, ordinal limit ${shownIssues}`,
    values: [ctx.scope.company_id, id],
  });
  return rows.map(({ row, severity, column, reason, value }) => ({
    row,
    severity,
    column: column || null,
    reason,
    value: value || null,
  }));
}

/** Everything told about rows, as CSV that no spreadsheet takes for formulas. Read and sent in portions. */
export async function errors(ctx: Ctx, input: Input<{ id: string }>): Promise<Answer> {
  const { id } = await readImport(ctx, input.params.id);
  const lines = Readable.from(errorLines(ctx, id), { objectMode: false });
  return {
    response: new Response(Readable.toWeb(lines) as ReadableStream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="errors.csv"',
      },
    }),
  };
}

async function* errorLines(ctx: Ctx, id: string): AsyncGenerator<Buffer> {
  yield Buffer.from('\ufeffrow,column,value,reason,severity\r\n');
  let after = { row: 0, ordinal: -1 };
  for (;;) {
    const { rows } = await ctx.app.db.read<Told>(ctx.scope, {
      name: 'import_errors_next',
      text:
        'select row, ordinal, severity, "column", reason, value from import_issues ' +
        'where company_id = $1 and import_id = $2 and (row, ordinal) > ($3, $4) order by row, ordinal limit 2000',
      values: [ctx.scope.company_id, id, after.row, after.ordinal],
    });
    const last = rows.at(-1);
    if (!last) return;
    after = last;
    yield Buffer.from(
      stringify(
        rows.map(({ row, column, value, reason, severity }) => [
          row,
          harmless(column),
          harmless(value),
          reason,
          severity,
        ]),
        { record_delimiter: '\r\n' },
      ),
    );
  }
}
