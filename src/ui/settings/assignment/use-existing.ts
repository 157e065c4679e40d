'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { refresh } from '@/ui/data/refresh';
import { useUndo } from '@/ui/data/undo';
import type { Assigned } from './use-assignment';

export const whiches = ['wrong_owner', 'without_owner', 'all'] as const;

/** Which records that are there are given by the rules. */
export interface Wish {
  readonly which: (typeof whiches)[number];
  readonly filter: Filter | Record<string, never>;
}

/** What applying the rules would do now. */
export interface Preview {
  readonly version: number;
  readonly changing: number;
  readonly refused: number;
  /** Rule null: where none fits. */
  readonly gives: readonly {
    readonly rule_id: string | null;
    readonly owner_id: string;
    readonly count: number;
  }[];
  readonly sample: readonly {
    readonly id: string;
    readonly title: string;
    readonly rule_id: string | null;
    readonly from: string | null;
    readonly to: string;
  }[];
}

export const usePreview = (of: Assigned, wish: Wish) =>
  useQuery({
    queryKey: [...keys.assignment(of), 'preview', wish],
    queryFn: ({ signal }) => api<Preview>('POST', `/${of}/assignment/preview`, wish, { signal }),
    staleTime: 0,
    gcTime: 0,
  });

interface Job {
  readonly status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
  readonly result: { readonly updated?: number; readonly refused?: number } | null;
}

/** Applies the rules and follows the work, as long as the page is open; the work goes on without it. */
export function useRun(of: Assigned) {
  const client = useQueryClient();
  const undo = useUndo();
  const [task, setTask] = useState<{ job_id: string; request_id: string } | null>(null);
  const { data } = useQuery({
    queryKey: keys.background(task?.job_id ?? ''),
    queryFn: ({ signal }) => api<Job>('GET', `/jobs/${task?.job_id}`, undefined, { signal }),
    enabled: task !== null,
    refetchInterval: ({ state }) => (state.data && isOver(state.data.data) ? false : 700),
  });
  const job = task ? data?.data : undefined;
  const over = job !== undefined && isOver(job);
  useEffect(() => {
    if (over) void refresh(client, of);
  }, [over, client, of]);

  const start = useMutation({
    mutationFn: (body: Wish & { version: number }) =>
      api<{ job_id: string }>('POST', `/${of}/assignment/apply`, body),
    onSuccess: ({ data: { job_id }, request_id }) => setTask({ job_id, request_id }),
    onError: () => client.invalidateQueries({ queryKey: keys.assignment(of) }),
  });
  const cancel = useMutation({
    mutationFn: () => api('POST', `/jobs/${task?.job_id}/cancel`),
  });
  const takeBack = useMutation({
    mutationFn: async () => {
      if (task) await undo({ object: of, request_id: task.request_id });
    },
    onSuccess: () => setTask(null),
  });
  return { start, cancel, takeBack, job, over, begun: task !== null, forget: () => setTask(null) };
}

export type Run = ReturnType<typeof useRun>;

const isOver = ({ status }: Job): boolean => status !== 'queued' && status !== 'running';
