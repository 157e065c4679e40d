import type { Ctx } from '@/core/run/context';
import type { Change } from '@/core/run/engine/hooks';
import { actorOf, announce, eventStatement, identify, type NewEvent } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';

/** What happens to deals in the words of those who sell; each comes beside the `deal.updated` or `deal.created` that says all. */
export const outcomeEvents = ['deal.stage_changed', 'deal.won', 'deal.lost', 'deal.reopened'];

const told = ['pipeline_id', 'stage_id', 'status', 'closed_on', 'lost_reason'];

/** Writes them with the change. What a file tells of the past did not happen now. */
export function tellOutcomes(ctx: Ctx, tx: Tx, changes: readonly Change[]): void {
  const who = actorOf(ctx);
  const events = identify(changes.flatMap(eventsOf));
  if (events.length === 0) return;
  announce(tx, who, events);
  tx.later(eventStatement(who, events));
}

function eventsOf({ id, before, set, past }: Change): NewEvent[] {
  if (past) return [];
  const names: string[] = [];
  if (before !== null && 'stage_id' in set) names.push('deal.stage_changed');
  if (set.status === 'won') names.push('deal.won');
  if (set.status === 'lost') names.push('deal.lost');
  if (before !== null && set.status === 'open') names.push('deal.reopened');
  const changed = told.filter((name) => name in set);
  const pick = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(changed.map((name) => [name, from[name] ?? null]));
  // Without a version: the change itself has one already.
  return names.map((name) => ({
    name,
    object: 'deals',
    record_id: id,
    before: before && pick(before),
    after: pick(set),
  }));
}
