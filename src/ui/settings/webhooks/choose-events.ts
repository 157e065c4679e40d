import type { EventGroup } from './types';

/** Whether a pattern that was chosen includes an event: `*`, `contact.*`, `*.deleted` or the event itself. */
export function includesEvent(chosen: ReadonlySet<string>, event: string): boolean {
  const [subject, verb] = event.split('.');
  return [event, '*', `${subject}.*`, `*.${verb}`].some((pattern) => chosen.has(pattern));
}

/** What is chosen after one event was ticked or unticked: whole groups as `contact.*`, the rest by name. */
export function withEvent(
  groups: readonly EventGroup[],
  chosen: ReadonlySet<string>,
  event: string,
  on: boolean,
): ReadonlySet<string> {
  return chosenAs(groups, (name) => (name === event ? on : includesEvent(chosen, name)));
}

/** The same for everything of one subject. */
export function withGroup(
  groups: readonly EventGroup[],
  chosen: ReadonlySet<string>,
  subject: string,
  on: boolean,
): ReadonlySet<string> {
  return chosenAs(groups, (name) =>
    name.startsWith(`${subject}.`) ? on : includesEvent(chosen, name),
  );
}

function chosenAs(groups: readonly EventGroup[], wanted: (event: string) => boolean) {
  return new Set(
    groups.flatMap(({ subject, events }) =>
      events.every(wanted) ? [`${subject}.*`] : events.filter(wanted),
    ),
  );
}
