import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import type { Change, Values } from '@/core/run/engine/hooks';
import { shapeOf } from '@/core/run/engine/write';
import { nextOccurrence } from '@/core/run/recurrence';
import { invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { freshChecklist } from './checklist';
import { tasks } from './object';

/** What the next task of a series takes over. */
const carried = [
  ...[
    'title',
    'description',
    'kind',
    'priority',
    'owner_id',
    'all_day',
    'duration',
    'remind_before',
    'private',
  ],
  ...['account_id', 'contact_id', 'deal_id', 'lead_id', 'parent_id', 'custom'],
] as const;

/**
 * Adds the next task of every series among tasks that were just completed, in their transaction. They are locked, and one
 * that has a successor gets no second one: opening and completing it again changes nothing.
 */
export async function addNext(ctx: Ctx, tx: Tx, completed: readonly Change[]): Promise<void> {
  const series = completed.flatMap(({ id, before, set }) => {
    const record: Values = { ...before, ...set };
    return typeof record.recurrence === 'string' && typeof record.due_at === 'string'
      ? [{ id, record, rule: record.recurrence, due_at: record.due_at }]
      : [];
  });
  if (series.length === 0) return;
  const { rows } = await tx.run<{ previous_id: string }>({
    name: 'tasks_that_follow',
    text: 'select previous_id from tasks where company_id = $1 and previous_id = any($2::uuid[]) and deleted_at is null',
    values: [ctx.scope.company_id, series.map(({ id }) => id)],
  });
  const followed = new Set(rows.map(({ previous_id }) => previous_id));
  const now = ctx.app.clock.now();
  const { time_zone } = ctx.principal.company;
  const inputs = series.flatMap(({ id, record, rule, due_at }) => {
    const next = nextOccurrence(rule, new Date(due_at), now, time_zone);
    if (!next || followed.has(id)) return [];
    const kept = carried.flatMap((name) => (name in record ? [[name, record[name]] as const] : []));
    const { checklist } = record;
    const fresh = typeof checklist === 'string' ? { checklist: freshChecklist(checklist) } : {};
    return [{ ...Object.fromEntries(kept), ...fresh, ...next, previous_id: id } as Values];
  });
  if (inputs.length === 0) return;
  const shape = await shapeOf(ctx, tasks);
  const first = await createRecords(ctx, tx, shape, inputs, { collect: true });
  // What a task pointed at may be gone: the series goes on without it.
  const again = [...first.refused].map(([at, issues]) => {
    const gone = new Set(issues.map(({ path }) => path));
    return Object.fromEntries(Object.entries(inputs[at] ?? {}).filter(([name]) => !gone.has(name)));
  });
  if (again.length === 0) return;
  const second = await createRecords(ctx, tx, shape, again, { collect: true });
  if (second.refused.size > 0) throw invalid([...second.refused.values()].flat());
}
