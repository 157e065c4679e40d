'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Filter } from '@/core/shape/filter';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

export const ways = ['round_robin', 'least_open', 'fixed', 'creator'] as const;
export type Way = (typeof ways)[number];

export interface Target {
  readonly kind: Way;
  readonly user_ids: readonly string[];
  /** Whoever is in them then, beside the members. */
  readonly team_ids?: readonly string[];
}

export interface Rule {
  /** Absent on a new one. */
  readonly id?: string;
  readonly name: string;
  /** `{}` fits every record. */
  readonly filter: Filter | Record<string, never>;
  readonly to: Target;
}

export interface Assignment {
  readonly rules: readonly Rule[];
  readonly otherwise: Target;
  readonly version: number;
}

/** The objects whose new records are given by rules. */
export type Assigned = 'leads' | 'accounts';

/** Who gets new records that name no owner. */
export const useAssignment = (of: Assigned) =>
  useQuery({
    queryKey: keys.assignment(of),
    queryFn: ({ signal }) => api<Assignment>('GET', `/${of}/assignment`, undefined, { signal }),
  });

/** Stores all rules at once; what somebody else stored meanwhile is shown instead (412). */
export function useSetAssignment(of: Assigned) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (next: Assignment) => api<Assignment>('PUT', `/${of}/assignment`, next),
    onSettled: () => client.invalidateQueries({ queryKey: keys.assignment(of) }),
  });
}
