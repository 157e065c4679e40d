import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import { AppError, type Issue } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

/** Entries of the checklist of one stage. */
const most = 20;
const tooMany: Issue = {
  path: 'stage_id',
  code: 'too_many',
  message: `A stage has at most ${most} checklist entries.`,
};

/** Entries stay in their stage, new ones come last, and a stage has so many at most. */
export const stageCheckRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    const lists = await lockLists(ctx, tx, changes.map(stageOf));
    for (const change of changes) {
      const { id, before, set } = change;
      const list = lists.get(stageOf(change)) ?? { entries: 0, last: 0 };
      if (before !== null && 'stage_id' in set && set.stage_id !== before.stage_id)
        problems.set(id, [
          { path: 'stage_id', code: 'fixed', message: 'An entry stays in its stage.' },
        ]);
      else if (before === null && ++list.entries > most) problems.set(id, [tooMany]);
      if ((set.position ?? null) === null && (before === null || 'position' in set)) {
        list.last = Math.min(list.last + 1, 10_000);
        set.position = list.last;
      }
    }
    return problems;
  },

  async afterMove(ctx, tx, records) {
    const back = records.filter(({ deleted_at }) => deleted_at !== null);
    const lists = await lockLists(
      ctx,
      tx,
      back.map(({ stage_id }) => String(stage_id)),
    );
    if ([...lists.values()].some(({ entries }) => entries > most))
      throw new AppError('conflict', tooMany.message, { issues: [tooMany] });
  },
};

const stageOf = ({ before, set }: Change): string => String(before?.stage_id ?? set.stage_id);

interface List {
  entries: number;
  last: number;
}

/** How long the checklists of some stages are, locked so that two people at once do not make one too long. */
async function lockLists(
  ctx: Ctx,
  tx: Tx,
  stages: readonly string[],
): Promise<ReadonlyMap<string, List>> {
  const values = [ctx.scope.company_id, [...new Set(stages)]];
  await tx.run({
    text: 'select from stages where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values,
  });
  const { rows } = await tx.run<List & { id: string }>({
    text: `select s.id, count(c.id)::int as entries, greatest(coalesce(max(c.position), 0), 0)::int as last
      from stages s left join stage_checks c on c.company_id = s.company_id and c.stage_id = s.id and c.deleted_at is null
      where s.company_id = $1 and s.id = any($2::uuid[]) group by 1`,
    values,
  });
  return new Map(rows.map(({ id, ...list }) => [id, list]));
}
