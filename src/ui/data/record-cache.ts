import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Answer } from './api';
import { keys } from './keys';
import type { RecordData } from './types';

type Change = (record: RecordData) => RecordData;

/**
 * Applies `change` to every cached copy of the records, in lists, infinite lists and single records alike.
 * Objects that do not hold them keep their identity, so nothing else renders again.
 */
export function patchCached(
  client: QueryClient,
  object: string,
  ids: ReadonlySet<string>,
  change: Change,
): void {
  client.setQueriesData({ queryKey: keys.object(object) }, (cached: unknown) =>
    patchValue(cached, ids, change),
  );
}

/** The first cached copy of a record, for what must be known before the server answers. */
export function findCached(
  client: QueryClient,
  object: string,
  id: string,
): RecordData | undefined {
  for (const [, cached] of client.getQueriesData({ queryKey: keys.object(object) })) {
    for (const answer of answersOf(cached)) {
      const records = Array.isArray(answer.data) ? answer.data : [answer.data];
      const found = records.find((record) => isRecord(record) && record.id === id);
      if (found) return found;
    }
  }
  return undefined;
}

/** Puts the caches of an object back as they were before an optimistic change. */
export function snapshot(client: QueryClient, object: string): () => void {
  const before = client.getQueriesData({ queryKey: keys.object(object) });
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}

function patchValue(cached: unknown, ids: ReadonlySet<string>, change: Change): unknown {
  if (isInfinite(cached)) {
    let changed = false;
    const pages = cached.pages.map((page) => {
      const next = patchAnswer(page, ids, change);
      changed ||= next !== page;
      return next;
    });
    return changed ? { ...cached, pages } : cached;
  }
  return isAnswer(cached) ? patchAnswer(cached, ids, change) : cached;
}

function patchAnswer(
  answer: Answer<unknown>,
  ids: ReadonlySet<string>,
  change: Change,
): Answer<unknown> {
  if (Array.isArray(answer.data)) {
    if (!answer.data.some((record) => isRecord(record) && ids.has(record.id))) return answer;
    return {
      ...answer,
      data: answer.data.map((record) =>
        isRecord(record) && ids.has(record.id) ? change(record) : record,
      ),
    };
  }
  if (isRecord(answer.data) && ids.has(answer.data.id))
    return { ...answer, data: change(answer.data) };
  return answer;
}

const answersOf = (cached: unknown): Answer<unknown>[] =>
  isInfinite(cached) ? cached.pages : isAnswer(cached) ? [cached] : [];

const isAnswer = (value: unknown): value is Answer<unknown> =>
  typeof value === 'object' && value !== null && 'data' in value;

const isInfinite = (value: unknown): value is InfiniteData<Answer<unknown>> =>
  typeof value === 'object' && value !== null && 'pages' in value && Array.isArray(value.pages);

// History entries have ids too; only records carry a version.
const isRecord = (value: unknown): value is RecordData =>
  typeof value === 'object' && value !== null && 'id' in value && 'version' in value;
