import type { Ctx } from '@/core/run/context';
import { keepAuthors } from '@/core/run/engine/authors';
import { firstLine } from '@/core/run/engine/first-line';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import type { Tx } from '@/platform/db/types';
import { moveLastTouch } from './last-touch';

/** What follows from an activity: whose account it is, and the last touch of everybody concerned. */
export const activityRules: RecordHooks = {
  beforeWrite: takeAccount,
  afterWrite: moveLastTouch,
};

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
