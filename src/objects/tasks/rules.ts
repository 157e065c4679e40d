import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import { plainRule } from '@/core/run/recurrence';
import type { Issue } from '@/core/shape/errors';
import { plainChecklist } from './checklist';
import { addNext } from './series';

/** What follows from a change of a task: when it was done, when to remind of it, and the next one of a series. */
export const taskRules: RecordHooks = {
  async beforeWrite(ctx, _tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) {
      settleDone(ctx, change);
      settleReminder(change);
      const issues = [recurrenceIssue(change), checklistIssue(change)].flatMap((one) => one ?? []);
      if (issues.length > 0) problems.set(change.id, issues);
    }
    return problems;
  },

  async afterWrite(ctx, tx, changes) {
    const completed = changes.filter(
      ({ before, set }) => before !== null && before.status !== 'done' && set.status === 'done',
    );
    if (completed.length > 0) await addNext(ctx, tx, completed);
  },
};

const valueIn = ({ before, set }: Change, name: string): unknown =>
  (name in set ? set[name] : before?.[name]) ?? null;

/** Done tasks have the time, open ones have none. An undo says itself when it was. */
function settleDone(ctx: Ctx, { before, set }: Change): void {
  if (!('status' in set) || set.status === before?.status) return;
  if (set.status !== 'done') set.done_at = null;
  else set.done_at ??= ctx.app.clock.now().toISOString();
}

/**
 * `remind_before` follows the due time; a reminder at a time of its own takes its place. What is done reminds of
 * nothing: the job that waits for the old time finds another one here and keeps silent.
 */
function settleReminder(change: Change): void {
  const { before, set } = change;
  const own = 'remind_at' in set && set.remind_at !== (before?.remind_at ?? null);
  if (own && set.remind_at !== null && !('remind_before' in set)) set.remind_before = null;
  const ahead = valueIn(change, 'remind_before');
  const wasDone = before?.status === 'done';
  if (valueIn(change, 'status') === 'done') {
    if (valueIn(change, 'remind_at') !== null) set.remind_at = null;
  } else if (ahead !== null) {
    if (before === null || wasDone || ['due_at', 'remind_before'].some((name) => name in set))
      set.remind_at = earlier(valueIn(change, 'due_at'), Number(ahead));
  } else if ('remind_before' in set && !own && before?.remind_before != null) set.remind_at = null;
}

function earlier(due_at: unknown, minutes: number): string | null {
  if (typeof due_at !== 'string') return null;
  const time = new Date(new Date(due_at).getTime() - minutes * 60_000);
  return time.getUTCFullYear() < 1 ? null : time.toISOString();
}

/** Stores the checklist in its plain form; says what is wrong with one. */
function checklistIssue({ before, set }: Change): Issue | null {
  if (typeof set.checklist !== 'string' || set.checklist === before?.checklist) return null;
  const list = plainChecklist(set.checklist);
  if ('problem' in list) return { path: 'checklist', ...list.problem };
  set.checklist = list.text;
  return null;
}

/** Stores the rule in its plain form; says what is wrong with one. */
function recurrenceIssue(change: Change): Issue | null {
  const { before, set } = change;
  const text = valueIn(change, 'recurrence');
  if (typeof text !== 'string') return null;
  const isNew = 'recurrence' in set && set.recurrence !== before?.recurrence;
  if (!isNew && valueIn(change, 'due_at') !== null) return null;
  const rule = plainRule(text);
  const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });
  if (rule === null)
    return issue('recurrence', 'invalid_recurrence', 'Write it like FREQ=WEEKLY;BYDAY=MO.');
  const due_at = valueIn(change, 'due_at');
  if (typeof due_at !== 'string')
    return issue('due_at', 'required', 'A task that repeats has a time it is due.');
  set.recurrence = rule;
  return null;
}
