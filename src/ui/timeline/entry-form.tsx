'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { type Draft, errorsByPath } from '@/ui/patterns/form/create-values';
import { FormFields } from '@/ui/patterns/form/form-fields';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import type { Invalid } from '@/ui/patterns/values/parse';
import { Button } from '@/ui/primitives/button';
import { FieldError } from '@/ui/primitives/field';

interface Props {
  scope: ObjectScope;
  /** The fields it asks for. */
  paths: readonly string[];
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Throws what the API refuses. */
  onSend: () => Promise<unknown>;
  onCancel: () => void;
  label: string;
  submit: string;
  /** What stands below the fields. */
  below?: ReactNode;
  /** What stands left of the buttons. */
  tools?: ReactNode;
}

/** A short form inside a timeline: Ctrl+Enter sends it, Esc puts it away. */
export function EntryForm(props: Props) {
  const { scope, paths, draft, onChange, onSend, onCancel } = props;
  const t = useTranslations('timeline');
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [unreadable, setUnreadable] = useState<Readonly<Record<string, Invalid>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const issueText = useIssueText();
  const errorText = useErrorText();
  const entries = paths.flatMap((path) => scope.byPath.get(path) ?? []);

  const refuse = (fields: Readonly<Record<string, string>>, reason: string | null) => {
    setTried(true);
    setErrors(fields);
    setFailure(reason);
    // After the errors are drawn: the first field that has one.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  };
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (Object.keys(unreadable).length > 0) return refuse(errors, null);
    setBusy(true);
    setFailure(null);
    try {
      await onSend();
    } catch (error) {
      if (!isApiError(error)) throw error;
      const { fields, other } = errorsByPath(entries, error.issues, issueText);
      const isNamed = Object.keys(fields).length > 0;
      refuse(fields, other[0] ?? (isNamed ? null : errorText(error)));
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current?.requestSubmit();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label={props.label}
      onSubmit={(event) => void onSubmit(event)}
      onKeyDown={onKeyDown}
      className="flex flex-col gap-3"
    >
      {failure ? (
        <div role="alert">
          <FieldError>{failure}</FieldError>
        </div>
      ) : null}
      <FormFields
        scope={scope}
        entries={entries}
        draft={draft}
        errors={errors}
        unreadable={unreadable}
        tried={tried}
        grouped={false}
        onUnreadable={(path, code) =>
          setUnreadable((before) => {
            const rest = Object.entries(before).filter(([name]) => name !== path);
            return Object.fromEntries(code ? [...rest, [path, code]] : rest);
          })
        }
        onChange={(next, path) => {
          onChange(next);
          if (errors[path])
            setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => name !== path)));
        }}
      />
      {props.below}
      <div className="flex justify-end gap-2">
        {props.tools ? <div className="-ml-2 mr-auto">{props.tools}</div> : null}
        <Button size="sm" variant="ghost" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" busy={busy}>
          {props.submit}
        </Button>
      </div>
    </form>
  );
}
