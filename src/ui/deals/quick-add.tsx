'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { useCreateRecord } from '@/ui/data/use-records';
import type { BoardColumn } from '@/ui/patterns/board/board-model';
import { FieldEditor } from '@/ui/patterns/editors/field-editor';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { Button } from '@/ui/primitives/button';
import { FieldError } from '@/ui/primitives/field';
import type { Values } from './use-ask';

const paths = ['title', 'amount', 'account_id'] as const;

interface Props {
  scope: ObjectScope;
  column: BoardColumn;
  /** What a deal there has. */
  preset: Values;
  onClose: () => void;
}

/** A deal in one line at the head of its column. Enter adds it and waits for the next; Escape closes. */
export function QuickAdd({ scope, column, preset, onClose }: Props) {
  const t = useTranslations('board');
  const words = useTranslations('record');
  const errorText = useErrorText();
  const create = useCreateRecord(scope.object.name);
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Values>({});
  const [invalid, setInvalid] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  // Until the answer, not until all that shows the record is read again.
  const [sending, setSending] = useState(false);
  // Editors keep what is typed themselves: another key is an empty one.
  const [round, setRound] = useState(0);

  const add = (event: FormEvent) => {
    event.preventDefault();
    const title = String(values.title ?? '').trim();
    if (invalid || sending) return;
    if (!title) return setFailure(words('invalid.required'));
    setFailure(null);
    setSending(true);
    create.mutate(
      {
        values: { ...values, title, ...preset },
        message: words('created', { title }),
        answered: () => {
          setSending(false);
          setValues({});
          setRound((before) => before + 1);
          requestAnimationFrame(() => form.current?.querySelector('input')?.focus());
        },
      },
      {
        onError: (error) => {
          setSending(false);
          setFailure(reasonOf(error));
        },
      },
    );
  };
  /** The fields the stage needs are named: they are filled in with the whole form. */
  const reasonOf = (error: unknown): string => {
    const labels = isApiError(error)
      ? error.issues.flatMap(
          ({ path }) => scope.byPath.get(path)?.field.label[scope.language] ?? [],
        )
      : [];
    return labels.length > 0 ? words('one_of', { fields: labels.join(', ') }) : errorText(error);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <form
      ref={form}
      onSubmit={add}
      onKeyDown={onKeyDown}
      noValidate
      aria-label={t('add_to', { stage: column.name })}
      className="m-2 mt-0 flex flex-col gap-1.5 rounded-lg border bg-background p-2"
    >
      {paths.map((path) => {
        const entry = scope.byPath.get(path);
        return entry ? (
          <FieldEditor
            key={`${path}-${round}`}
            entry={entry}
            value={values[path]}
            record={values}
            autoFocus={path === 'title'}
            control={{
              'aria-label': entry.field.label[scope.language],
              placeholder: entry.field.label[scope.language],
            }}
            onChange={(value) => setValues((before) => ({ ...before, [path]: value }))}
            onInvalid={(code) => {
              if (path !== 'amount') return;
              setInvalid(code);
              setFailure(code ? words(`invalid.${code}`) : null);
            }}
          />
        ) : null;
      })}
      {failure ? <FieldError>{failure}</FieldError> : null}
      <span className="flex justify-end gap-1.5">
        <Button size="sm" variant="ghost" onClick={onClose}>
          {words('close')}
        </Button>
        <Button size="sm" variant="primary" type="submit" busy={sending}>
          {words('add')}
        </Button>
      </span>
    </form>
  );
}
