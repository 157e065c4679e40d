import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import { relationName } from '@/core/shape/object';
import { timelineKinds, uiObjects } from '@/registry.ui';
import { keys } from '../keys';
import { ownRequests } from '../own-requests';
import type { Notice } from './events';

/** Notices of one moment lead to one refresh, ms; a change of one's own may be answered so much later than it is told. */
const gather = 300;
const longestAnswer = 5000;
/** The least time between two refreshes, ms, for each page of records that is loaded. */
const pause = 700;
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
    this.refresh(({ queryKey }) => concerns(queryKey, changed));
    this.nextAt = performance.now() + pause * this.pagesShown();
  }

  /** What nobody looks at is only marked, and read when somebody does. */
  private refresh(predicate: (query: Query) => boolean): void {
    const refetchType = document.hidden ? 'none' : 'active';
    void this.client.invalidateQueries({ predicate, refetchType });
  }

  private readonly onVisible = (): void => {
    if (!document.hidden) void this.client.refetchQueries({ type: 'active', stale: true });
  };

  private pagesShown(): number {
    const lists = this.client.getQueryCache().findAll({ type: 'active' });
    return Math.max(
      1,
      ...lists.map(({ state }) => (state.data as InfiniteData<unknown>)?.pages?.length ?? 1),
    );
  }
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

/** Whether a query shows something that changed: lists and counts of the object, the record itself, what names it, and timelines. */
export function concerns(queryKey: readonly unknown[], changed: Changed): boolean {
  const [first, object, kind, what, include] = queryKey;
  if (first === keys.fields[0]) return changed.has('fields');
  if (first === keys.members[0]) return changed.has('members');
  if (first !== 'records' || typeof object !== 'string') return false;
  if (kind === 'timeline' && [...timelineKinds.keys()].some((one) => changed.has(one))) return true;
  if (names(object, kind === 'list' ? includeOf(what) : include, changed)) return true;
  const ids = changed.get(object);
  if (ids === undefined) return false;
  return kind === 'list' || ids === null || ids.has(String(what));
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
