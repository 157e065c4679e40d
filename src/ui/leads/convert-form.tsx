'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { useCan } from '@/ui/data/session';
import { useObject } from '@/ui/patterns/object-scope';
import { FieldError, FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { type DealDraft, DealPart } from './deal-part';
import { type Choice, PartChoice } from './part-choice';
import { TakesOver } from './takes-over';
import type { Match, Preview } from './use-conversion';

export const formId = 'convert-lead';

type Values = Readonly<Record<string, unknown>>;
/** What is typed for the new records. */
interface Names {
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
}

interface Props {
  preview: Preview;
  /** Throws what the API refuses; it is shown beside the fields. */
  onSubmit: (body: Values) => Promise<void>;
}

/** The records a lead becomes: those that are there are proposed, names of new ones can be changed. */
export function ConvertForm({ preview, onSubmit }: Props) {
  const t = useTranslations('leads');
  const can = useCan();
  const issueText = useIssueText();
  const errorText = useErrorText();
  const canDeal = can('deals:create') && can('deal_contacts:create');
  const [account, setAccount] = useState(() =>
    first(preview.accounts, preview.account !== null && can('accounts:create')),
  );
  const [contact, setContact] = useState(() =>
    first(
      preview.contacts.filter(({ why }) => why === 'email'),
      preview.contact !== null && can('contacts:create'),
    ),
  );
  const [names, setNames] = useState<Names>({
    name: textIn(preview.account, 'name'),
    first_name: textIn(preview.contact, 'first_name'),
    last_name: textIn(preview.contact, 'last_name'),
  });
  const [deal, setDeal] = useState<DealDraft>({
    wanted: canDeal,
    title: textIn(preview.deal, 'title'),
    amount: null,
    stage_id: null,
  });
  const [unreadable, setUnreadable] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const dealScope = useObject('deals');

  const form = useRef<HTMLFormElement>(null);
  // It comes after its dialog, which has the focus because it had no field to give it to.
  useEffect(() => {
    if (document.activeElement?.contains(form.current))
      form.current?.querySelector<HTMLElement>('input:checked')?.focus();
  }, []);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const sent = event.currentTarget;
    const found: Record<string, string> = {};
    if (account.kind === 'other') found.account = t('choose_one');
    if (contact.kind === 'other') found.contact = t('choose_one');
    if (deal.wanted && unreadable) found['deal.amount'] = t('not_a_number');
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return focusFirst(sent);
    try {
      await onSubmit({
        ...partBody('account', account, { name: names.name }),
        ...partBody('contact', contact, {
          first_name: names.first_name,
          last_name: names.last_name,
        }),
        ...(canDeal && deal.wanted ? { deal: dealBody(deal) } : {}),
      });
    } catch (error) {
      if (!isApiError(error)) throw error;
      for (const issue of error.issues) found[issue.path.replace(/_id$/, '')] ??= issueText(issue);
      setErrors(found);
      setFailure(beyond(found) ?? (error.issues.length > 0 ? null : errorText(error)));
      focusFirst(sent);
    }
  };
  /** What is asked for by a stage and has no place in this form. */
  const beyond = (found: Readonly<Record<string, string>>): string | null => {
    const [path, text] = Object.entries(found).find(([name]) => !shown.has(name)) ?? [];
    if (path === undefined) return null;
    const label = dealScope.byPath.get(path.replace('deal.', ''))?.field.label[dealScope.language];
    return label ? `${label}: ${text}` : (text ?? null);
  };
  const nameField = (part: 'account' | 'contact', name: keyof Names, required = false) => (
    <NameField
      object={`${part}s`}
      name={name}
      required={required}
      error={errors[`${part}.${name}`]}
      value={names[name]}
      onChange={(value) => setNames({ ...names, [name]: value })}
    />
  );

  return (
    <form
      ref={form}
      id={formId}
      noValidate
      onSubmit={(event) => void send(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
      className="flex flex-col gap-4"
    >
      {failure ? (
        <div role="alert">
          <FieldError>{failure}</FieldError>
        </div>
      ) : null}
      <PartChoice
        part="account"
        matches={preview.accounts.slice(0, 3)}
        choice={account}
        onChange={setAccount}
        error={errors.account ?? null}
      >
        {nameField('account', 'name', true)}
        <TakesOver part="account" preview={preview} />
      </PartChoice>
      <PartChoice
        part="contact"
        matches={preview.contacts.slice(0, 3)}
        choice={contact}
        onChange={setContact}
        error={errors.contact ?? null}
      >
        <div className="grid gap-3 md:grid-cols-2">
          {nameField('contact', 'first_name')}
          {nameField('contact', 'last_name')}
        </div>
        <TakesOver part="contact" preview={preview} />
      </PartChoice>
      {canDeal ? (
        <DealPart
          draft={deal}
          onChange={setDeal}
          errors={{
            title: errors['deal.title'],
            amount: errors['deal.amount'],
            stage_id: errors['deal.stage'] ?? errors['deal.stage_id'],
          }}
          onUnreadable={setUnreadable}
        >
          <TakesOver part="deal" preview={preview} />
        </DealPart>
      ) : null}
    </form>
  );
}

const shown = new Set([
  'account',
  'contact',
  'account.name',
  'contact.first_name',
  'contact.last_name',
  'deal.title',
  'deal.amount',
  'deal.stage',
]);

function NameField({
  object,
  name,
  required,
  error,
  value,
  onChange,
}: {
  object: string;
  name: string;
  required: boolean;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}) {
  const { byPath, language } = useObject(object);
  const field = byPath.get(name)?.field;
  return (
    <FormField label={field?.label[language] ?? name} required={required} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value}
          maxLength={field?.max}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}

/** The best match, else a new one where the lead says enough for it. */
function first(matches: readonly Match[], canMake: boolean): Choice {
  const [best] = matches;
  if (best) return { kind: 'existing', id: best.id, title: best.title };
  return { kind: canMake ? 'new' : 'none' };
}

const textIn = (values: Values | null, name: string): string => String(values?.[name] ?? '');

function partBody(part: 'account' | 'contact', choice: Choice, names: Values): Values {
  if (choice.kind === 'existing') return { [`${part}_id`]: choice.id };
  return { [part]: choice.kind === 'new' ? names : null };
}

const dealBody = ({ title, amount, stage_id }: DealDraft): Values => ({
  title,
  ...(amount === null ? {} : { amount }),
  ...(stage_id === null ? {} : { stage_id }),
});

/** After the errors are drawn: the first field that has one. */
const focusFirst = (form: HTMLFormElement): void =>
  void requestAnimationFrame(() =>
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
  );
