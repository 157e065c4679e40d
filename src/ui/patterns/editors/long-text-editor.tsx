'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { Avatar } from '@/ui/primitives/avatar';
import { cn } from '@/ui/primitives/cn';
import { matchWords } from '@/ui/primitives/fold';
import { itemClass, layerClass } from '@/ui/primitives/layer';
import { Textarea } from '@/ui/primitives/textarea';
import { type Person, useMembers } from '../records/use-members';
import { type Mark, type Typed, withMark } from '../values/markdown-typing';
import { type MentionText, shownOf } from '../values/mention-text';
import { lookedFor, storedOf, withMention } from '../values/mention-typing';
import { longest, parseText } from '../values/parse';
import { useLocaleInfo } from '../values/use-locale-info';
import type { EditorProps } from './editor';
import { MarkBar, markKeys } from './mark-bar';

const mostOffered = 6;

/** A text of several lines. @ and the beginning of a name offer members to mention: arrows choose, Enter takes, Esc puts away. */
export function LongTextEditor({
  entry,
  value,
  onChange,
  onInvalid,
  control,
  autoFocus,
}: EditorProps) {
  const t = useTranslations('record');
  const { field } = entry;
  const locale = useLocaleInfo();
  const listId = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [shown, setShown] = useState<MentionText>(() => shownOf(String(value ?? '')));
  const reported = useRef(value);
  /** What a mark leaves selected. */
  const selected = useRef<Typed | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const looked = caret === null ? null : lookedFor(shown, caret);
  const members = useMembers(looked !== null);
  const offered = looked
    ? (members.data ?? [])
        .filter((one) => matchWords('', looked.words, [one.title]))
        .slice(0, mostOffered)
    : [];
  const active = offered[Math.min(at, offered.length - 1)];

  // A value that came from elsewhere (undo, another person) replaces the text; one's own echo does not.
  useLayoutEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setShown(shownOf(String(value ?? '')));
  }, [value]);
  // Before the next key can arrive.
  useLayoutEffect(() => {
    if (selected.current)
      box.current?.setSelectionRange(selected.current.start, selected.current.end);
    selected.current = null;
  });
  useLayoutEffect(() => {
    if (autoFocus) box.current?.focus({ preventScroll: true });
  }, [autoFocus]);

  const change = (next: MentionText) => {
    setShown(next);
    setAt(0);
    const parsed = parseText(field, storedOf(next), locale);
    if ('code' in parsed) return onInvalid?.(parsed.code);
    onInvalid?.(null);
    reported.current = parsed.value;
    onChange(parsed.value);
  };
  const take = (person: Person) => {
    if (!looked) return;
    const { caret: behind, ...next } = withMention(shown, looked, person);
    change(next);
    setCaret(null);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(behind, behind);
    });
  };
  const isMarkdown = field.format === 'markdown';
  const mark = (what: Mark) => {
    const text = box.current;
    if (!text) return;
    const typed = { text: shown.text, start: text.selectionStart, end: text.selectionEnd };
    const next = withMark(typed, what);
    text.focus();
    if (next.text.length > longest(field)) return;
    setCaret(null);
    selected.current = next;
    change({ ...shown, text: next.text });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const marked = markKeys[event.key.toLowerCase()];
    if (
      isMarkdown &&
      marked &&
      (event.ctrlKey || event.metaKey) &&
      !event.altKey &&
      !event.shiftKey
    ) {
      event.preventDefault();
      event.stopPropagation();
      return mark(marked);
    }
    if (!active || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((now) => (now + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(active);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="relative block">
      <Textarea
        ref={box}
        {...control}
        value={shown.text}
        rows={3}
        maxLength={longest(field)}
        autoComplete="off"
        aria-autocomplete="list"
        aria-controls={active ? listId : undefined}
        aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => setCaret(null)}
        onChange={(event) => {
          setCaret(event.target.selectionStart);
          change({ ...shown, text: event.target.value });
        }}
      />
      {isMarkdown ? <MarkBar onMark={mark} /> : null}
      {active ? (
        <span
          id={listId}
          role="listbox"
          aria-label={t('members')}
          data-state="open"
          className={cn(layerClass, 'absolute top-full left-0 mt-1 block w-72 max-w-full p-1')}
        >
          {offered.map((person) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the text
            <span
              key={person.id}
              id={`${listId}-${person.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={person === active}
              data-selected={person === active}
              className={itemClass}
              // The text keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(person)}
            >
              <Avatar size="xs" name={person.title} id={person.id} src={person.avatar_url} />
              <span className="truncate">{person.title}</span>
            </span>
          ))}
        </span>
      ) : null}
    </span>
  );
}
