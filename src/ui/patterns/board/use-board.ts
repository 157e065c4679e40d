'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import type { Board, BoardColumn } from './board-model';

/** What a board shows, as the API takes it. */
export interface BoardParams {
  readonly pipeline_id: string;
  /** What the columns are; empty: stages. */
  readonly group_by: string;
  readonly q: string;
  readonly filter: Filter | null;
  readonly include: string;
}

/** Where a board comes from. */
export interface BoardSource {
  /** Of the cards: `deals`. */
  readonly object: string;
  /** Answers the columns with their first cards: `/deals/pipeline`. */
  readonly path: string;
  /** The name of the cards in the answer. */
  readonly cards: string;
  /** What a column is called here. */
  readonly nameOf: (column: { readonly id: string; readonly name: string }) => string;
}

type Sent = Omit<BoardColumn, 'data'> & Record<string, unknown>;

const pageSize = 100;
/** A column is read on when so few cards are left below those in sight. */
export const ahead = 12;

/**
 * The whole board under one key, so that a move changes one thing. Columns are read on as they are scrolled; a refresh
 * reads as much of each as is loaded. `hold` puts refreshes off, while moves are on their way.
 */
export function useBoard(source: BoardSource, params: BoardParams, hold: () => boolean) {
  const client = useQueryClient();
  const { object, path, cards, nameOf } = source;
  const queryKey = useMemo(
    () => keys.list(object, { board: path, ...params }),
    [object, path, params],
  );
  const [reading, setReading] = useState<ReadonlySet<string>>(new Set());
  const busy = useRef(new Set<string>());

  const readOn = useCallback(
    async (column: BoardColumn, signal?: AbortSignal): Promise<BoardColumn> => {
      const answer = await api<RecordData[]>('GET', `/${object}`, undefined, {
        query: {
          ...wordsOf(params),
          ...column.filter,
          sort: 'rank',
          limit: pageSize,
          cursor: column.next_cursor,
        },
        signal,
      });
      return {
        ...column,
        data: unique([...column.data, ...answer.data]),
        next_cursor: answer.pagination?.next_cursor ?? null,
      };
    },
    [object, params],
  );

  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Board> => {
      const before = client.getQueryData<Board>(queryKey);
      const { pipeline_id, group_by } = params;
      const answer = await api<Sent[]>('GET', path, undefined, {
        query: { ...wordsOf(params), pipeline_id, group_by },
        signal,
      });
      const columns = answer.data.map(async (sent): Promise<BoardColumn> => {
        const { [cards]: data, ...rest } = sent;
        let column = { ...rest, name: nameOf(sent), data } as unknown as BoardColumn;
        const loaded = before?.columns.find(({ id }) => id === column.id)?.data.length ?? 0;
        // Cards that moved in make it longer than what was read; reading a page for them would lengthen it with each refresh.
        while (column.next_cursor && column.data.length + ahead < loaded)
          column = await readOn(column, signal);
        return column;
      });
      return { columns: await Promise.all(columns) };
    },
    placeholderData: keepPreviousData,
    // Only what is known to be old is read again: other people's changes and one's own are told.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { isStale, isFetching, isError, refetch } = query;
  useEffect(() => {
    if (isStale && !isFetching && !isError && !hold()) void refetch();
  });

  const fetchMore = useCallback(
    async (id: string) => {
      const column = client.getQueryData<Board>(queryKey)?.columns.find((one) => one.id === id);
      if (!column?.next_cursor || busy.current.has(id)) return;
      busy.current.add(id);
      setReading(new Set(busy.current));
      try {
        const next = await readOn(column);
        client.setQueryData<Board>(
          queryKey,
          (board) =>
            board && {
              columns: board.columns.map((one) =>
                // A refresh that came between has its own cursor.
                one.id === id && one.next_cursor === column.next_cursor
                  ? {
                      ...one,
                      data: unique([...one.data, ...next.data]),
                      next_cursor: next.next_cursor,
                    }
                  : one,
              ),
            },
        );
      } catch {
        // Asked again in a while, if one still looks there; the cards that are here stay.
        await new Promise((done) => setTimeout(done, 5000));
      } finally {
        busy.current.delete(id);
        setReading(new Set(busy.current));
      }
    },
    [client, queryKey, readOn],
  );
  return { ...query, board: query.data, queryKey, fetchMore, reading };
}

const wordsOf = ({ q, filter, include }: BoardParams) => ({
  q,
  include,
  filter: filter ? JSON.stringify(filter) : '',
});

/** A card that moved while a column was read comes twice: it stays where it was first. */
const unique = (cards: readonly RecordData[]): RecordData[] =>
  [...new Map([...cards].reverse().map((card) => [card.id, card])).values()].reverse();
