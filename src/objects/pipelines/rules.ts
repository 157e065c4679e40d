import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import { AppError, type Issue } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { firstStagesOf } from './start';

/**
 * A pipeline is made together with its stages, so that there is never one without an open, a won and a lost stage;
 * exactly one is the default. One that holds deals, and the default one, cannot be deleted.
 */
export const pipelineRules: RecordHooks = {
  async beforeWrite(_ctx, _tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const { id, before, set } of changes) {
      if (before?.is_default === true && set.is_default === false)
        problems.set(id, [fixed('is_default', 'Make another pipeline the default one instead.')]);
    }
    return problems;
  },

  async afterWrite(ctx, tx, changes) {
    const made = changes.filter(({ before }) => before === null).map(({ id }) => id);
    if (made.length > 0) tx.later(firstStagesOf(ctx.scope, ctx.principal.company.language, made));
    const first = changes.find(({ set }) => set.is_default === true);
    if (first)
      tx.later({
        text: 'update pipelines set is_default = false, version = version + 1 where company_id = $1 and is_default and id <> $2',
        values: [ctx.scope.company_id, first.id],
      });
  },

  async beforeDelete(ctx, tx, records) {
    if (records.some(({ is_default }) => is_default === true))
      throw kept('is_default', 'Make another pipeline the default one first.');
    await refuseWithDeals(ctx, tx, 'pipeline_id', records);
  },
};

/** What keeps the stages of a pipeline whole: one open, one won and one lost stage stay. */
export const stageRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, readonly Issue[]>();
    for (const change of changes) problems.set(change.id, issuesOf(ctx, change));
    await putLast(ctx, tx, changes);
    return problems;
  },

  async beforeDelete(ctx, tx, records) {
    const { company_id } = ctx.scope;
    const pipelines = [...new Set(records.map(({ pipeline_id }) => pipeline_id))];
    // Two people at once must not delete the last two of a kind.
    await tx.run({
      text: 'select from pipelines where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
      values: [company_id, pipelines],
    });
    const { rows } = await tx.run<{ pipeline_id: string; kind: string }>({
      text: `select distinct pipeline_id, kind from stages where company_id = $1 and pipeline_id = any($2::uuid[])
        and id <> all($3::uuid[]) and deleted_at is null`,
      values: [company_id, pipelines, records.map(({ id }) => id)],
    });
    const last = records.find(
      (one) =>
        !rows.some(({ pipeline_id, kind }) => pipeline_id === one.pipeline_id && kind === one.kind),
    );
    if (last) throw kept('last_stage', `A pipeline needs at least one ${last.kind} stage.`);
    await refuseWithDeals(ctx, tx, 'stage_id', records);
  },
};

/** 409: it cannot be deleted, with a code that says why. */
const kept = (code: string, message: string): AppError =>
  new AppError('conflict', message, { issues: [{ path: 'id', code, message }] });

const fixed = (path: string, message: string): Issue => ({ path, code: 'fixed', message });

function issuesOf(ctx: Ctx, { before, set }: Change): Issue[] {
  const issues: Issue[] = [];
  if (before !== null && 'kind' in set && set.kind !== before.kind)
    issues.push(fixed('kind', 'The kind of a stage cannot change.'));
  if (before !== null && 'pipeline_id' in set && set.pipeline_id !== before.pipeline_id)
    issues.push(fixed('pipeline_id', 'A stage stays in its pipeline.'));
  const kind = before?.kind ?? set.kind;
  if (before && kind !== 'open' && 'probability' in set)
    issues.push(fixed('probability', 'Won deals are at 100 %, lost ones at 0 %.'));
  else if (kind !== 'open' && before === null) set.probability = kind === 'won' ? 100 : 0;
  const fields = ctx.app.registry.objects.get('deals')?.fields ?? {};
  const names = (set.required_fields as readonly string[] | undefined) ?? [];
  const wrong = names.find((name) => !Object.hasOwn(fields, name) || fields[name]?.readonly);
  if (wrong !== undefined)
    issues.push({
      path: 'required_fields',
      code: 'unknown_field',
      message: `Deals have no field ${wrong} that can be filled in.`,
    });
  return issues;
}

/** A stage that says no position comes after the others of its kind. */
async function putLast(ctx: Ctx, tx: Tx, changes: readonly Change[]): Promise<void> {
  const placeless = changes.filter(
    ({ before, set }) => (set.position ?? null) === null && (before === null || 'position' in set),
  );
  if (placeless.length === 0) return;
  const { rows } = await tx.run<{ pipeline_id: string; kind: string; last: number }>({
    text: `select pipeline_id, kind, max(position)::int as last from stages
      where company_id = $1 and deleted_at is null group by 1, 2`,
    values: [ctx.scope.company_id],
  });
  const last = new Map(rows.map((row) => [`${row.pipeline_id} ${row.kind}`, row.last]));
  for (const { before, set } of placeless) {
    const group = `${before?.pipeline_id ?? set.pipeline_id} ${before?.kind ?? set.kind}`;
    const position = Math.min((last.get(group) ?? 0) + 1, 10_000);
    last.set(group, position);
    set.position = position;
  }
}

/**
 * 409 while a deal is in one of them, whoever sees it; how many there are is not everybody's to know. The records are locked, and a deal
 * that enters one waits for them.
 */
async function refuseWithDeals(
  ctx: Ctx,
  tx: Tx,
  field: 'pipeline_id' | 'stage_id',
  records: readonly Values[],
): Promise<void> {
  const { rows } = await tx.run({
    text: `select from deals where company_id = $1 and ${field} = any($2::uuid[]) and deleted_at is null limit 1`,
    values: [ctx.scope.company_id, records.map(({ id }) => id)],
  });
  if (rows.length > 0) throw kept('holds_deals', 'Deals are still here. Move them away first.');
}
