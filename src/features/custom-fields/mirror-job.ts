import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { noteFieldsVersion } from '@/core/run/engine/custom-fields';
import { type MirrorRow, mirrorRows } from '@/core/run/engine/mirror-values';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob, type RunningJob } from '@/core/run/jobs/job';
import { asField } from '@/core/shape/custom-field';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { bumpFields, columns, type FieldRow } from './rows';

interface Input {
  readonly field_id: string;
}

interface State {
  readonly pass?: 'all' | 'recent' | 'done';
  readonly after?: string;
  /** When the first pass began, ISO 8601. */
  readonly since?: string;
}

const batch = 1000;
/** Longest that another process may go on writing by the old definition, ms: the age of a cached principal and a request. */
const staleness = 2000;

/**
 * Copies the values of a field that is to be filterable into the side table, then makes it filterable; or empties the
 * side table of one that no longer is. Writers mirror from the moment of the change, so what is copied stays true; what was
 * written by an older definition meanwhile is copied by a second, short pass.
 */
export const mirrorJob = defineJob<Input, State>({
  name: 'fields.mirror',
  queue: 'records',
  input: z.strictObject({ field_id: z.uuid() }),
  async run(ctx, job, signal) {
    await first(ctx, job);
    while (job.state.pass === 'all') await copy(ctx, job, 'recent');
    if (job.state.pass === 'recent') await sleep(staleness, undefined, { signal });
    while (job.state.pass === 'recent') await copy(ctx, job, 'done');
    let version = 0;
    await job.step(async (tx) => {
      const field = await fieldOf(ctx, tx, job.input.field_id);
      if (!field.mirrored) {
        await forget(ctx, tx, field);
        return {};
      }
      version = await bumpFields(tx, ctx.scope.company_id);
      await tx.run({
        text: 'update custom_fields set filterable = mirrored where company_id = $1 and id = $2',
        values: [ctx.scope.company_id, field.id],
      });
      await recordEvents(tx, actorOf(ctx), [
        {
          name: 'field.updated',
          object: 'fields',
          record_id: field.id,
          before: { filterable: field.filterable, indexing: !field.filterable },
          after: { filterable: true, indexing: false },
        },
      ]);
      return {};
    });
    if (version > 0) noteFieldsVersion(ctx.scope.company_id, version);
  },
});

/** Says where to begin, once. A field that is no longer filterable has nothing to copy. */
async function first(ctx: Ctx, job: RunningJob<Input, State>): Promise<void> {
  if (job.state.pass) return;
  await job.step(async (tx) => {
    const field = await fieldOf(ctx, tx, job.input.field_id);
    const since = ctx.app.clock.now().toISOString();
    return { state: { pass: field.mirrored ? 'all' : 'done', since } };
  });
}

async function fieldOf(ctx: Ctx, tx: Tx, id: string): Promise<FieldRow> {
  const { rows } = await tx.run<FieldRow>({
    text: `select ${columns} from custom_fields where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw new AppError('not_found', 'This field does not exist.');
  return rows[0];
}

/** One batch of a pass; the last one moves on to `next`. */
async function copy(
  ctx: Ctx,
  job: RunningJob<Input, State>,
  next: 'recent' | 'done',
): Promise<void> {
  await job.step(async (tx) => {
    const { pass, after, since = '' } = job.state;
    const field = await fieldOf(ctx, tx, job.input.field_id);
    if (!ctx.app.registry.objects.has(field.object))
      throw new AppError('not_found', 'The object of this field is gone.');
    const recent = pass === 'recent' ? `and (t.updated_at >= $4 or t.deleted_at >= $4)` : '';
    const { rows } = await tx.run<{ id: string; value: unknown }>({
      text:
        `select t.id, t.custom -> $2 as value from ${field.object} t where t.company_id = $1 and t.id > $3 ${recent} ` +
        `order by t.id limit ${batch} for no key update`,
      values: [
        ctx.scope.company_id,
        field.key,
        after ?? '00000000-0000-0000-0000-000000000000',
        ...(recent ? [since] : []),
      ],
    });
    const { company } = ctx.principal;
    const made = rows.flatMap(({ id, value }) =>
      mirrorRows(field.id, id, asField(field), value, company),
    );
    await put(
      ctx,
      tx,
      field,
      rows.map(({ id }) => id),
      made,
    );
    const state: State =
      rows.length < batch
        ? { pass: next, since }
        : { pass: pass ?? 'all', since, after: rows.at(-1)?.id ?? '' };
    return { state, done: job.done + rows.length };
  });
}

async function put(
  ctx: Ctx,
  tx: Tx,
  field: FieldRow,
  ids: readonly string[],
  rows: readonly MirrorRow[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.run({
    text: 'delete from field_values where company_id = $1 and field_id = $2 and record_id = any($3::uuid[])',
    values: [ctx.scope.company_id, field.id, ids],
  });
  if (rows.length === 0) return;
  await tx.run({
    text:
      `insert into field_values (company_id, field_id, record_id, ordinal, text_value, number_value, time_value) ` +
      `select $1, $2, record_id, ordinal, coalesce(t, ''), coalesce(n, '-9223372036854775808'), coalesce(i, '-infinity') ` +
      `from unnest($3::uuid[], $4::int2[], $5::text[], $6::int8[], $7::timestamptz[]) as v(record_id, ordinal, t, n, i)`,
    values: [
      ctx.scope.company_id,
      field.id,
      rows.map((row) => row.record_id),
      rows.map((row) => String(row.ordinal)),
      rows.map((row) => row.text_value),
      rows.map((row) => row.number_value),
      rows.map((row) => row.time_value),
    ],
  });
}

async function forget(ctx: Ctx, tx: Tx, field: FieldRow): Promise<void> {
  await tx.run({
    text: 'delete from field_values where company_id = $1 and field_id = $2',
    values: [ctx.scope.company_id, field.id],
  });
}
