import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Ctx } from '@/core/run/context';
import { type EventRow, readEvents } from '@/core/run/engine/history';
import { actorOf, recordEvents } from '@/core/run/events';
import type { Answer } from '@/core/run/module';
import { harmless } from '@/platform/csv';
import type { EventFilter } from './contract';
import { eventCondition } from './filter';

const portion = 1000;

const columns = {
  time: (row) => row.created_at,
  event: (row) => row.name,
  object: (row) => row.object,
  record_id: (row) => row.record_id,
  actor_kind: (row) => row.actor_kind,
  actor_id: (row) => row.actor_id,
  actor: (row) => row.actor_name,
  source: (row) => row.source,
  address: (row) => row.ip,
  user_agent: (row) => row.user_agent,
  request_id: (row) => row.request_id,
  before: ({ changes }) => changes.before && JSON.stringify(changes.before),
  after: ({ changes }) => changes.after && JSON.stringify(changes.after),
  id: (row) => row.id,
} satisfies Record<string, (row: EventRow) => string | null | undefined>;

/** Everything a filter chooses as CSV that no spreadsheet takes for formulas, newest first. That it left is itself an event. */
export async function exportEvents(ctx: Ctx, filter: EventFilter): Promise<Answer> {
  await ctx.app.db.withCompany(ctx.scope, (tx) =>
    recordEvents(tx, actorOf(ctx), [{ name: 'audit.exported', after: { ...filter } }]),
  );
  const lines = Readable.from(csv(ctx, filter), { objectMode: false });
  return {
    response: new Response(Readable.toWeb(lines) as ReadableStream, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="audit.csv"',
      },
    }),
  };
}

/** Read and sent in portions: the reader's pace is ours, and the log may be larger than memory. */
async function* csv(ctx: Ctx, filter: EventFilter): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${Object.keys(columns).join(',')}\r\n`);
  const condition = eventCondition(filter, 4);
  for (let below: string | null = null; ; ) {
    const rows = await readEvents(ctx, below, portion, condition.text, condition.values);
    if (rows.length > 0) yield Buffer.from(linesOf(rows));
    if (rows.length < portion) return;
    below = rows.at(-1)?.id ?? null;
  }
}

const linesOf = (rows: readonly EventRow[]): string =>
  stringify(
    rows.map((row) => Object.values(columns).map((cell) => harmless(cell(row) ?? ''))),
    { record_delimiter: '\r\n' },
  );
