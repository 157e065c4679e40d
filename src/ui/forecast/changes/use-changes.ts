'use client';

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { Measure } from '../deal-filter';
import type { By, Period } from '../use-forecast';

/** In the order of the bridge. */
export const changeKinds = [
  ...(['new', 'reopened', 'moved_in', 'won', 'lost', 'moved_out', 'removed'] as const),
  ...(['amount_up', 'amount_down', 'category', 'stage', 'probability'] as const),
  ...(['reassigned', 'moved_within'] as const),
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** How a deal stood at one of the two times. */
export interface DealState {
  readonly status: 'open' | 'won' | 'lost';
  readonly stage: string | null;
  readonly owner_id: string | null;
  readonly category: string | null;
  readonly probability: number | null;
  readonly amount: string | null;
  readonly day: string | null;
}

export interface ChangedDeal {
  readonly id: string;
  readonly title: string | null;
  readonly in_bin: boolean;
  readonly kind: ChangeKind;
  readonly before: DealState | null;
  readonly after: DealState | null;
  readonly start: string;
  readonly end: string;
  readonly difference: string;
}

export interface Changes {
  readonly measure: Measure;
  readonly period: Period;
  readonly recorded_since: string | null;
  readonly since: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly kinds: readonly { kind: ChangeKind; count: number; difference: string }[];
  readonly deals: readonly ChangedDeal[];
  readonly next_cursor: string | null;
}

/** Which number of the forecast, of which period and deals; empty: of all. */
export interface Which {
  readonly by: By;
  readonly period: string;
  readonly pipeline_id: string;
  readonly owner_id: string;
}

/** Below the deals, so that every change of one refreshes it. */
export const useChanges = (asked: Which & { since: string; measure: string; kind: string }) =>
  useInfiniteQuery({
    queryKey: [...keys.object('deals'), 'forecast', 'changes', asked],
    queryFn: ({ signal, pageParam }) =>
      api<Changes>('GET', '/forecast/changes', undefined, {
        query: { ...asked, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ data }) => data.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export type Point = { readonly day: string } & Readonly<Record<Measure, string>>;

export const useSeries = (asked: Which) =>
  useQuery({
    queryKey: [...keys.object('deals'), 'forecast', 'series', asked],
    queryFn: ({ signal }) =>
      api<{ recorded_since: string | null; points: readonly Point[] }>(
        'GET',
        '/forecast/series',
        undefined,
        { query: { ...asked }, signal },
      ),
    placeholderData: keepPreviousData,
  });
