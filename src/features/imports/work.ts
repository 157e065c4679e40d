import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { settingOf, shapeOf } from '@/core/run/engine/write';
import type { WriteShape } from '@/core/run/engine/write-shape';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob, type RunningJob } from '@/core/run/jobs/job';
import { narrowed } from '@/core/run/reach';
import type { CustomField } from '@/core/shape/custom-field';
import { AppError } from '@/core/shape/errors';
import { type ChunkResult, storeChunk } from './chunk';
import { converterOf } from './convert';
import { RowFilter } from './detect';
import type { Draft } from './draft';
import type { IssueRow } from './issues';
import { type Counts, type DealShapes, type Job, noCounts } from './job';
import { settleLinks } from './links';
import { ownerFinder, readMembers } from './lookup';
import { readRows } from './parse';
import { type ImportRow, type State, textKey, textStart, type WarningCount } from './stored';

/** Rows stored in one transaction. */
const chunkRows = 1000;

/** Does an import from where it was left, chunk by chunk. Its result are the counts. */
export const importJob = defineJob<{ import_id: string }, State | Record<string, never>>({
  name: 'imports.run',
  queue: 'imports',
  input: z.strictObject({ import_id: z.uuid() }),
  async run(caller, work) {
    const ctx = narrowed(caller, 'import');
    const row = await load(ctx, work.input.import_id);
    const job = await jobOf(ctx, row);
    let state: State =
      'counts' in work.state
        ? (work.state as State)
        : {
            offset: textStart(row),
            row: 1,
            gap: false,
            counts: noCounts,
            warnings: [],
            links: null,
          };
    if (state.links === null) state = await storeRows(ctx, work, row, job, state);
    const counts = await settleAll(ctx, work, job, state);
    // The rows are records now; the file with everybody's data need not lie about.
    await removeFile(ctx, row.id);
    await work.finish(async (tx) => {
      const event = { name: 'import.completed', object: 'imports', record_id: row.id };
      await recordEvents(tx, actorOf(ctx), [{ ...event, after: { ...counts } }]);
      return { ...counts };
    });
  },
});

/** Takes the file of an import and its copy off the disk. */
export async function removeFile(ctx: Ctx, id: string): Promise<void> {
  const { storage } = ctx.app;
  const key = `imports/${ctx.scope.company_id}/${id}`;
  await storage.remove(key);
  await storage.remove(`${key}.utf8`);
}

async function load(ctx: Ctx, id: string): Promise<ImportRow> {
  const { rows } = await ctx.app.db.read<ImportRow>(ctx.scope, {
    name: 'import_load',
    text: 'select id, object, format, mapping, options from imports where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw new AppError('not_found', 'The import does not exist any more.');
  return rows[0];
}

async function dealShapesOf(ctx: Ctx): Promise<DealShapes> {
  const shape = async (name: string) => {
    const object = ctx.app.registry.objects.get(name);
    if (!object) throw new Error(`there is no object ${name}`);
    return shapeOf(ctx, object);
  };
  return {
    pipelines: await shape('pipelines'),
    stages: await shape('stages'),
    people: await shape('deal_contacts'),
  };
}

/** Everything the rows of an import have in common. */
export async function jobOf(ctx: Ctx, row: ImportRow): Promise<Job> {
  const object = ctx.app.registry.objects.get(row.object);
  const accounts = ctx.app.registry.objects.get('accounts');
  if (!object || !accounts) throw new Error(`there is no object ${row.object}`);
  const hooks = ctx.app.registry.hooks.get(row.object);
  const targets = new Map(
    row.mapping.flatMap(({ column, target }) =>
      target === null ? [] : [[target, column] as const],
    ),
  );
  const columnOf = (field: string): string | null =>
    targets.get(field) ?? [...targets].find(([target]) => target.startsWith(field))?.[1] ?? null;
  return {
    import_id: row.id,
    shape: await shapeOf(ctx, object),
    accounts: await shapeOf(ctx, accounts),
    deals: row.object === 'deals' ? await dealShapesOf(ctx) : null,
    vendor: row.format.vendor,
    options: row.options,
    owner: ownerFinder(await readMembers(ctx), row.options.owners),
    matchKeys: hooks?.matchKeys ?? (() => []),
    columnOf,
  };
}

export const customFieldsOf = (shape: WriteShape): CustomField[] =>
  [...shape.custom.values()].map(({ custom }) => custom);

/** The function from a row of this import to its draft. */
export const draftsOf = (ctx: Ctx, row: ImportRow, shape: WriteShape) =>
  converterOf({
    object: shape.object,
    custom_fields: customFieldsOf(shape),
    vendor: row.format.vendor,
    columns: row.format.columns,
    mapping: row.mapping,
    style: {
      order: row.options.date_order ?? row.format.date_order,
      decimal: row.options.decimal ?? row.format.decimal,
      zone: row.options.time_zone ?? ctx.principal.company.time_zone,
      this_year: ctx.app.clock.now().getUTCFullYear(),
    },
    setting: settingOf(ctx),
  });

type Running = RunningJob<{ import_id: string }, State | Record<string, never>>;

/** Reads on from the state and stores chunk after chunk; the next one is made ready while the last is written. */
async function storeRows(
  ctx: Ctx,
  work: Running,
  row: ImportRow,
  job: Job,
  from: State,
): Promise<State> {
  const convert = draftsOf(ctx, row, job.shape);
  const filter = new RowFilter(row.format, from.gap);
  const { storage } = ctx.app;
  let state = from;
  let writing: Promise<void> = Promise.resolve();
  let drafts: Draft[] = [];
  let left: IssueRow[] = [];
  let raw = 0;
  let place = { offset: from.offset, row: from.row };

  const write = async (end: boolean) => {
    const chunk = { drafts, left, place, gap: filter.gap };
    drafts = [];
    left = [];
    raw = 0;
    await writing;
    const before = state;
    let next = before;
    const stored = work.step(async (tx) => {
      const result = await storeChunk(ctx, tx, job, chunk.drafts, chunk.left);
      next = {
        ...chunk.place,
        gap: chunk.gap,
        counts: add(before.counts, result.counts),
        warnings: addWarnings(before.warnings, result),
        links: end ? { row: 0, field: '' } : null,
      };
      return { state: next, done: next.counts.rows };
    });
    writing = stored.then(() => {
      state = next;
    });
    // It is awaited with the next one; until then a failure is nobody's.
    writing.catch(() => undefined);
  };

  const source = storage.read(textKey(ctx.scope.company_id, row), from.offset);
  try {
    for await (const rows of readRows(source, {
      delimiter: row.format.delimiter,
      start: from.offset,
      row: from.row,
    })) {
      for (const one of rows) {
        place = { offset: one.end, row: one.row + 1 };
        raw += 1;
        if (one.row !== row.format.header_row) {
          const reason = filter.skip(one);
          if (reason === null) drafts.push(convert(one));
          else if (reason === 'total' || reason === 'footer' || reason === 'repeated_header')
            left.push({ row: one.row, severity: 'skipped', column: null, reason, value: null });
        }
        if (drafts.length >= chunkRows || raw >= chunkRows * 10) await write(false);
      }
    }
    await write(true);
    await writing;
    return state;
  } finally {
    source.destroy();
  }
}

async function settleAll(ctx: Ctx, work: Running, job: Job, from: State): Promise<Counts> {
  let state = from;
  for (let done = false; !done; ) {
    const before = state;
    await work.step(async (tx) => {
      const { last, issues } = await settleLinks(
        ctx,
        tx,
        job,
        before.links ?? { row: 0, field: '' },
      );
      done = last === null;
      state = {
        ...before,
        links: last ?? before.links,
        warnings: addWarnings(before.warnings, { counts: before.counts, issues }),
      };
      return { state };
    });
  }
  return state.counts;
}

function add(a: Counts, b: Counts): Counts {
  return {
    rows: a.rows + b.rows,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    skipped: a.skipped + b.skipped,
    failed: a.failed + b.failed,
    accounts_created: a.accounts_created + b.accounts_created,
  };
}

/** Warnings counted by column and reason; a file has few of those however long it is. */
function addWarnings(before: readonly WarningCount[], { issues }: ChunkResult): WarningCount[] {
  const found = new Map(before.map((one) => [`${one.reason} ${one.column}`, one]));
  for (const { severity, column, reason, row } of issues) {
    if (severity !== 'warning') continue;
    const key = `${reason} ${column}`;
    const known = found.get(key);
    found.set(key, {
      column,
      reason,
      count: (known?.count ?? 0) + 1,
      first_row: known?.first_row ?? row,
    });
  }
  return [...found.values()];
}
