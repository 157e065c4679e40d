'use client';

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

export const outcomes = ['there', 'onward', 'won', 'lost', 'back'] as const;
export type Outcome = (typeof outcomes)[number];

export interface StageVelocity extends Readonly<Record<Outcome, number>> {
  readonly stage_id: string;
  readonly name: string;
  readonly entered: number;
  readonly conversion: number | null;
  readonly median_seconds: number | null;
  readonly mean_seconds: number | null;
}

/** Stays that began on these days, both included; empty: of everybody, of the default pipeline. */
export interface When {
  readonly from: string;
  readonly to: string;
  readonly owner_id: string;
}

export const useVelocity = (asked: When & { pipeline_id: string }) =>
  useQuery({
    queryKey: [...keys.object('deals'), 'velocity', asked],
    queryFn: ({ signal }) =>
      api<{ stages: readonly StageVelocity[] }>('GET', '/deals/velocity', undefined, {
        query: { ...asked },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export interface Stay {
  readonly id: string;
  readonly deal_id: string;
  readonly title: string;
  readonly entered_at: string;
  readonly left_at: string | null;
  readonly seconds: number;
  readonly outcome: Outcome;
}

export const useStays = (asked: When & { stage_id: string; outcome: Outcome | '' }) =>
  useInfiniteQuery({
    queryKey: [...keys.object('deals'), 'velocity', 'stays', asked],
    queryFn: ({ signal, pageParam }) =>
      api<Stay[]>('GET', '/deals/velocity/stays', undefined, {
        query: { ...asked, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ pagination }) => pagination?.next_cursor ?? undefined,
  });
