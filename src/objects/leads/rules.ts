import { assign } from '@/core/run/assignment/assign';
import type { Assigned } from '@/core/run/assignment/stored';
import type { Change, RecordHooks } from '@/core/run/engine/hooks';
import { AppError, type Issue } from '@/core/shape/errors';
import { leads } from './object';

/** New leads are given by rules; one that is converted or unqualified needs nobody any more. */
export const assignedLeads: Assigned = {
  object: leads,
  open: "converted_at = '-infinity' and status <> 'unqualified'",
};

/** What follows from a change of a lead. A converted one keeps what it was: it is changed only by taking that back. */
export const leadRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) {
      if (isConverted(change)) problems.set(change.id, refused(change));
      else settleReason(change);
    }
    await assign(ctx, tx, assignedLeads, changes);
    return problems;
  },

  async beforeDelete(_ctx, _tx, records) {
    if (records.some(({ converted_at }) => typeof converted_at === 'string'))
      throw new AppError('conflict', 'Take the conversion of this lead back first.');
  },
};

const isConverted = ({ before }: Change): boolean => typeof before?.converted_at === 'string';

/** Named by every field, so that whoever leaves out what was refused has nothing left. */
function refused({ set }: Change): Issue[] {
  const names = Object.keys(set);
  return (names.length > 0 ? names : ['converted_at']).map((path) => ({
    path,
    code: 'converted',
    message: 'This lead was converted. Take that back to change it.',
  }));
}

/** A reason makes a lead unqualified; one that is taken up again has none. */
function settleReason({ before, set }: Change): void {
  if (typeof set.unqualified_reason === 'string') set.status = 'unqualified';
  else if ('status' in set && set.status !== 'unqualified' && before?.unqualified_reason)
    set.unqualified_reason = null;
}
