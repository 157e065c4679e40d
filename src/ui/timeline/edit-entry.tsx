'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import type { Draft } from '@/ui/patterns/form/create-values';
import { valueAt } from '@/ui/patterns/model/entries';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { useEdit } from '@/ui/patterns/records/use-edit';
import { relatedOf } from '@/ui/patterns/values/format';
import { sameValue } from '@/ui/patterns/values/same';
import { EntryForm } from './entry-form';
import { editPaths } from './forms';

interface Props {
  scope: ObjectScope;
  record: RecordData;
  onDone: () => void;
}

/** Changes an entry where it stands. */
export function EditEntry({ scope, record, onDone }: Props) {
  const t = useTranslations('timeline');
  const save = useEdit(scope);
  const paths = editPaths[scope.object.name] ?? [];
  const [draft, setDraft] = useState<Draft>(() => draftOf(scope, record, paths));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const send = async () => {
    const changes = Object.fromEntries(
      paths.flatMap((path) => {
        const value = draft.values[path] ?? null;
        return sameValue(value, valueAt(record, path)) ? [] : [[path, value]];
      }),
    );
    onDone();
    // A refusal is reported by the hook, with another try.
    if (Object.keys(changes).length > 0)
      await save({ base: record, changes, related: draft.related });
  };
  return (
    <div ref={box} className="mt-1 rounded-md border p-3">
      <EntryForm
        scope={scope}
        paths={paths}
        draft={draft}
        onChange={setDraft}
        onSend={send}
        onCancel={onDone}
        label={t('edit')}
        submit={t('save')}
      />
    </div>
  );
}

const draftOf = (scope: ObjectScope, record: RecordData, paths: readonly string[]): Draft => ({
  values: Object.fromEntries(paths.map((path) => [path, valueAt(record, path)])),
  related: Object.fromEntries(
    paths.flatMap((path) => {
      const entry = scope.byPath.get(path);
      const related = entry && relatedOf(entry, record);
      return related ? [[path, related]] : [];
    }),
  ),
});
