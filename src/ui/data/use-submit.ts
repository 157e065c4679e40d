'use client';

import { type FormEvent, useEffect, useState } from 'react';
import { isApiError } from './api-error';
import { useErrorText, useIssueText } from './issue-text';

export interface Submit {
  /** By field name, in words. */
  errors: Readonly<Record<string, string>>;
  /** What is wrong beyond the fields. */
  failure: string | null;
  busy: boolean;
  /** False until the page listens; a button that is pressed earlier would lose what was typed. */
  ready: boolean;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** Takes the error away once the field is changed. */
  clear: (name: string) => void;
}

/**
 * A form of uncontrolled fields: what was typed always stays. `send` gets the values by field name; issues of the
 * API are put beside the fields they name and the first one gets the focus.
 */
export function useSubmit(
  send: (values: Record<string, string>, form: HTMLFormElement) => Promise<unknown>,
): Submit {
  const errorText = useErrorText();
  const issueText = useIssueText();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);

  const fail = (error: unknown, form: HTMLFormElement) => {
    if (!isApiError(error)) throw error;
    const found: Record<string, string> = {};
    for (const issue of error.issues) found[fieldOf(form, issue.path)] ??= issueText(issue);
    const named = Object.keys(found).filter((name) => form.elements.namedItem(name));
    setErrors(found);
    setFailure(named.length > 0 ? null : errorText(error));
    focusFirst(form, named);
  };
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    setErrors({});
    setFailure(null);
    try {
      await send(valuesOf(form), form);
    } catch (error) {
      fail(error, form);
    } finally {
      setBusy(false);
    }
  };
  const clear = (name: string) =>
    setErrors((before) =>
      name in before
        ? Object.fromEntries(Object.entries(before).filter(([one]) => one !== name))
        : before,
    );
  return { errors, failure, busy, ready, onSubmit: (event) => void onSubmit(event), clear };
}

/** The field of an issue: a list that is typed into one field has issues for its entries. */
const fieldOf = (form: HTMLFormElement, path: string): string => {
  const whole = path.split('.', 1)[0] ?? path;
  return !form.elements.namedItem(path) && form.elements.namedItem(whole) ? whole : path;
};

const valuesOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.name,
    ]),
  );

/** The field that stands first on the page, whatever order the issues have. */
function focusFirst(form: HTMLFormElement, names: readonly string[]): void {
  for (const element of form.elements) {
    if (element instanceof HTMLElement && names.includes(element.getAttribute('name') ?? '')) {
      element.focus();
      return;
    }
  }
}
