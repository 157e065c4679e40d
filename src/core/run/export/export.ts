import { once } from 'node:events';
import { Readable } from 'node:stream';
import { AppError, badQuery } from '../../shape/errors';
import type { ObjectDefinition } from '../../shape/object';
import type { Ctx } from '../context';
import { dayIn } from '../engine/time-zone';
import { actorOf, recordEvents } from '../events';
import type { Answer, Input } from '../module';
import { type ExportPlan, planOf } from './plan';
import {
  contentTypes,
  csvFile,
  type ExportFormat,
  mostInSheet,
  type Tally,
  xlsxFile,
} from './sheets';
import { takeTurn } from './turns';

type Query = Readonly<Record<string, string>> & { readonly format?: ExportFormat };

/** The longest an export may take, ms: so long it keeps the database from tidying up behind changes. */
const longest = 15 * 60_000;
/** How often it is looked whether the caller still may, ms. */
const look = 1000;

/** What an export would hold: how many records, and the headers of its columns. */
export async function previewExport(ctx: Ctx, object: string, query: Query): Promise<Answer> {
  const plan = await planOf(ctx, object, query);
  const rows = await countOf(plan);
  return {
    data: { rows, columns: plan.columns.map(({ header }) => header), xlsx: rows <= mostInSheet },
  };
}

/**
 * The records of a list as a file, all from one moment, sent while they are read. That it left is an event, written when it is over:
 * with how many records went out, and whether that were all.
 * Throws 400 and 403 as the list does, 429 and 503 when too many are running.
 */
export async function exportRecords(
  caller: Ctx,
  object: ObjectDefinition,
  { query, request }: Pick<Input<unknown, Query>, 'query' | 'request'>,
): Promise<Answer> {
  const plan = await planOf(caller, object.name, query);
  const { ctx, format, columns, select, all } = plan;
  const over = takeTurn(ctx.app, ctx.scope.company_id);
  let rows: Readable;
  try {
    if (format === 'xlsx') await mustFitSheet(plan);
    const run = { statement_timeout_ms: longest, in_order: all, signal: ctx.signal };
    rows = await ctx.app.db.copy(ctx.scope, select, run);
  } catch (error) {
    over();
    throw error;
  }
  const tally: Tally = { rows: 0 };
  const name = object.label_plural[ctx.language];
  const file = Readable.from(
    format === 'csv' ? csvFile(columns, rows, tally) : xlsxFile(name, columns, rows, tally),
    { objectMode: false, highWaterMark: 256 * 1024 },
  );
  const stop = (reason: Error) => file.destroy(reason);
  const late = setTimeout(() => stop(new Error('the export took too long')), longest);
  const watch = setInterval(() => void mustStill(ctx, request, object).catch(stop), look);
  const gone = () => stop(new Error('the caller went away'));
  ctx.signal.addEventListener('abort', gone, { once: true });
  file.once('error', (err) =>
    ctx.app.log.info({ err, request_id: ctx.origin.request_id }, 'an export was broken off'),
  );
  file.once('close', () => {
    clearTimeout(late);
    clearInterval(watch);
    ctx.signal.removeEventListener('abort', gone);
    rows.destroy();
    over();
    void writeDown(plan, object.name, query, tally.rows, file.readableEnded).catch((err) =>
      ctx.app.log.error(
        { err, request_id: ctx.origin.request_id },
        'an export was not written down',
      ),
    );
  });
  await firstRow(rows, file);
  return {
    response: new Response(Readable.toWeb(file) as ReadableStream, {
      headers: {
        'content-type': contentTypes[format],
        'content-disposition': disposition(ctx, object, format),
      },
    }),
  };
}

/** Waits until something can be sent, so that what fails before is an answer in words. */
async function firstRow(rows: Readable, file: Readable): Promise<void> {
  try {
    await once(rows, 'readable');
  } catch (error) {
    file.destroy();
    throw error;
  }
}

async function countOf({ ctx, count }: ExportPlan): Promise<number> {
  const { rows } = await ctx.app.db.read<{ rows: number }>(ctx.scope, count, {
    signal: ctx.signal,
  });
  return rows[0]?.rows ?? 0;
}

async function mustFitSheet(plan: ExportPlan): Promise<void> {
  if ((await countOf(plan)) <= mostInSheet) return;
  const most = mostInSheet.toLocaleString('en');
  throw badQuery([
    {
      path: 'format',
      code: 'too_many',
      message: `An Excel sheet holds at most ${most} records. Choose CSV, or filter the list.`,
    },
  ]);
}

/** Whoever loses the right, the membership or the session gets no more of a file that is under way. */
async function mustStill(ctx: Ctx, request: Request, { name }: ObjectDefinition): Promise<void> {
  const now = await ctx.app.authenticate(request, { quiet: true });
  const may = now?.company.id === ctx.scope.company_id && now.permissions.has(`${name}:export`);
  if (!may) throw new AppError('forbidden', 'Your role does not allow this.');
}

function writeDown(
  { ctx, format, columns }: ExportPlan,
  object: string,
  query: Query,
  rows: number,
  complete: boolean,
): Promise<void> {
  const fields = [...new Set(columns.map(({ field }) => field))].join(', ');
  const { format: _format, fields: _fields, ...list } = query;
  const name = complete ? 'export.completed' : 'export.broken_off';
  const after = { of: object, format, rows, ...list, fields };
  return ctx.app.db.withCompany(ctx.scope, (tx) =>
    recordEvents(tx, actorOf(ctx), [{ name, after }]),
  );
}

/** `contacts-2026-11-28.csv`, in the caller's language where a browser can. */
function disposition(
  ctx: Ctx,
  { name, label_plural }: ObjectDefinition,
  format: ExportFormat,
): string {
  const end = `-${dayIn(ctx.principal.company.time_zone, ctx.app.clock.now())}.${format}`;
  const own = encodeURIComponent(label_plural[ctx.language] + end).replaceAll("'", '%27');
  return `attachment; filename="${name.replaceAll('_', '-')}${end}"; filename*=UTF-8''${own}`;
}
