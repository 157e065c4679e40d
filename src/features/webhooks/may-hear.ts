import type { Ctx } from '@/core/run/context';
import { type EventGroup, eventGroups } from '@/core/run/event-groups';
import { matchesEvent } from '@/core/run/jobs/subscriber';
import { AppError, type Issue, invalid } from '@/core/shape/errors';

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

function mayHear(ctx: Ctx, permission: string): void {
  if (!ctx.principal.permissions.has(permission))
    throw new AppError('forbidden', `Webhooks for these events need the right ${permission}.`);
}
