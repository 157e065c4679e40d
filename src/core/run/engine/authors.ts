import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Change } from './hooks';

/**
 * For what somebody said or wrote: whoever makes a record is its `owner_id`, and stays it. Fills it in, and returns issues
 * by record id where a change names somebody else. A file tells who wrote what elsewhere, so its rows are left alone.
 */
export function keepAuthors(ctx: Ctx, changes: readonly Change[]): Map<string, readonly Issue[]> {
  const problems = new Map<string, readonly Issue[]>();
  for (const { id, before, set, past } of changes) {
    if (past) continue;
    if (before === null) set.owner_id ??= ctx.principal.user.id;
    const author = before === null ? ctx.principal.user.id : before.owner_id;
    if (!('owner_id' in set) || set.owner_id === author) continue;
    const message = 'What somebody wrote stays theirs.';
    problems.set(id, [{ path: 'owner_id', code: 'fixed', message }]);
  }
  return problems;
}
