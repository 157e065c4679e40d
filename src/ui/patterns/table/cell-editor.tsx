'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { Popover, PopoverAnchor, PopoverContent } from '@/ui/primitives/popover';
import type { Move, Related } from '../editors/editor';
import { FieldEditor } from '../editors/field-editor';
import { InlineEditor } from '../editors/inline-editor';
import { type Entry, valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import type { Changes } from '../records/edit-queue';

/** What an edit in a cell changed. */
export interface CellChange {
  /** The record as it was when the edit began. */
  readonly base: RecordData;
  readonly changes: Changes;
  readonly related?: Readonly<Record<string, Related | null>>;
}

interface CellEditorProps {
  scope: ObjectScope;
  record: RecordData;
  /** Absent for the title, which is edited through the fields it is made of. */
  entry: Entry | undefined;
  /** Keys pressed before the editor was there. */
  early: () => string;
  onDone: (change: CellChange | null, move?: Move) => void;
}

/** Edits the active cell. */
export function CellEditor({ scope, record, entry, early, onDone }: CellEditorProps) {
  const parts = scope.object.title.flatMap((path) => scope.byPath.get(path) ?? []);
  const single = entry ?? (parts.length === 1 ? parts[0] : undefined);
  if (!single)
    return <TitleEditor parts={parts} record={record} language={scope.language} onDone={onDone} />;
  return (
    <InlineEditor
      entry={single}
      record={record}
      early={early}
      onDone={(change, move) => {
        if (!change) return onDone(null, move);
        onDone(
          {
            base: change.base,
            changes: { [single.path]: change.value },
            ...(change.related === undefined ? {} : { related: { [single.path]: change.related } }),
          },
          move,
        );
      }}
    />
  );
}

function TitleEditor({
  parts,
  record,
  language,
  onDone,
}: {
  parts: readonly Entry[];
  record: RecordData;
  language: 'en' | 'tr';
  onDone: CellEditorProps['onDone'];
}) {
  const t = useTranslations('record');
  const [base] = useState(record);
  const draft = useRef<Record<string, unknown>>({});
  const ended = useRef(false);
  const finish = (save: boolean, move?: Move) => {
    if (ended.current) return;
    ended.current = true;
    const changed = Object.entries(draft.current).filter(
      ([path, value]) => value !== valueAt(base, path),
    );
    onDone(
      save && changed.length > 0 ? { base, changes: Object.fromEntries(changed) } : null,
      move,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      finish(true, 'down');
    }
    event.stopPropagation();
  };
  return (
    <Popover open onOpenChange={(open) => !open && finish(true)}>
      <PopoverAnchor className="block size-full" />
      <PopoverContent
        aria-label={t('name')}
        sideOffset={-32}
        className="flex w-72 flex-col gap-3"
        onKeyDown={onKeyDown}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => {
          event.preventDefault();
          finish(false);
        }}
      >
        {parts.map((entry, at) => (
          <FormField key={entry.path} label={entry.field.label[language]}>
            {(control) => (
              <FieldEditor
                entry={entry}
                record={base}
                control={control}
                autoFocus={at === 0}
                value={valueAt(base, entry.path)}
                onChange={(value) => {
                  draft.current[entry.path] = value;
                }}
              />
            )}
          </FormField>
        ))}
        <div className="flex justify-end gap-2">
          <Button size="sm" variant="ghost" onClick={() => finish(false)}>
            {t('cancel')}
          </Button>
          <Button size="sm" variant="primary" onClick={() => finish(true)}>
            {t('save')}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  );
}
