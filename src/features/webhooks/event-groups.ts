import type { Ctx, Registry } from '@/core/run/context';
import { matchesEvent } from '@/core/run/jobs/subscriber';
import { AppError, type Issue, invalid } from '@/core/shape/errors';

const wellFormed = /^(\*|[a-z_]+\.\*|(\*|[a-z_]+)\.[a-z_]+)$/;

/** What happens without anybody calling an operation. */
const byItself = ['api_key.used', 'webhook.disabled'];

export interface EventGroup {
  /** `contact` */
  readonly subject: string;
  /** `contacts`; null for what is about no record. */
  readonly object: string | null;
  /** `contact.created` */
  readonly events: readonly string[];
  /** What somebody must hold to be told. */
  readonly permission: string;
}

/** Everything that can happen in a company, by what it happens to; records first. */
export function eventGroups(registry: Registry): EventGroup[] {
  const names = new Set(byItself);
  for (const { contract } of registry.operations.values())
    for (const name of contract.events ?? []) names.add(name);
  const objects = new Map([...registry.objects.values()].map((one) => [one.singular, one.name]));
  const groups = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const subject = name.slice(0, name.indexOf('.'));
    groups.set(subject, [...(groups.get(subject) ?? []), name]);
  }
  const all = [...groups].map(([subject, events]) => {
    const object = objects.get(subject) ?? null;
    const permission = object === null ? 'events:read' : `${object}:read`;
    return { subject, object, events, permission };
  });
  return [
    ...all.filter(({ object }) => object !== null),
    ...all.filter(({ object }) => object === null),
  ];
}

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
