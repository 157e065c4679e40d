'use client';

import { CalendarDays, Plus, Repeat, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { tasks as object } from '@/objects/tasks/object';
import { useDraft } from '@/ui/data/drafts';
import { useErrorText } from '@/ui/data/issue-text';
import { useCreateRecord } from '@/ui/data/use-records';
import type { Locale } from '@/ui/patterns/values/locale';
import { useRecurrenceText } from '@/ui/patterns/values/use-recurrence-text';
import { Button } from '@/ui/primitives/button';
import { FieldError } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { fullDueText } from './due-text';
import { linkFields, type TaskLink } from './link-of';
import { LinkPicker } from './link-picker';
import { readTitle } from './title-date';

interface Line {
  readonly text: string;
  /** Words that name a time and are to be words of the title all the same. */
  readonly kept: string;
  readonly link: TaskLink | null;
}
const empty: Line = { text: '', kept: '', link: null };

/** Marks the field that `c` leads to. */
export const quickAddField = 'data-quick-add';

/** A task in one line, its time among the words: Enter adds it and waits for the next. What is typed survives a reload. */
export function QuickAddTask({ member, locale }: { member: string; locale: Locale }) {
  const t = useTranslations('work');
  const words = useTranslations('record');
  const errorText = useErrorText();
  const recurrenceText = useRecurrenceText();
  const create = useCreateRecord(object.name);
  const { value: line, setValue: setLine, clear } = useDraft<Line>('tasks:quick', empty);
  const [failure, setFailure] = useState<string | null>(null);
  // Until the answer, not until all that shows the record is read again.
  const [sending, setSending] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const found = readTitle(line.text, locale);
  const reading = found && found.phrase !== line.kept ? found : null;
  const { title: named, phrase: _, ...time } = reading ?? { title: line.text, phrase: '' };
  const title = named.trim();

  const add = (event: FormEvent) => {
    event.preventDefault();
    if (sending) return;
    if (!title) return setFailure(words('invalid.required'));
    setFailure(null);
    setSending(true);
    const field = linkFields.find(([, name]) => name === line.link?.object)?.[0];
    create.mutate(
      {
        values: {
          title,
          owner_id: member,
          ...time,
          ...(field && line.link ? { [field]: line.link.id } : {}),
        },
        message: words('created', { title }),
        answered: () => {
          setSending(false);
          // What was typed in the meantime is of the next one.
          const typed = input.current?.value ?? '';
          const rest = typed.startsWith(line.text) ? typed.slice(line.text.length).trimStart() : '';
          setLine({ ...empty, text: rest });
          if (!rest) clear();
          // Unless one has gone elsewhere by now.
          if (input.current?.form?.contains(document.activeElement)) input.current.focus();
        },
      },
      {
        onError: (error) => {
          setSending(false);
          setFailure(errorText(error));
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (reading && !sending) setLine({ ...line, kept: reading.phrase });
    else input.current?.blur();
  };
  return (
    <form
      onSubmit={add}
      noValidate
      aria-label={t('add')}
      className="flex min-w-0 flex-1 flex-wrap items-center gap-2"
    >
      <span className="min-w-64 flex-1 max-md:basis-full">
        <Input
          ref={input}
          {...{ [quickAddField]: '' }}
          aria-label={t('add')}
          placeholder={t('add_hint')}
          value={line.text}
          maxLength={200}
          autoComplete="off"
          leading={<Plus aria-hidden />}
          aria-invalid={failure ? true : undefined}
          onChange={(event) => {
            setLine({ ...line, text: event.target.value });
            setFailure(null);
          }}
          onKeyDown={onKeyDown}
        />
      </span>
      {reading ? (
        <span className="flex h-7 items-center gap-1 rounded-md bg-primary-soft pl-2 text-primary-text text-xs max-md:h-11">
          {reading.recurrence ? (
            <Repeat aria-hidden className="size-3.5" />
          ) : (
            <CalendarDays aria-hidden className="size-3.5" />
          )}
          <output aria-live="polite">
            {fullDueText(reading, locale)}
            {reading.recurrence ? ` · ${recurrenceText(reading.recurrence)}` : null}
          </output>
          <Button
            variant="ghost"
            size="bare"
            className="size-6 max-md:size-11"
            aria-label={t('keep_words', { words: reading.phrase })}
            onClick={() => setLine({ ...line, kept: reading.phrase })}
          >
            <X aria-hidden />
          </Button>
        </span>
      ) : null}
      <LinkPicker value={line.link} onChange={(link) => setLine({ ...line, link })} />
      <Button type="submit" variant="primary" busy={sending}>
        {words('add')}
      </Button>
      {failure ? (
        <span role="alert" className="basis-full">
          <FieldError>{failure}</FieldError>
        </span>
      ) : null}
    </form>
  );
}
