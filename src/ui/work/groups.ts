import type { Filter, FilterCondition } from '@/core/shape/filter';
import type { RecordData } from '@/ui/data/types';
import { dayIn, instantOf, weekdayOf } from '@/ui/patterns/values/calendar';
import type { Locale } from '@/ui/patterns/values/locale';
import { addDays } from '@/ui/primitives/calendar-days';

/** Where tasks stand on the screen "My work", from top to bottom. */
export const groupNames = [
  'overdue',
  'today',
  'tomorrow',
  'week',
  'later',
  'undated',
  'done',
] as const;
export type GroupName = (typeof groupNames)[number];

/** Those under the heading "Upcoming". */
export const upcoming = ['tomorrow', 'week', 'later', 'undated'] as const;

const due = (op: FilterCondition['op'], value?: string): FilterCondition =>
  value === undefined ? { field: 'due_at', op } : { field: 'due_at', op, value };

const dueIn: Readonly<Record<Exclude<GroupName, 'done'>, readonly Filter[]>> = {
  overdue: [due('lt', 'today')],
  today: [due('eq', 'today')],
  tomorrow: [due('eq', 'tomorrow')],
  week: [due('gt', 'tomorrow'), due('lte', 'this_week')],
  later: [due('gt', 'tomorrow'), due('gt', 'this_week')],
  undated: [due('empty')],
};

/** The tasks of a member in a group, as the API takes it; days are those of the company. */
export function filterOf(group: GroupName, member: string): Filter {
  const status: Filter = { field: 'status', op: 'eq', value: group === 'done' ? 'done' : 'open' };
  const more = group === 'done' ? [] : dueIn[group];
  return { and: [{ field: 'owner_id', op: 'eq', value: member }, status, ...more] };
}

export const sortOf = (group: GroupName): string =>
  group === 'done' ? '-done_at' : group === 'undated' ? '-created_at' : 'due_at';

/** Instants at which groups end, ms. */
export interface Bounds {
  readonly today: number;
  readonly tomorrow: number;
  readonly after: number;
  /** The first moment of next Monday. */
  readonly monday: number;
}

export function boundsOf({ now, timeZone }: Pick<Locale, 'now' | 'timeZone'>): Bounds {
  const today = dayIn(now, timeZone);
  const start = (days: number) => instantOf(addDays(today, days), 0, 0, timeZone).getTime();
  return {
    today: start(0),
    tomorrow: start(1),
    after: start(2),
    monday: start(8 - weekdayOf(today)),
  };
}

/** The group a task belongs to as it is now; null when it is nobody's here. */
export function groupOf(task: RecordData, member: string, bounds: Bounds): GroupName | null {
  if (task.owner_id !== member || task.deleted_at) return null;
  if (task.status === 'done') return 'done';
  if (typeof task.due_at !== 'string') return 'undated';
  const time = Date.parse(task.due_at);
  if (time < bounds.today) return 'overdue';
  if (time < bounds.tomorrow) return 'today';
  if (time < bounds.after) return 'tomorrow';
  return time < bounds.monday ? 'week' : 'later';
}

/** A group as it was read: its first tasks, and how many there are in all. */
export interface Read {
  readonly tasks: readonly RecordData[];
  readonly total: number;
}
export type Reads = Readonly<Record<GroupName, Read>>;

/**
 * What was read, with every task in the group it belongs to by now: a change shows at once, wherever it leads. Counts stay
 * those of whole groups.
 */
export function arrange(reads: Reads, member: string, bounds: Bounds): Reads {
  const newest = new Map<string, RecordData>();
  for (const name of groupNames)
    for (const task of reads[name].tasks)
      if ((newest.get(task.id)?.version ?? 0) < task.version) newest.set(task.id, task);
  const places = new Map([...newest].map(([id, task]) => [id, groupOf(task, member, bounds)]));
  const arranged = groupNames.map((name): [GroupName, Read] => {
    const read = new Set(reads[name].tasks.map(({ id }) => id));
    const tasks = [...newest.values()].filter(({ id }) => places.get(id) === name);
    const arrived = tasks.filter(({ id }) => !read.has(id)).length;
    const left = [...read].filter((id) => places.get(id) !== name).length;
    return [name, { tasks: tasks.sort(byTime(name)), total: reads[name].total + arrived - left }];
  });
  return Object.fromEntries(arranged) as unknown as Reads;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** In the order the API gives them. */
function byTime(group: GroupName): (a: RecordData, b: RecordData) => number {
  const order = sortOf(group);
  const field = order.replace('-', '');
  const sign = order.startsWith('-') ? -1 : 1;
  return (a, b) => {
    const [one, other] = [text(a[field]), text(b[field])];
    if (one !== other) return one < other ? -sign : sign;
    return a.id < b.id ? -sign : sign;
  };
}
