import type { Ctx } from '@/core/run/context';
import { bulkJob, objectOf } from '@/core/run/engine/bulk';
import { type FilterNode, readFilter } from '@/core/run/engine/filter-parse';
import { countIds } from '@/core/run/engine/select-ids';
import { shapeOf } from '@/core/run/engine/write';
import { actorOf, recordEvents } from '@/core/run/events';
import { enqueue } from '@/core/run/jobs/job';
import { command, query } from '@/core/run/module';
import { type Issue, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import * as contract from './contract';

/** GET /api/members/{id}/records */
export const recordsOfMember = query(contract.recordsOfMember, async (ctx, { params }) => {
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await mustBeKnown(ctx, tx, params.id);
    const counts: { object: string; count: number }[] = [];
    for (const object of handedOver(ctx)) {
      const shape = await shapeOf(ctx, objectOf(ctx, object));
      const matching = { filter: openRecordsOf(ctx, object, params.id), words: [] };
      const { rows } = await tx.run<{ total: number }>(countIds(ctx, shape, matching, []));
      counts.push({ object, count: rows[0]?.total ?? 0 });
    }
    return counts;
  });
  return { data };
});

/**
 * POST /api/members/{id}/handover. Each object is a bulk change by filter under the rights of whoever asks, so it has
 * progress, events and undo like any other; all of them share this request, which undo takes.
 */
export const handOver = command(contract.handOver, async (ctx, tx, { params, body }) => {
  await mustBeKnown(ctx, tx, params.id);
  await check(ctx, tx, params.id, body.records);
  const jobs: { object: string; job_id: string }[] = [];
  for (const { object, to } of body.records) {
    const filter = openRecordsOf(ctx, object, params.id);
    const input = { object, verb: 'update' as const, set: { owner_id: to }, filter, words: [] };
    jobs.push({ object, job_id: await enqueue(ctx, tx, bulkJob, input) });
  }
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'member.handed_over',
      object: 'members',
      record_id: params.id,
      after: Object.fromEntries(body.records.map(({ object, to }) => [object, to])),
    },
  ]);
  return { data: { jobs } };
});

/** Objects whose records go to somebody else and which the caller may change. */
const handedOver = ({ app: { registry }, principal }: Ctx): string[] =>
  [...registry.hooks]
    .filter(([name, { handover }]) => handover && principal.permissions.has(`${name}:update`))
    .map(([name]) => name);

function openRecordsOf(ctx: Ctx, object: string, user_id: string): FilterNode {
  const own = { at: 'owner_id', field: 'owner_id', op: 'eq', value: user_id } as const;
  const open = readFilter(ctx.app.registry.hooks.get(object)?.handover, 'handover', []);
  return { and: open ? [own, open] : [own] };
}

async function mustBeKnown(ctx: Ctx, tx: Tx, user_id: string): Promise<void> {
  const { rows } = await tx.run({
    text: 'select from members where company_id = $1 and user_id = $2',
    values: [ctx.scope.company_id, user_id],
  });
  if (rows.length === 0) throw notFound();
}

/** Throws 422 naming every wrong entry. */
async function check(
  ctx: Ctx,
  tx: Tx,
  from: string,
  records: readonly { readonly object: string; readonly to: string }[],
): Promise<void> {
  const { rows } = await tx.run<{ user_id: string }>({
    text: "select user_id from members where company_id = $1 and user_id = any($2::uuid[]) and status = 'active'",
    values: [ctx.scope.company_id, records.map(({ to }) => to)],
  });
  const active = new Set(rows.map(({ user_id }) => user_id));
  const known = new Set(handedOver(ctx));
  const issues: Issue[] = [];
  records.forEach(({ object, to }, at) => {
    const fail = (part: string, code: string, message: string) =>
      issues.push({ path: `records.${at}.${part}`, code, message });
    // Deleted once named, so that the second time is a mistake as well.
    if (!known.delete(object))
      fail(
        'object',
        'unknown_object',
        'This is not handed over, not yours to change or named twice.',
      );
    if (to === from) fail('to', 'same_member', 'Choose somebody else.');
    else if (!active.has(to)) fail('to', 'not_found', 'This is no active member.');
  });
  if (issues.length > 0) throw invalid(issues);
}
