'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useDraft } from '@/ui/data/drafts';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { useSession } from '@/ui/data/session';
import { useCreateRecord } from '@/ui/data/use-records';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FieldError } from '@/ui/primitives/field';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { type Entry, isEditable } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import type { Invalid } from '../values/parse';
import {
  bodyOf,
  type Draft,
  errorsByPath,
  firstDraft,
  isTouched,
  missingOf,
  quickEntries,
  withLists,
} from './create-values';
import { FormFields } from './form-fields';

interface Props {
  scope: ObjectScope;
  /** Values the address asks for, by field. */
  given: Readonly<Record<string, string>>;
  onClose: () => void;
  onCreated: (id: string) => void;
  phone: boolean;
  /** Values that are chosen outside the fields, by field: sent, and not asked for. */
  fixed?: Readonly<Record<string, string>> | undefined;
  /** The fields shown at first, instead of the quick ones. */
  shown?: readonly string[];
  /** Above the fields. */
  header?: ReactNode;
  /** What follows from a change for other fields. */
  adjust?: (next: Draft, path: string, before: Draft) => Draft;
}

const firstControl = 'input:not([type="checkbox"]), textarea';

/** Makes a record: the quick fields first, all on demand. What is typed survives a reload; the server's objections stand beside the fields. */
export function CreateDialog({ scope, given, onClose, onCreated, phone, ...own }: Props) {
  const t = useTranslations('record');
  const { object, language } = scope;
  const { user } = useSession();
  const [first] = useState(() =>
    firstDraft(scope.entries, given, { id: user.id, title: user.name }),
  );
  const asked = Object.keys(given).length > 0 ? JSON.stringify(given) : '';
  const { value, setValue, clear, restored } = useDraft<Draft>(`${object.name}:new${asked}`, first);
  const [all, setAll] = useState(false);
  const [another, setAnother] = useState(false);
  const [round, setRound] = useState(0);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [unreadable, setUnreadable] = useState<Readonly<Record<string, Invalid>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const create = useCreateRecord(object.name);
  const issueText = useIssueText();
  const errorText = useErrorText();
  const isAsked = (entry: Entry) => isEditable(entry) && own.fixed?.[entry.path] === undefined;
  const { entries, draft } = all
    ? withLists(scope.entries.filter(isAsked), value)
    : { entries: quickEntries(object, scope.entries, errors, own.shown), draft: value };

  const focus = (selector: string) =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(selector)?.focus());
  const [tried, setTried] = useState(false);
  const refuse = (fields: Readonly<Record<string, string>>, reason: string | null) => {
    setTried(true);
    setErrors(fields);
    setFailure(reason);
    // After the errors are drawn: the first field that has one.
    focus('[aria-invalid="true"]');
  };

  const startOver = () => {
    clear();
    setValue(first);
    clear();
    setErrors({});
    setFailure(null);
    setUnreadable({});
    setTried(false);
    setRound((now) => now + 1);
    focus(firstControl);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    setFailure(null);
    if (Object.keys(unreadable).length > 0) return refuse(errors, null);
    const missing = missingOf(object, draft);
    if (missing) {
      const labels = missing.map((path) => scope.byPath.get(path)?.field.label[language] ?? path);
      const fields = new Intl.ListFormat(language, { type: 'disjunction' }).format(labels);
      return refuse({ [missing[0] ?? '']: t('one_of', { fields }) }, null);
    }
    try {
      const title =
        object.title
          .map((path) => draft.values[path])
          .filter(Boolean)
          .join(' ') || object.label[language];
      const { data } = await create.mutateAsync({
        values: { ...bodyOf(scope.entries, draft), ...own.fixed },
        message: t('created', { title }),
      });
      startOver();
      if (!another) onCreated(data.id);
    } catch (error) {
      if (!isApiError(error)) throw error;
      const { fields, other } = errorsByPath(scope.entries, error.issues, issueText);
      const reason = Object.keys(fields).length === 0 ? errorText(error) : null;
      refuse(fields, error.code === 'offline' ? t('not_saved') : (other[0] ?? reason));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };

  const title = t('new_named', { name: object.label[language].toLocaleLowerCase(language) });
  const body = (
    <form
      ref={form}
      id="create-record"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={onKeyDown}
      className="flex flex-col gap-4"
    >
      {own.header}
      {restored && isTouched(draft, first) ? (
        <p className="flex items-center justify-between gap-2 rounded-md bg-surface px-3 py-1.5 text-muted-foreground">
          {t('draft_restored')}
          <Button variant="link" size="bare" onClick={startOver}>
            {t('start_over')}
          </Button>
        </p>
      ) : null}
      {failure ? (
        <div role="alert">
          <FieldError>{failure}</FieldError>
        </div>
      ) : null}
      <FormFields
        key={`${round}${restored}`}
        scope={scope}
        entries={entries}
        draft={draft}
        errors={errors}
        unreadable={unreadable}
        onUnreadable={(path, code) => {
          setUnreadable((before) => {
            const rest = Object.entries(before).filter(([name]) => name !== path);
            return Object.fromEntries(code ? [...rest, [path, code]] : rest);
          });
        }}
        tried={tried}
        grouped={all}
        onChange={(next, path) => {
          setValue(own.adjust?.(next, path, draft) ?? next);
          if (errors[path])
            setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => name !== path)));
        }}
      />
      <div>
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t('fewer_fields') : t('all_fields')}
        </Button>
      </div>
    </form>
  );
  const footer = (
    <>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
      <label className="mr-auto flex items-center gap-2 text-muted-foreground">
        <Checkbox checked={another} onCheckedChange={(checked) => setAnother(checked === true)} />
        {t('create_another')}
      </label>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button variant="primary" type="submit" form="create-record" busy={create.isPending}>
        {t('create_named', { name: object.label[language].toLocaleLowerCase(language) })}
      </Button>
    </>
  );
  const focusFirst = (event: Event) => {
    event.preventDefault();
    form.current?.querySelector<HTMLElement>(firstControl)?.focus();
  };
  const shared = { title, footer, onOpenAutoFocus: focusFirst };
  if (phone) {
    return (
      <Sheet open onOpenChange={(open) => !open && onClose()}>
        <SheetContent {...shared}>
          <div className="p-4">{body}</div>
        </SheetContent>
      </Sheet>
    );
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent {...shared} className={all ? 'max-w-2xl' : 'max-w-lg'}>
        {body}
      </DialogContent>
    </Dialog>
  );
}
