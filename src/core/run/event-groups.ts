import type { Registry } from './context';

/** What can happen to one kind of thing. */
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
  const names = new Set(registry.events);
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
