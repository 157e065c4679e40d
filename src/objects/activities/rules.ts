import type { Ctx } from '@/core/run/context';
import { keepAuthors } from '@/core/run/engine/authors';
import { firstLine } from '@/core/run/engine/first-line';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import { dayIn, startOfDay } from '@/core/run/engine/time-zone';
import { parseEmail } from '@/core/run/engine/values/contact-points';
import { Problem } from '@/core/run/engine/values/problem';
import type { Issue } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { moveLastTouch } from './last-touch';

/** What follows from an activity: whose account it is, and the last touch of everybody concerned. */
export const activityRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) {
      settleDay(change, ctx.principal.company.time_zone);
      settleReminder(change);
      const issues = settleAttendees(change);
      if (issues.length > 0) problems.set(change.id, issues);
    }
    await takeAccount(ctx, tx, changes);
    return problems;
  },
  afterWrite: moveLastTouch,
};

const valueIn = ({ before, set }: Change, name: string): unknown =>
  (name in set ? set[name] : before?.[name]) ?? null;

const touches = ({ before, set }: Change, ...names: readonly string[]): boolean =>
  before === null || names.some((name) => name in set);

/** What takes all day begins with the day, by the clocks of the company. */
function settleDay(change: Change, zone: string): void {
  if (!touches(change, 'all_day', 'occurred_at') || valueIn(change, 'all_day') !== true) return;
  const at = valueIn(change, 'occurred_at');
  if (typeof at === 'string')
    change.set.occurred_at = startOfDay(zone, dayIn(zone, new Date(at))).toISOString();
}

/** The reminder follows the time of the meeting. */
function settleReminder(change: Change): void {
  if (!touches(change, 'occurred_at', 'remind_before')) return;
  const ahead = valueIn(change, 'remind_before');
  const at = valueIn(change, 'occurred_at');
  const time =
    ahead === null || typeof at !== 'string' ? null : Date.parse(at) - Number(ahead) * 60_000;
  const next = time === null ? null : new Date(Math.max(time, 0)).toISOString();
  if (valueIn(change, 'remind_at') !== next) change.set.remind_at = next;
}

/** Attendees are mail addresses, in small letters, each once. */
function settleAttendees({ set }: Change): Issue[] {
  if (!Array.isArray(set.attendees)) return [];
  const issues: Issue[] = [];
  const found = set.attendees.map((one, at) => {
    try {
      return parseEmail(one);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, message } = error;
      issues.push({ path: `attendees.${at}`, code, message });
      return '';
    }
  });
  set.attendees = [...new Set(found)];
  return issues;
}

/** A note is called after its first line, and stays with whoever wrote it. */
export const noteRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    for (const { set } of changes)
      if (typeof set.body === 'string') set.heading = firstLine(set.body);
    await takeAccount(ctx, tx, changes);
    return keepAuthors(ctx, changes);
  },
};

/** What is new and names no account is of the account of its deal, else of its contact, so that it stands there too. */
async function takeAccount(ctx: Ctx, tx: Tx, changes: readonly Change[]): Promise<void> {
  const open = changes.filter(
    ({ before, set }) =>
      before === null && set.account_id === undefined && (set.deal_id ?? set.contact_id),
  );
  if (open.length === 0) return;
  const { rows } = await tx.run<{ id: string; account_id: string }>({
    name: 'accounts_of_links',
    text:
      'with l as (select id, account_id from deals where company_id = $1 and id = any($2::uuid[]) ' +
      'union all select id, account_id from contacts where company_id = $1 and id = any($3::uuid[])) ' +
      'select l.id, l.account_id from l join accounts a on a.company_id = $1 and a.id = l.account_id and a.deleted_at is null',
    values: [
      ctx.scope.company_id,
      open.map(({ set }) => set.deal_id ?? null),
      open.map(({ set }) => set.contact_id ?? null),
    ],
  });
  const accounts = new Map(rows.map(({ id, account_id }) => [id, account_id]));
  for (const { set } of open) {
    const found = accounts.get(String(set.deal_id)) ?? accounts.get(String(set.contact_id));
    if (found) set.account_id = found;
  }
}
