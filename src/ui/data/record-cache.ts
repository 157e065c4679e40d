import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Answer } from './api';
import { keys } from './keys';
import type { RecordData } from './types';

type Change = (record: RecordData) => RecordData;

/**
 * Applies `change` to every cached copy of the records, in lists, infinite lists, boards and single records alike.
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
  if (isInfinite(cached)) return patchParts(cached, 'pages', ids, change);
  if (isBoard(cached)) return patchParts(cached, 'columns', ids, change);
  return isAnswer(cached) ? patchAnswer(cached, ids, change) : cached;
}

/** A list comes in pages, a board in columns; each holds its records in `data`. */
function patchParts<K extends 'pages' | 'columns', C extends { [P in K]: Part[] }>(
  cached: C,
  name: K,
  ids: ReadonlySet<string>,
  change: Change,
): C {
  let changed = false;
  const parts = cached[name].map((part) => {
    const next = patchAnswer(part, ids, change);
    changed ||= next !== part;
    return next;
  });
  return changed ? { ...cached, [name]: parts } : cached;
}

function patchAnswer<A extends Part>(answer: A, ids: ReadonlySet<string>, change: Change): A {
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

interface Part {
  readonly data: unknown;
}

const answersOf = (cached: unknown): Part[] =>
  isInfinite(cached)
    ? cached.pages
    : isBoard(cached)
      ? cached.columns
      : isAnswer(cached)
        ? [cached]
        : [];

const isAnswer = (value: unknown): value is Answer<unknown> =>
  typeof value === 'object' && value !== null && 'data' in value;

const isInfinite = (value: unknown): value is InfiniteData<Answer<unknown>> =>
  typeof value === 'object' && value !== null && 'pages' in value && Array.isArray(value.pages);

const isBoard = (value: unknown): value is { columns: Part[] } =>
  typeof value === 'object' && value !== null && 'columns' in value && Array.isArray(value.columns);

// History entries have ids too; only records carry a version.
const isRecord = (value: unknown): value is RecordData =>
  typeof value === 'object' && value !== null && 'id' in value && 'version' in value;
