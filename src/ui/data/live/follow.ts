import type { Query, QueryClient } from '@tanstack/react-query';
import { relationName } from '@/core/shape/object';
import { timelineKinds, uiObjects } from '@/registry.ui';
import { keys } from '../keys';
import { ownRequests } from '../own-requests';
import type { Notice } from './events';

/** Notices of one moment lead to one refresh, ms. */
const gather = 8;
/** A change of one's own may be answered so much later than it is told, ms; its notice is known by the answer. */
const longestAnswer = 5000;
/** From one refresh to the next, ms: at least so long, and so many times what the last one took, so that deep lists and a busy server are asked less often. */
const pause = { least: 150, times: 3 } as const;
/** A refresh that has not ended by then is not waited for, ms. */
const longestRefresh = 5000;
/** A change that is told was begun at most so long before, ms; older ones were there when the page was read. */
const longestChange = 5000;
/** The stream repeats itself after a gap. */
const mostKnown = 2000;

/** Which records of an object changed; null: too many to name. */
type Changed = ReadonlyMap<string, ReadonlySet<string> | null>;

/** Keeps what is on screen true: refreshes what others changed, once per moment, and never for one's own changes. */
export class Follower {
  private readonly known = new Set<string>();
  private pending: Notice[] = [];
  private since = 0;
  private nextAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: QueryClient) {
    document.addEventListener('visibilitychange', this.onVisible);
  }

  hear(notice: Notice): void {
    if (this.known.has(notice.event) || isBefore(notice.event, ownRequests.first())) return;
    this.known.add(notice.event);
    const [oldest] = this.known;
    if (this.known.size > mostKnown && oldest) this.known.delete(oldest);
    if (this.pending.length === 0) this.since = performance.now();
    this.pending.push(notice);
    this.arm(Math.max(gather, this.nextAt - performance.now()));
  }

  /** Everything on screen may be old. Not at the same moment in every browser. */
  resync(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
    setTimeout(() => this.refresh(() => true), Math.random() * 1500);
  }

  /** One may see other records than before: what is on screen is read again at once, everything else is no longer known. */
  forget(): void {
    this.client.removeQueries({ queryKey: ['records'], type: 'inactive' });
    this.refresh(({ queryKey }) => queryKey[0] !== keys.session[0]);
  }

  close(): void {
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  private arm(wait: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, wait);
  }

  private flush(): void {
    if (ownRequests.underWay() && performance.now() - this.since < longestAnswer) {
      this.arm(100);
      return;
    }
    const theirs = this.pending.filter(({ request_id }) => !ownRequests.has(request_id));
    this.pending = [];
    if (theirs.length === 0) return;
    const changed = changedBy(theirs);
    const began = performance.now();
    this.nextAt = began + longestRefresh;
    void this.refresh(({ queryKey }) => concerns(queryKey, changed)).then(() => {
      const took = performance.now() - began;
      this.nextAt = Math.min(
        this.nextAt,
        performance.now() + Math.max(pause.least, pause.times * took),
      );
      if (this.timer === undefined) return;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.arm(Math.max(gather, this.nextAt - performance.now()));
    });
  }

  /** What nobody looks at is only marked, and read when somebody does. */
  private refresh(predicate: (query: Query) => boolean): Promise<void> {
    const refetchType = document.hidden ? 'none' : 'active';
    return this.client.invalidateQueries({ predicate, refetchType });
  }

  private readonly onVisible = (): void => {
    if (!document.hidden) void this.client.refetchQueries({ type: 'active', stale: true });
  };
}

/** Ids begin with the time they were made, by the clock of the server. */
const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const isBefore = (event: string, first: string | null): boolean =>
  first !== null && timeOf(event) < timeOf(first) - longestChange;

export function changedBy(notices: readonly Notice[]): Changed {
  const changed = new Map<string, Set<string> | null>();
  for (const { object, id } of notices) {
    const ids = changed.get(object);
    if (ids === null) continue;
    if (id === null) changed.set(object, null);
    else changed.set(object, (ids ?? new Set()).add(id));
  }
  return changed;
}

/** What is told of all records of an object: any change of one may change it. */
const wholes: ReadonlySet<unknown> = new Set(['list', 'forecast', 'velocity']);

/** What is kept under its own name beside the records. Roles say who has them. */
const named: ReadonlySet<unknown> = new Set(['fields', 'members', 'roles', 'teams']);

/** Whether a query shows something that changed: lists and counts of the object, the record itself, what names it, and timelines. */
export function concerns(queryKey: readonly unknown[], changed: Changed): boolean {
  const [first, object, kind, what, include] = queryKey;
  if (named.has(first))
    return changed.has(String(first)) || (first === 'roles' && changed.has('members'));
  if (first !== 'records' || typeof object !== 'string') return false;
  if (kind === 'timeline' && [...timelineKinds.keys()].some((one) => changed.has(one))) return true;
  if (names(object, kind === 'list' ? includeOf(what) : include, changed)) return true;
  const ids = changed.get(object);
  if (ids === undefined) return false;
  return wholes.has(kind) || ids === null || ids.has(String(what));
}

const includeOf = (params: unknown): unknown =>
  typeof params === 'object' && params !== null && 'include' in params ? params.include : '';

/** Whether what is shown beside the records (`account,owner`) is of an object that changed. */
function names(object: string, include: unknown, changed: Changed): boolean {
  if (typeof include !== 'string' || include === '') return false;
  const shown = new Set(include.split(','));
  const fields = uiObjects.find(({ name }) => name === object)?.fields ?? {};
  return Object.entries(fields).some(
    ([path, { kind, target }]) =>
      shown.has(relationName(path)) && changed.has(kind === 'user' ? 'members' : (target ?? '')),
  );
}
