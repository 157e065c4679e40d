'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { uiObjects } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { refresh } from '@/ui/data/refresh';
import { useUndoToast } from '@/ui/data/undo';
import { toast } from '@/ui/primitives/toast';
import { useLabel } from '@/ui/shell/use-label';

/** What began, object by object. */
export interface Started {
  readonly jobs: readonly { readonly object: string; readonly job_id: string }[];
  readonly request_id: string;
}

interface Job {
  readonly status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
  readonly result: { readonly refused?: number } | null;
}

export const isOver = ({ status }: Job): boolean => status !== 'queued' && status !== 'running';

export const jobQuery = (id: string) => ({
  queryKey: keys.background(id),
  // Without a signal: whoever only looks on must not end the request of the one who waits.
  queryFn: () => api<Job>('GET', `/jobs/${id}`),
});

/** The records of an object, in words. */
export function useObjectName(): (object: string) => string {
  const label = useLabel();
  return (object) => {
    const found = uiObjects.find((one) => one.name === object);
    return found ? label(found.label_plural) : object;
  };
}

/** Waits for a handover, wherever the person goes meanwhile, and then says how it went. */
export function useFollowHandover(): (started: Started, name: string) => Promise<void> {
  const t = useTranslations('members');
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const errorText = useErrorText();
  const nameOf = useObjectName();
  return async ({ jobs, request_id }, name) => {
    try {
      const ends = await Promise.all(jobs.map(({ job_id }) => endOf(client, job_id)));
      const done = jobs.filter((_, at) => ends[at]?.status === 'completed');
      const failed = jobs.filter((one) => !done.includes(one));
      for (const { object } of jobs) void refresh(client, object);
      void client.invalidateQueries({ queryKey: keys.members });
      const namesOf = (list: Started['jobs']) => list.map((one) => nameOf(one.object)).join(', ');
      const [first] = done;
      if (first)
        showUndo({
          object: first.object,
          request_id: done.map(({ object }) => ({ object, request_id })),
          message:
            failed.length === 0
              ? t('handed_over', { name })
              : t('handed_over_partly', { name, objects: namesOf(done) }),
        });
      if (failed.length > 0) toast.error(t('not_handed_over', { name, objects: namesOf(failed) }));
    } catch (error) {
      toast.error(errorText(error));
    }
  };
}

/** Asks again and again; what shows the progress reads the same answers. */
async function endOf(client: QueryClient, id: string): Promise<Job> {
  for (;;) {
    const { data } = await client.fetchQuery({ ...jobQuery(id), staleTime: 0, retry: 5 });
    if (isOver(data)) return data;
    await new Promise((done) => setTimeout(done, 700));
  }
}
