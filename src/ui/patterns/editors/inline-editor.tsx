'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { FieldError } from '@/ui/primitives/field';
import { Popover, PopoverAnchor, PopoverContent } from '@/ui/primitives/popover';
import type { Entry } from '../model/entries';
import { valueAt } from '../model/entries';
import type { Invalid } from '../values/parse';
import { useLocaleInfo } from '../values/use-locale-info';
import type { Move, Related } from './editor';
import { FieldEditor, isTall } from './field-editor';

const noKeys = () => '';

export interface InlineEditorProps {
  entry: Entry;
  record: RecordData;
  /** Keys pressed before this was drawn. */
  early?: (() => string) | undefined;
  /** Ends the edit. `change` is null when nothing was changed or it was given up. */
  onDone: (change: InlineChange | null, move?: Move) => void;
}

interface InlineChange extends Draft {
  /** The record as it was when the edit began: somebody else may have changed it since. */
  readonly base: RecordData;
}

interface Draft {
  readonly value: unknown;
  readonly related?: Related | null;
}

/** Edits one value where it stands: in the cell, or in a panel over it for kinds that need room. Text that cannot be read stays open with the reason. */
export function InlineEditor({ entry, record, early, onDone }: InlineEditorProps) {
  const t = useTranslations('record');
  const { language } = useLocaleInfo();
  const [base] = useState(record);
  const before = valueAt(base, entry.path);
  const draft = useRef<Draft | null>(null);
  const invalid = useRef<Invalid | null>(null);
  const ended = useRef(false);
  const [shown, setShown] = useState(before);
  const [error, setError] = useState<Invalid | null>(null);

  const finish = (change: Draft | null, move?: Move) => {
    if (ended.current) return;
    ended.current = true;
    onDone(change && { ...change, base }, move);
  };
  const commit = (move?: Move) => {
    if (invalid.current) return setError(invalid.current);
    const change = draft.current;
    finish(change && JSON.stringify(change.value) !== JSON.stringify(before) ? change : null, move);
  };
  const cancel = () => finish(null);
  const label = entry.field.label[language];

  const editor = (inline: boolean) => (
    <FieldEditor
      entry={entry}
      record={base}
      value={shown}
      autoFocus
      control={{ 'aria-label': label, 'aria-invalid': error ? true : undefined }}
      onChange={(value, related) => {
        draft.current = related === undefined ? { value } : { value, related };
        setShown(value);
        setError(null);
      }}
      onInvalid={(code) => {
        invalid.current = code;
        if (!code) setError(null);
      }}
      {...(inline ? { inline: { commit, cancel, early: early ?? noKeys } } : {})}
    />
  );

  if (!isTall(entry.field)) {
    return (
      <span className="relative block size-full [&>span]:h-full">
        {editor(true)}
        {error ? (
          <span className="absolute top-full left-0 z-30 mt-1 w-max max-w-72 rounded-md bg-popover p-2 shadow-popover">
            <FieldError>{t(`invalid.${error}`)}</FieldError>
          </span>
        ) : null}
      </span>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      commit('down');
    }
    event.stopPropagation();
  };
  return (
    <Popover open onOpenChange={(open) => !open && commit()}>
      <PopoverAnchor className="block size-full" />
      <PopoverContent
        aria-label={label}
        sideOffset={-30}
        className="w-96 overflow-visible"
        onKeyDown={onKeyDown}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => {
          event.preventDefault();
          cancel();
        }}
      >
        {editor(false)}
        {error ? <FieldError>{t(`invalid.${error}`)}</FieldError> : null}
        <div className="mt-3 flex justify-end gap-2">
          <Button size="sm" variant="ghost" onClick={cancel}>
            {t('cancel')}
          </Button>
          <Button size="sm" variant="primary" onClick={() => commit()}>
            {t('save')}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  );
}
