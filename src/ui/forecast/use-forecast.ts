'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

export type By = 'month' | 'quarter';

export interface Period {
  readonly start: string;
  readonly end: string;
  readonly quarter: number | null;
  readonly fiscal_year: number;
}

export interface Figures {
  readonly won: string;
  readonly commit: string;
  readonly best_case: string;
  readonly pipeline: string;
  readonly omitted: string;
  readonly weighted: string;
  readonly expected: string;
  readonly quota: string | null;
  readonly attainment: number | null;
}

export interface Forecast {
  readonly by: By;
  readonly currency: string;
  readonly fiscal_start_month: number;
  readonly periods: readonly Period[];
  readonly totals: readonly Figures[];
  readonly owners: readonly {
    readonly owner_id: string | null;
    readonly name: string | null;
    readonly figures: readonly Figures[];
  }[];
  readonly undated: Figures & { readonly open_count: number };
}

/** What the forecast is asked for; empty: as the server decides. */
interface Question {
  readonly by: By;
  /** A day of the first period. */
  readonly from: string;
  readonly pipeline_id: string;
  readonly owner_id: string;
}

/** Below the deals, so that every change of one refreshes it. */
export const useForecast = (asked: Question) =>
  useQuery({
    queryKey: [...keys.object('deals'), 'forecast', asked],
    queryFn: ({ signal }) =>
      api<Forecast>('GET', '/forecast', undefined, { query: { ...asked }, signal }),
    placeholderData: keepPreviousData,
  });

/** Sets what a member is to win in a period; null takes it away. */
export function useSetQuota() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (quota: { user_id: string; by: By; from: string; amount: string | null }) =>
      api('PUT', '/forecast/quotas', quota),
    onSettled: () => client.invalidateQueries({ queryKey: [...keys.object('deals'), 'forecast'] }),
  });
}
