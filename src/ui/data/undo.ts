'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { toast } from '@/ui/primitives/toast';
import { api } from './api';
import { useErrorText } from './issue-text';
import { refresh } from './refresh';

/** What an undo answers; a large one goes on in the background. */
export interface UndoAnswer {
  undone?: number;
  /** Records whose named fields were changed since, and kept. */
  kept?: { id: string; fields: string[] }[];
  job_id?: string;
}

/** A request that changed another object. */
export interface OfObject {
  object: string;
  request_id: string;
}

export interface Undone {
  object: string;
  /** Of the answer that made the change; several when one action took several requests, which may have changed other objects. */
  request_id: string | readonly (string | OfObject)[];
}

export interface Undoable extends Undone {
  /** What happened, in words: "3 contacts deleted". */
  message: string;
}

const undoable: (() => void)[] = [];

/** Undoes the newest change of this page that was not undone yet; for Ctrl/Cmd+Z. */
export function undoLast(): void {
  undoable.at(-1)?.();
}

/** Takes back what requests did, newest first, and says how it went. */
export function useUndo(): (change: Undone) => Promise<void> {
  const client = useQueryClient();
  const t = useTranslations('undo');
  const errorText = useErrorText();
  return useCallback(
    async ({ object, request_id }) => {
      try {
        let kept = 0;
        for (const request of [request_id].flat().reverse()) {
          const of = typeof request === 'string' ? { object, request_id: request } : request;
          const { data } = await api<UndoAnswer>('POST', `/${of.object}/undo`, {
            request_id: of.request_id,
          });
          if (of.object !== object) void refresh(client, of.object);
          kept += data.job_id ? await keptBy(data.job_id) : (data.kept?.length ?? 0);
        }
        toast(kept > 0 ? t('partly', { count: kept }) : t('done'));
      } catch (error) {
        toast.error(t('failed', { reason: errorText(error) }));
      }
      await refresh(client, object);
    },
    [client, t, errorText],
  );
}

/** Waits for an undo in the background. Answers how many records kept newer values. */
async function keptBy(job_id: string): Promise<number> {
  for (;;) {
    const { data } = await api<{ status: string; result: { kept?: unknown[] } | null }>(
      'GET',
      `/jobs/${job_id}`,
    );
    if (data.status !== 'queued' && data.status !== 'running')
      return data.result?.kept?.length ?? 0;
    await new Promise((done) => setTimeout(done, 700));
  }
}

/** Shows what happened with a button that takes it back. */
export function useUndoToast(): (change: Undoable) => void {
  const t = useTranslations('undo');
  const undo = useUndo();
  return useCallback(
    (change) => {
      const run = async () => {
        if (!undoable.includes(run)) return;
        undoable.splice(undoable.indexOf(run), 1);
        toast.dismiss(id);
        await undo(change);
      };
      undoable.push(run);
      const id = toast(change.message, {
        duration: 8000,
        action: { label: t('undo'), onClick: run },
      });
    },
    [t, undo],
  );
}
