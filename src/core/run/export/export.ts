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
/** How long it waits for a reader who takes nothing, ms. */
const patience = 60_000;
/** How often it is looked whether it may go on, ms. */
const look = 1000;

/** What an export would hold: how many records, and the headers of its columns. */
export async function previewExport(ctx: Ctx, object: string, query: Query): Promise<Answer> {
  const plan = await planOf(ctx, object, query);
  // A browser that downloads has no words for a refusal, so that there is room is found out before.
  takeTurn(ctx.app, ctx.scope.company_id)();
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
  const headers = {
    'content-type': contentTypes[format],
    'content-disposition': disposition(ctx, object, format),
  };
  // Of an answer without a body nobody would read the rows.
  if (request.method === 'HEAD') return { response: new Response(null, { headers }) };
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
  const parts =
    format === 'csv' ? csvFile(columns, rows, tally) : xlsxFile(name, columns, rows, tally);
  const file = fileOf(parts, rows);
  const end = guard(file, tally, () => mustStill(ctx, request, object));
  const gone = () => file.destroy(new Error('the caller went away'));
  if (ctx.signal.aborted) gone();
  else ctx.signal.addEventListener('abort', gone, { once: true });
  file.once('error', (err) =>
    ctx.app.log.info({ err, request_id: ctx.origin.request_id }, 'an export was broken off'),
  );
  file.once('close', () => {
    end();
    ctx.signal.removeEventListener('abort', gone);
    over();
    void writeDown(plan, object.name, query, tally.rows, file.readableEnded).catch((err) =>
      ctx.app.log.error(
        { err, request_id: ctx.origin.request_id },
        'an export was not written down',
      ),
    );
  });
  await firstRow(rows, file);
  return { response: new Response(Readable.toWeb(file) as ReadableStream, { headers }) };
}

/** The parts as a stream. The rows end first when it is given up: what makes parts of them may be waiting for the next. */
function fileOf(parts: AsyncIterable<Uint8Array>, rows: Readable): Readable {
  const iterator = parts[Symbol.asyncIterator]();
  return new Readable({
    highWaterMark: 256 * 1024,
    read() {
      iterator.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      rows.destroy();
      done(error);
    },
  });
}

/** Breaks an export off that takes too long, is not read, or whose caller may no longer. Ends when what it returns is called. */
function guard(file: Readable, tally: Tally, mustStill: () => Promise<void>): () => void {
  const stop = (reason: Error) => file.destroy(reason);
  let looks = 0;
  let rows = -1;
  let since = 0;
  const timer = setInterval(() => {
    looks += 1;
    // Nothing lies there to be read while the database is what everybody waits for.
    if (tally.rows !== rows || file.readableLength === 0) [rows, since] = [tally.rows, looks];
    if (looks * look >= longest) stop(new Error('the export took too long'));
    else if ((looks - since) * look >= patience) stop(new Error('nobody reads the export'));
    else mustStill().catch(stop);
  }, look);
  return () => clearInterval(timer);
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
