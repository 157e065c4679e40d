import type { Ctx } from '@/core/run/context';
import { seesFields } from '@/core/run/field-rights';
import { readsAll } from '@/core/run/reach';
import { AppError, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import type { ImportOptions } from './contract';
import type { DateOrder } from './dates';
import type { Encoding } from './encodings';
import type { Counts } from './job';
import type { LinkPlace } from './links';
import type { ColumnMapping } from './map';
import type { Vendor } from './vendors';

/** What was recognised in a file, as kept with the import. */
export interface Format {
  readonly encoding: Encoding;
  readonly bom: boolean;
  /** The bytes on disk that are read are a UTF-8 copy. */
  readonly copied: boolean;
  readonly delimiter: string;
  readonly header_row: number;
  readonly columns: readonly string[];
  readonly vendor: Vendor;
  readonly date_order: DateOrder;
  readonly date_order_certain: boolean;
  readonly decimal: '.' | ',';
  /** Records in the file; an estimate where only its beginning was read. */
  readonly expected: { readonly rows: number; readonly is_estimate: boolean };
}

export interface ImportRow {
  readonly id: string;
  readonly object: string;
  readonly file_name: string;
  readonly bytes: number;
  readonly text_bytes: number;
  readonly status: string;
  readonly user_id: string;
  readonly user_name: string | null;
  readonly job_id: string | null;
  readonly format: Format;
  readonly mapping: readonly ColumnMapping[];
  readonly options: ImportOptions;
  readonly created_at: string;
  /** Of the task, once started. */
  readonly task_status: string | null;
  readonly task_error: string | null;
  readonly task_state: Partial<State> | null;
  readonly request_id: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** Warnings of one kind in one column. */
export interface WarningCount {
  readonly column: string | null;
  readonly reason: string;
  readonly count: number;
  readonly first_row: number;
}

/** Where the work is; saved with every step. */
export interface State {
  /** Byte of the UTF-8 file and row number to go on from. */
  readonly offset: number;
  readonly row: number;
  /** The row before was blank: what follows may be a footer. */
  readonly gap: boolean;
  readonly counts: Counts;
  readonly warnings: readonly WarningCount[];
  /** All rows are in; references are being settled after this one. */
  readonly links: LinkPlace | null;
}

const columns =
  'i.id, i.object, i.file_name, i.bytes, i.text_bytes, i.status, i.user_id, m.name as user_name, i.job_id, i.format, i.mapping, i.options, i.created_at, ' +
  't.status as task_status, t.error as task_error, t.state as task_state, t.request_id, t.started_at, t.finished_at';
const source =
  'imports i left join jobs t on t.company_id = i.company_id and t.id = i.job_id ' +
  'left join members m on m.company_id = i.company_id and m.user_id = i.user_id';

/** Objects whose imports by others the caller reads: those of the event log who also see every record of them. */
function readableOfOthers(ctx: Ctx): string[] {
  const { objects } = ctx.app.registry;
  if (!ctx.principal.permissions.has('events:read')) return [];
  return [...objects.values()]
    .filter((object) => readsAll(ctx.principal, objects, object))
    .map(({ name }) => name);
}

const readable = (ctx: Ctx): string[] =>
  [...ctx.app.registry.objects.keys()].filter(
    (object) => ctx.principal.permissions.has(`${object}:import`) && seesToImport(ctx),
  );

const seesToImport = ({ app, principal }: Ctx): boolean =>
  [...app.registry.objects.values()].every(
    ({ name, importable }) => !importable || seesFields(principal, name),
  );

/**
 * Throws 403 for whoever does not see every field of what can be imported: a file finds records by their values, those it refers to
 * too, and says so.
 */
export function mustSeeToImport(ctx: Ctx): void {
  if (seesToImport(ctx)) return;
  const message = 'Your role does not show every field, so you cannot import.';
  throw new AppError('forbidden', message);
}

/** An import the caller may see: their own, or anybody's for those who read the event log. Throws 404. */
export async function readImport(ctx: Ctx, id: string): Promise<ImportRow> {
  const { rows } = await ctx.app.db.read<ImportRow>(ctx.scope, {
    name: 'import_get',
    text: `select ${columns} from ${source} where i.company_id = $1 and i.id = $2 and (i.user_id = $3 or i.object = any($4::text[])) and i.object = any($5::text[])`,
    values: [ctx.scope.company_id, id, ctx.scope.user_id, readableOfOthers(ctx), readable(ctx)],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}

export async function readImports(ctx: Ctx, limit: number): Promise<ImportRow[]> {
  const { rows } = await ctx.app.db.read<ImportRow>(ctx.scope, {
    name: 'imports_list',
    text: `select ${columns} from ${source} where i.company_id = $1 and (i.user_id = $2 or i.object = any($3::text[])) and i.object = any($4::text[]) order by i.created_at desc, i.id desc limit $5`,
    values: [ctx.scope.company_id, ctx.scope.user_id, readableOfOthers(ctx), readable(ctx), limit],
  });
  return rows;
}

/** Locks an import that was not started yet. Throws 409 when it was. */
export async function lockReady(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  const { rows } = await tx.run<{ job_id: string | null; status: string }>({
    name: 'import_lock',
    text: 'select job_id, status from imports where company_id = $1 and id = $2 for update',
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  assertReady(rows[0]);
}

/** Throws 409 when an import was started or closed. */
export function assertReady({ job_id, status }: Pick<ImportRow, 'job_id' | 'status'>): void {
  if (job_id !== null) throw new AppError('conflict', 'This import was started already.');
  if (status !== 'ready') throw new AppError('conflict', 'This import was cancelled.');
}

/** The status the API shows. */
export function statusOf({
  status,
  task_status,
}: Pick<ImportRow, 'status' | 'task_status'>): string {
  if (task_status === null) return status;
  return task_status === 'queued' ? 'running' : task_status;
}

/** The storage key of the bytes a reader gets: the file itself, or its UTF-8 copy. */
export const textKey = (
  company_id: string,
  { id, format }: Pick<ImportRow, 'id' | 'format'>,
): string => `imports/${company_id}/${id}${format.copied ? '.utf8' : ''}`;

/** Byte where the text starts: after the mark, which a copy does not have. */
export const textStart = ({ format }: Pick<ImportRow, 'format'>): number =>
  !format.copied && format.bom ? 3 : 0;
