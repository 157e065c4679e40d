import type { Ctx } from '@/core/run/context';
import { type EventGroup, eventGroups } from '@/core/run/event-groups';
import { seesFields } from '@/core/run/field-rights';
import { matchesEvent } from '@/core/run/jobs/subscriber';
import { readsAll } from '@/core/run/reach';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

const wellFormed = /^(\*|[a-z_]+\.\*|(\*|[a-z_]+)\.[a-z_]+)$/;

/** Refuses patterns that fit nothing (422) or tell what the caller may not read themselves (403): a webhook is no way around rights. */
export function checkEvents(ctx: Ctx, patterns: readonly string[]): void {
  const groups = eventGroups(ctx.app.registry);
  const fits = (pattern: string, { events }: EventGroup) =>
    wellFormed.test(pattern) && events.some((name) => matchesEvent([pattern], name));
  const issues = patterns.flatMap((pattern, at): Issue[] =>
    groups.some((group) => fits(pattern, group))
      ? []
      : [
          {
            path: `events.${at}`,
            code: 'unknown_event',
            message: 'There is no such event. GET /api/webhooks/events lists them.',
          },
        ],
  );
  if (issues.length > 0) throw invalid(issues);
  for (const pattern of patterns)
    for (const group of groups) if (fits(pattern, group)) mayHear(ctx, group.permission);
}

/** Throws 403 for a delivery of something the caller may not read. */
export function checkEvent(ctx: Ctx, name: string): void {
  const group = eventGroups(ctx.app.registry).find(({ events }) => events.includes(name));
  if (group) mayHear(ctx, group.permission);
}

/** Throws 403 where a webhook keeps deliveries of something the caller may not read: they could be sent again. */
export async function checkKept(ctx: Ctx, tx: Tx, webhook_id: string): Promise<void> {
  const { rows } = await tx.run<{ event: string }>({
    name: 'webhook_kept_events',
    text: 'select distinct event from webhook_deliveries where company_id = $1 and webhook_id = $2',
    values: [ctx.scope.company_id, webhook_id],
  });
  for (const { event } of rows) checkEvent(ctx, event);
}

function mayHear({ app, principal }: Ctx, permission: string): void {
  if (!principal.permissions.has(permission))
    throw new AppError('forbidden', `Webhooks for these events need the right ${permission}.`);
  // A webhook hears of every record, so it is no way around a role that sees some of them.
  const { objects } = app.registry;
  const object = objects.get(/^(\w+):read$/.exec(permission)?.[1] ?? '');
  if (object && !readsAll(principal, objects, object))
    throw new AppError('forbidden', `Webhooks for these events need to read all ${object.name}.`);
  // It hears of every field as well.
  if (object && !seesFields(principal, object.name))
    throw new AppError(
      'forbidden',
      `Webhooks for these events need to see every field of ${object.name}.`,
    );
}
