'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useUndoToast } from '@/ui/data/undo';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';

/** As `GET /api/jobs/{id}` answers. */
interface Background {
  id: string;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  done: number;
  total: number | null;
  error: string | null;
  request_id: string;
}

/** Which records a bulk change means: some, or all the list matches. */
export type BulkTarget =
  | { readonly ids: readonly string[] }
  | { readonly filter: Filter | Record<string, never>; readonly q?: string };
export type BulkAction = { readonly update: Record<string, unknown> } | { readonly delete: true };

const perCall = 1000;

/** Changes many records and says how far it is. Long work goes on in the background; `progress` follows it. */
export function useBulkChange(object: string) {
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const report = useFailureToast();
  const t = useTranslations('list');
  const [task, setTask] = useState<{ id: string; message: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const background = useQuery({
    queryKey: keys.background(task?.id ?? ''),
    queryFn: ({ signal }) => api<Background>('GET', `/jobs/${task?.id}`, undefined, { signal }),
    enabled: task !== null,
    refetchInterval: ({ state }) => (state.data && isOver(state.data.data) ? false : 700),
  });
  const state = task ? background.data?.data : undefined;

  useEffect(() => {
    if (!task || !state || !isOver(state)) return;
    setTask(null);
    if (state.status === 'completed')
      showUndo({ object, request_id: state.request_id, message: task.message });
    else toast.error(state.error ?? t('bulk_stopped'));
    void client.invalidateQueries({ queryKey: keys.object(object) });
  }, [task, state, object, client, showUndo, t]);

  /** Resolves when it is done or handed to the background; false when it was refused. */
  const run = async (action: BulkAction, target: BulkTarget, message: string): Promise<boolean> => {
    setBusy(true);
    const requests: string[] = [];
    try {
      for (const part of parts(target)) {
        const body =
          'update' in action ? { update: { ...part, set: action.update } } : { delete: part };
        const answer = await api<{ job_id?: string } | null>('POST', `/${object}/bulk`, body);
        if (answer.data?.job_id) setTask({ id: answer.data.job_id, message });
        else requests.push(answer.request_id);
      }
      return true;
    } catch (error) {
      report(error);
      return false;
    } finally {
      setBusy(false);
      if (requests.length > 0) {
        showUndo({ object, request_id: requests, message });
        await client.invalidateQueries({ queryKey: keys.object(object) });
      }
    }
  };
  return {
    run,
    busy,
    progress: task ? { done: state?.done ?? 0, total: state?.total ?? null } : null,
  };
}

const isOver = (state: Background): boolean => !['queued', 'running'].includes(state.status);

function parts(target: BulkTarget): BulkTarget[] {
  if (!('ids' in target)) return [target];
  const count = Math.ceil(target.ids.length / perCall);
  return Array.from({ length: count }, (_, at) => ({
    ids: target.ids.slice(at * perCall, (at + 1) * perCall),
  }));
}
