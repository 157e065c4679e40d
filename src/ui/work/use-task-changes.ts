'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { tasks as object } from '@/objects/tasks/object';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { patchCached } from '@/ui/data/record-cache';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import { useFailureToast } from '@/ui/data/use-records';

type Values = Readonly<Record<string, unknown>>;

export interface TaskChange {
  readonly tasks: readonly RecordData[];
  /** What the API is told; for tasks that differ in it, by task. */
  readonly set: Values | ((task: RecordData) => Values);
  /** What is shown beside it until the API has answered. */
  readonly shown?: Values;
  /** What happened, in words. */
  readonly message: string;
}

/** Tasks of one call, at most. */
const perCall = 1000;

/**
 * Changes tasks: shown at once, taken back when refused, undone as one from a toast. What is on screen is read again once
 * no change is on its way.
 */
export function useTaskChanges(): (change: TaskChange) => Promise<boolean> {
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const report = useFailureToast();
  const pending = useRef(0);
  return useCallback(
    async ({ tasks, set, shown, message }) => {
      const { name } = object;
      const valuesOf = (task: RecordData): Values => (typeof set === 'function' ? set(task) : set);
      pending.current += 1;
      await client.cancelQueries({ queryKey: keys.lists(name) });
      for (const task of tasks)
        patchCached(client, name, new Set([task.id]), (one) => ({
          ...one,
          ...valuesOf(task),
          ...shown,
        }));
      const requests: string[] = [];
      try {
        for (const [values, ids] of byValues(tasks, valuesOf)) {
          const answer = await api('POST', `/${name}/bulk`, { update: { ids, set: values } });
          requests.push(answer.request_id);
        }
        return true;
      } catch (error) {
        for (const task of tasks)
          patchCached(client, name, new Set([task.id]), (one) => ({
            ...one,
            ...pick(task, { ...valuesOf(task), ...shown }),
          }));
        report(error);
        return false;
      } finally {
        if (requests.length > 0) showUndo({ object: name, request_id: requests, message });
        pending.current -= 1;
        if (pending.current === 0) void client.invalidateQueries({ queryKey: keys.object(name) });
      }
    },
    [client, showUndo, report],
  );
}

/** The tasks of every call: those that are told the same go together. */
function byValues(
  tasks: readonly RecordData[],
  valuesOf: (task: RecordData) => Values,
): [Values, string[]][] {
  const calls = new Map<string, { values: Values; ids: string[] }[]>();
  for (const task of tasks) {
    const values = valuesOf(task);
    const key = JSON.stringify(values);
    const parts = calls.get(key) ?? [];
    const last = parts.at(-1);
    if (last && last.ids.length < perCall) last.ids.push(task.id);
    else parts.push({ values, ids: [task.id] });
    calls.set(key, parts);
  }
  return [...calls.values()].flat().map(({ values, ids }) => [values, ids]);
}

const pick = (task: RecordData, values: Values): Values =>
  Object.fromEntries(Object.keys(values).map((name) => [name, task[name] ?? null]));
