import type { Answer } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import type { RecordData } from '@/ui/data/types';
import { patchOf, valueAt } from '../model/entries';

/** Values by path, as an editor changed them. */
export type Changes = Readonly<Record<string, unknown>>;

/** Someone else changed the same field since the person saw it. */
export interface Conflict {
  readonly id: string;
  /** What the person saw when they began. */
  readonly base: RecordData;
  /** What the server has now. */
  readonly current: RecordData;
  readonly changes: Changes;
  /** The paths both changed. */
  readonly paths: readonly string[];
}

export interface EditPort {
  send(id: string, body: Record<string, unknown>, version: number): Promise<Answer<RecordData>>;
  /** Asks the person whose values stay. */
  decide(conflict: Conflict): Promise<'mine' | 'theirs'>;
}

export type Outcome =
  | { readonly kind: 'saved'; readonly answer: Answer<RecordData> }
  | { readonly kind: 'kept_theirs'; readonly current: RecordData };

const attempts = 5;

/**
 * Saves edits of records, one after the other per record, each on the version the former one made. When someone
 * else was faster, other fields are joined silently and the same field is put to the person.
 */
export function createEditQueue(port: EditPort) {
  const last = new Map<string, Promise<unknown>>();
  const versions = new Map<string, number>();

  async function run(base: RecordData, changes: Changes): Promise<Outcome> {
    const { id } = base;
    let seen = base;
    let version = Math.max(base.version, versions.get(id) ?? 0);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await port.send(id, patchOf(changes), version);
        versions.set(id, answer.data.version);
        return { kind: 'saved', answer };
      } catch (error) {
        if (!isApiError(error, 'stale_version') || !error.data || attempt >= attempts) throw error;
        const current = error.data as RecordData;
        const paths = conflicting(seen, current, changes);
        if (
          paths.length > 0 &&
          (await port.decide({ id, base: seen, current, changes, paths })) === 'theirs'
        ) {
          versions.set(id, current.version);
          return { kind: 'kept_theirs', current };
        }
        seen = current;
        version = current.version;
      }
    }
  }

  return {
    /** `base` is the record as it was shown when the edit began. */
    save(base: RecordData, changes: Changes): Promise<Outcome> {
      const before = last.get(base.id) ?? Promise.resolve();
      const mine = before.then(
        () => run(base, changes),
        () => run(base, changes),
      );
      last.set(base.id, mine);
      const forget = () => {
        if (last.get(base.id) === mine) last.delete(base.id);
      };
      mine.then(forget, forget);
      return mine;
    },
  };
}

/** Changed paths whose value on the server is neither what was seen nor what is wanted. */
function conflicting(seen: RecordData, current: RecordData, changes: Changes): string[] {
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return Object.keys(changes).filter((path) => {
    const now = valueAt(current, path);
    return !same(now, valueAt(seen, path)) && !same(now, changes[path]);
  });
}
