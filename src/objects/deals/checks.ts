import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import { batchLimit, shapeOf } from '@/core/run/engine/write';
import { command, type Operation } from '@/core/run/module';
import { mustHave } from '@/core/run/rights';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { tickChecks } from './contract';
import { dealChecks } from './object';
import type { StageInfo } from './stages-of';

/** An entry is ticked once in a deal, by whoever does it, and keeps the words it had then. */
export const dealCheckRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    const known = await lookUp(ctx, tx, changes);
    for (const { id, before, set } of changes) {
      if (before !== null) {
        const moved = ['deal_id', 'check_id'].filter((name) => set[name] !== undefined);
        problems.set(
          id,
          moved.map((path) => issue(path, 'fixed', 'Tick another entry instead.')),
        );
        continue;
      }
      const pair = known.get(`${set.deal_id} ${set.check_id}`);
      if (!pair) problems.set(id, [issue('check_id', 'not_found', 'This record does not exist.')]);
      else if (pair.ticked) problems.set(id, [taken]);
      else {
        pair.ticked = true;
        set.name = pair.name;
        set.owner_id = ctx.scope.user_id;
      }
    }
    return problems;
  },

  async beforeDelete(ctx, tx, records) {
    await lockDeals(ctx, tx, records);
  },

  async afterMove(ctx, tx, records) {
    const back = records.filter(({ deleted_at }) => deleted_at !== null);
    if (back.length === 0) return;
    await lockDeals(ctx, tx, back);
    const { rows } = await tx.run({
      name: 'deal_checks_twice',
      text: `select from deal_checks where company_id = $1 and deal_id = any($2::uuid[]) and check_id = any($3::uuid[]) and deleted_at is null
        group by deal_id, check_id having count(*) > 1 limit 1`,
      values: [
        ctx.scope.company_id,
        back.map(({ deal_id }) => deal_id),
        back.map(({ check_id }) => check_id),
      ],
    });
    if (rows.length > 0) throw new AppError('conflict', taken.message, { issues: [taken] });
  },
};

const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });
const taken = issue('check_id', 'taken', 'This entry is ticked already.');

/** So that nobody ticks twice, or unticks what a move at the same time counts on. */
const lockDeals = (ctx: Ctx, tx: Tx, ticks: readonly Values[]) =>
  tx.run({
    name: 'deals_of_checks_locked',
    text: 'select from deals where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values: [ctx.scope.company_id, [...new Set(ticks.map(({ deal_id }) => deal_id))]],
  });

interface Pair {
  readonly pair: string;
  readonly name: string;
  ticked: boolean;
}

async function lookUp(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, Pair>> {
  const made = changes.flatMap(({ before, set }) => (before === null ? [set] : []));
  if (made.length === 0) return new Map();
  await lockDeals(ctx, tx, made);
  const { rows } = await tx.run<Pair>({
    name: 'deal_checks_known',
    text: `select w.deal_id || ' ' || w.check_id as pair, c.name,
        exists (select from deal_checks t where t.company_id = $1 and t.deal_id = w.deal_id and t.check_id = w.check_id and t.deleted_at is null) as ticked
      from unnest($2::uuid[], $3::uuid[]) as w(deal_id, check_id)
      join stage_checks c on c.company_id = $1 and c.id = w.check_id`,
    values: [
      ctx.scope.company_id,
      made.map(({ deal_id }) => deal_id),
      made.map(({ check_id }) => check_id),
    ],
  });
  return new Map(rows.map((row) => [row.pair, row]));
}

/**
 * POST /api/deals/tick: entries of the checklists of stages, ticked in those of some deals that are in the stage and lack
 * it. 422 naming the ids that are not there.
 */
const ticking = command(tickChecks, async (ctx, tx, { body }) => {
  mustHave(ctx.principal, 'deal_checks:create');
  await refuseUnknown(ctx, tx, body);
  const { rows } = await tx.run<{ deal_id: string; check_id: string }>({
    name: 'deal_checks_lacking',
    text: `with d as materialized (select id, stage_id from deals where company_id = $1 and id = any($2::uuid[]) and deleted_at is null
        order by id for no key update)
      select d.id as deal_id, c.id as check_id from d
      join stage_checks c on c.company_id = $1 and c.id = any($3::uuid[]) and c.stage_id = d.stage_id and c.deleted_at is null
      where not exists (select from deal_checks t where t.company_id = $1 and t.deal_id = d.id and t.check_id = c.id and t.deleted_at is null)
      order by d.id, c.position, c.id`,
    values: [ctx.scope.company_id, body.deal_ids, body.check_ids],
  });
  const shape = await shapeOf(ctx, dealChecks);
  for (let at = 0; at < rows.length; at += batchLimit)
    await createRecords(ctx, tx, shape, rows.slice(at, at + batchLimit));
  return { data: { ticked: rows.length } };
});

/** 422 for ids of deals or entries that are not there. */
async function refuseUnknown(
  ctx: Ctx,
  tx: Tx,
  given: { readonly deal_ids: readonly string[]; readonly check_ids: readonly string[] },
): Promise<void> {
  const { rows } = await tx.run<{ id: string }>({
    name: 'deal_checks_there',
    text: `select id from deals where company_id = $1 and id = any($2::uuid[]) and deleted_at is null
      union all select id from stage_checks where company_id = $1 and id = any($3::uuid[]) and deleted_at is null`,
    values: [ctx.scope.company_id, given.deal_ids, given.check_ids],
  });
  const there = new Set(rows.map(({ id }) => id));
  const issues = (['deal_ids', 'check_ids'] as const).flatMap((name) =>
    given[name].flatMap((id, at) =>
      there.has(id) ? [] : [issue(`${name}.${at}`, 'not_found', 'This record does not exist.')],
    ),
  );
  if (issues.length > 0) throw invalid(issues);
}

export const tick: Operation = {
  contract: tickChecks,
  async run(ctx, input) {
    await shapeOf(ctx, dealChecks);
    return ticking.run(ctx, input);
  },
};

/**
 * What keeps deals in their stage: going on from an open stage, to a later one of its pipeline or to a won one, asks for its
 * required entries. Going back, losing, changing the pipeline and undoing do not. Issues by record id, their paths
 * `checklist.<id of the entry>`. `stages` are in the order of the board.
 */
export async function unticked(
  ctx: Ctx,
  tx: Tx,
  stages: readonly StageInfo[],
  entering: ReadonlyMap<Change, StageInfo>,
): Promise<ReadonlyMap<string, Issue[]>> {
  const leaving = new Map<string, StageInfo>();
  for (const [change, to] of entering) {
    const { id, before, past } = change;
    const from = stages.find((one) => one.id === before?.stage_id);
    if (from && !past && !isUndo(change) && goesOn(stages, from, to)) leaving.set(id, from);
  }
  if (leaving.size === 0) return new Map();
  const { rows } = await tx.run<{ deal_id: string; id: string; name: string }>({
    name: 'deal_checks_unticked',
    text: `select w.deal_id, c.id, c.name from unnest($2::uuid[], $3::uuid[]) as w(deal_id, stage_id)
      join stage_checks c on c.company_id = $1 and c.stage_id = w.stage_id and c.is_required and c.deleted_at is null
      where not exists (select from deal_checks t where t.company_id = $1 and t.deal_id = w.deal_id and t.check_id = c.id and t.deleted_at is null)
      order by w.deal_id, c.position, c.id`,
    values: [ctx.scope.company_id, [...leaving.keys()], [...leaving.values()].map(({ id }) => id)],
  });
  const issues = new Map<string, Issue[]>();
  for (const { deal_id, id, name } of rows) {
    const message = `Tick "${name}" first: ${leaving.get(deal_id)?.name} needs it.`;
    const own = issue(`checklist.${id}`, 'unticked', message);
    issues.set(deal_id, [...(issues.get(deal_id) ?? []), own]);
  }
  return issues;
}

/** Nobody can set since when a deal is in its stage: only an undo brings the old value, with the stage the deal was in. */
const isUndo = ({ before, set }: Change): boolean => before !== null && 'stage_since' in set;

const goesOn = (stages: readonly StageInfo[], from: StageInfo, to: StageInfo): boolean =>
  from.kind === 'open' &&
  to.kind !== 'lost' &&
  to.pipeline_id === from.pipeline_id &&
  stages.indexOf(from) < stages.findIndex(({ id }) => id === to.id);
