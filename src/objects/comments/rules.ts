import type { Ctx } from '@/core/run/context';
import { keepAuthors } from '@/core/run/engine/authors';
import { firstLine } from '@/core/run/engine/first-line';
import type { RecordHooks, Values } from '@/core/run/engine/hooks';
import { AppError, type Issue } from '@/core/shape/errors';
import { ranks } from '@/identity/permissions';

/**
 * What somebody said is theirs, with all that the company's own fields say of it: nobody else changes it, and only managers
 * take away what others said.
 */
export const commentRules: RecordHooks = {
  async beforeWrite(ctx, _tx, changes) {
    const problems = keepAuthors(ctx, changes);
    for (const { id, before, set, custom } of changes) {
      const changed = [...Object.keys(set), ...Object.keys(custom).map((key) => `custom.${key}`)];
      if (typeof set.body === 'string') set.heading = firstLine(set.body);
      if (before === null || isOwn(ctx, before)) continue;
      const known = problems.get(id) ?? [];
      const issues = changed
        .filter((name) => !known.some(({ path }) => path === name))
        .map((path): Issue => ({ path, code: 'fixed', message }));
      if (issues.length > 0) problems.set(id, [...known, ...issues]);
    }
    return problems;
  },

  async beforeDelete(ctx, _tx, comments) {
    if (ranks(ctx.principal.role, 'manager')) return;
    if (comments.some((comment) => !isOwn(ctx, comment)))
      throw new AppError('forbidden', 'Only whoever wrote a comment, or a manager, deletes it.');
  },
};

const message = 'Only whoever wrote a comment changes it.';

const isOwn = (ctx: Ctx, { owner_id }: Values): boolean => owner_id === ctx.principal.user.id;
