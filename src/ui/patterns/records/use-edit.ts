'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { type ObjectDefinition, relationName } from '@/core/shape/object';
import { timelineKinds } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { patchCached } from '@/ui/data/record-cache';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import type { Related } from '../editors/editor';
import { valueAt, withValue } from '../model/entries';
import { titleOf } from '../model/title';
import type { ObjectScope } from '../object-scope';
import { askAboutConflict } from './conflicts';
import { type Changes, createEditQueue } from './edit-queue';
import { useRefusal } from './use-refusal';

const queues = new Map<string, ReturnType<typeof createEditQueue>>();

function queueOf(object: string) {
  const known = queues.get(object);
  if (known) return known;
  const made = createEditQueue({
    send: (id, body, version) => api<RecordData>('PATCH', `/${object}/${id}`, body, { version }),
    decide: (conflict) => askAboutConflict(object, conflict),
  });
  queues.set(object, made);
  return made;
}

export interface Edit {
  /** The record as it was shown when the edit began. */
  readonly base: RecordData;
  readonly changes: Changes;
  /** What chosen references are called, by path. */
  readonly related?: Readonly<Record<string, Related | null>>;
  /** Says nothing and offers no undo; the caller does. */
  readonly quiet?: boolean;
}

/** Saves an edit: shown everywhere at once, taken back when refused, undone from a toast. Resolves with the request id, null when nothing was saved. */
export function useEdit({
  object,
  byPath,
  language,
}: ObjectScope): (edit: Edit) => Promise<string | null> {
  const client = useQueryClient();
  const showUndo = useUndoToast();
  const refused = useRefusal();
  const t = useTranslations('record');
  return useCallback(
    async function save(edit: Edit): Promise<string | null> {
      const { base, changes, quiet } = edit;
      const labels = Object.keys(changes).map(
        (path) => byPath.get(path)?.field.label[language] ?? path,
      );
      const ids = new Set([base.id]);
      waiting.add(edit);
      patchCached(client, object.name, ids, (cached) => applied(object, cached, edit));
      try {
        const outcome = await queueOf(object.name).save(base, changes);
        waiting.delete(edit);
        const record = outcome.kind === 'saved' ? outcome.answer.data : outcome.current;
        // What was typed since and is still on its way stays in sight.
        const later = [...waiting].filter((one) => one.base.id === base.id);
        patchCached(client, object.name, ids, (cached) =>
          later.reduce((shown, one) => applied(object, shown, one), { ...cached, ...record }),
        );
        if (outcome.kind !== 'saved') {
          // Names of their references are not part of the answer.
          await client.invalidateQueries({ queryKey: keys.object(object.name) });
          return null;
        }
        const { request_id } = outcome.answer;
        const message = t('changed', { fields: labels.join(', '), title: record.title });
        if (!quiet) showUndo({ object: object.name, request_id, message });
        return request_id;
      } catch (error) {
        waiting.delete(edit);
        takeBack(client, object.name, base, changes);
        refused(error, labels.join(', '), () => void save(edit));
        return null;
      } finally {
        void client.invalidateQueries({
          predicate: ({ queryKey }) => showsChange(queryKey, object.name, base.id),
        });
        // Order and filters may no longer fit: lists refresh when looked at next, not under the hand.
        void client.invalidateQueries({ queryKey: keys.lists(object.name), refetchType: 'none' });
      }
    },
    [client, showUndo, refused, t, object, byPath, language],
  );
}

/** The timeline of a record that changed, and those that it stands in itself. */
const showsChange = ([, object, what, id]: readonly unknown[], changed: string, record: string) =>
  what === 'timeline' && ((object === changed && id === record) || timelineKinds.has(changed));

/** Edits that were not answered yet. */
const waiting = new Set<Edit>();

/** The record as it looks with an edit. */
function applied(
  object: ObjectDefinition,
  record: RecordData,
  { changes, related }: Edit,
): RecordData {
  const paths = [...object.title, ...(object.title_fallback ?? [])];
  let next = record;
  for (const [path, value] of Object.entries(changes)) next = withValue(next, path, value);
  for (const [path, one] of Object.entries(related ?? {}))
    next = { ...next, [relationName(path)]: one };
  const isNamed = paths.some((path) => path in changes);
  return isNamed ? { ...next, title: titleOf(object, next, next.title) } : next;
}

/** Puts back what the refused edit had shown, where nothing newer stands there. */
function takeBack(client: QueryClient, object: string, base: RecordData, changes: Changes) {
  patchCached(client, object, new Set([base.id]), (record) => {
    let next = record;
    for (const [path, value] of Object.entries(changes)) {
      if (valueAt(next, path) !== value) continue;
      next = withValue(next, path, valueAt(base, path));
      const relation = relationName(path);
      next = { ...next, title: base.title };
      if (relation !== path && relation in base) next = { ...next, [relation]: base[relation] };
    }
    return next;
  });
}
