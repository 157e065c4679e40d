'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/ui/primitives/toast';
import { type Answer, api } from './api';
import { isApiError } from './api-error';
import { useErrorText } from './issue-text';
import { keys } from './keys';
import { patchCached, snapshot } from './record-cache';
import { refresh } from './refresh';
import type { RecordData } from './types';
import { useUndoToast } from './undo';

/** One record with the named relations (`account,owner`). */
export function useRecord(object: string, id: string, include = '') {
  return useQuery({
    queryKey: keys.record(object, id, include),
    queryFn: ({ signal }) =>
      api<RecordData>('GET', `/${object}/${id}`, undefined, { query: { include }, signal }),
  });
}

interface Creation {
  values: Record<string, unknown>;
  message: string;
  /**
   * Called with the answer, before what is on screen is read again. A form is cleared here: once the list shows the record the next
   * one may be typed already.
   */
  answered?: (record: RecordData) => unknown;
}

/** Creates a record. 422 comes back as ApiError with `fieldErrors()`. */
export function useCreateRecord(object: string) {
  const client = useQueryClient();
  const showUndo = useUndoToast();
  return useMutation({
    mutationFn: ({ values }: Creation) =>
      api<RecordData>('POST', `/${object}`, values, { idempotency_key: crypto.randomUUID() }),
    onSuccess: (answer, { message, answered }) => {
      showUndo({ object, request_id: answer.request_id, message });
      return answered?.(answer.data);
    },
    onSettled: () => refresh(client, object),
  });
}

/** Which records a bulk change means. */
export type Target = { ids: readonly string[] } | { filter: unknown };

/** By ids the change is done with the answer; by filter a task goes on in the background. */
export interface BulkAnswer {
  job_id?: string;
}

/** Changes many records in one call. */
export function useBulk(object: string) {
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const report = useFailureToast();
  return useMutation({
    mutationFn: ({ change }: BulkChange) => api<BulkAnswer>('POST', `/${object}/bulk`, change),
    onMutate: async ({ change }) => {
      await client.cancelQueries({ queryKey: keys.object(object) });
      const rollback = snapshot(client, object);
      if ('update' in change && 'ids' in change.update) {
        const { ids, set } = change.update;
        patchCached(client, object, new Set(ids), (record) => merge(record, set));
      }
      return { rollback };
    },
    onSuccess: (answer, { message }) => {
      if (!answer.data?.job_id) showUndo({ object, request_id: answer.request_id, message });
    },
    onError: (error, _change, context) => {
      context?.rollback();
      report(error);
    },
    onSettled: () => refresh(client, object),
  });
}

export interface BulkChange {
  change:
    | { update: Target & { set: Record<string, unknown> } }
    | { delete: Target }
    | { create: Record<string, unknown>[] };
  message: string;
}

/** Moves records to the bin, several in one call so that one undo brings all back. */
export function useDeleteRecords(object: string) {
  const bulk = useBulk(object);
  return {
    ...bulk,
    remove: (ids: readonly string[], message: string) =>
      bulk.mutateAsync({ change: { delete: { ids } }, message }),
  };
}

/** Brings a record back from the bin. */
export function useRestoreRecord(object: string) {
  const client = useQueryClient();
  const report = useFailureToast();
  return useMutation({
    mutationFn: ({ id }: { id: string; message: string }) =>
      api<RecordData>('POST', `/${object}/${id}/restore`),
    onSuccess: (_answer: Answer<RecordData>, { message }) => {
      toast(message);
    },
    onError: report,
    onSettled: () => refresh(client, object),
  });
}

/** Says in words why a change was refused. */
export function useFailureToast(): (error: unknown) => void {
  const errorText = useErrorText();
  return (error) => {
    // The query client leads a session that ended to the sign-in page.
    if (!isApiError(error, 'unauthenticated')) toast.error(errorText(error));
  };
}

const merge = (record: RecordData, set: Record<string, unknown>): RecordData => ({
  ...record,
  ...set,
  custom: { ...record.custom, ...((set.custom as Record<string, unknown> | undefined) ?? {}) },
});
