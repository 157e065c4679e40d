'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FormField } from '@/ui/primitives/field';
import { FieldEditor, isTall } from '../editors/field-editor';
import type { Entry } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import type { Invalid } from '../values/parse';
import { asRecord, type Draft, draftValue } from './create-values';
import { DuplicateHint } from './duplicate-hint';

interface Props {
  scope: ObjectScope;
  entries: readonly Entry[];
  draft: Draft;
  /** In words, by path. */
  errors: Readonly<Record<string, string>>;
  /** What was typed and cannot be read, by path. */
  unreadable: Readonly<Record<string, Invalid>>;
  onUnreadable: (path: string, code: Invalid | null) => void;
  /** The form was sent once: what cannot be read says so at once. */
  tried: boolean;
  /** Under the headings of the object's groups. */
  grouped: boolean;
  onChange: (next: Draft, path: string) => void;
}

/** Controls for fields, two beside each other where there is room. */
export function FormFields(props: Props) {
  const { scope, entries, grouped } = props;
  const t = useTranslations('record');
  const one = (entry: Entry) => <OneField key={entry.path} {...props} entry={entry} />;
  if (!grouped) return <div className="grid gap-4 md:grid-cols-2">{entries.map(one)}</div>;
  const groups = [
    ...Object.entries(scope.object.groups).map(
      ([name, label]) => [name, label[scope.language]] as const,
    ),
    ['', t('other_fields')] as const,
  ];
  return groups.map(([name, label]) => {
    const own = entries.filter((entry) => (entry.custom ? '' : (entry.field.group ?? '')) === name);
    return own.length > 0 ? (
      <fieldset key={name} className="min-w-0">
        <legend className="mb-2 font-medium text-muted-foreground">{label}</legend>
        <div className="grid gap-4 md:grid-cols-2">{own.map(one)}</div>
      </fieldset>
    ) : null;
  });
}

function OneField({
  scope,
  entry,
  draft,
  errors,
  unreadable,
  tried,
  onUnreadable,
  onChange,
}: Props & { entry: Entry }) {
  const t = useTranslations('record');
  const [left, setLeft] = useState(false);
  const value = draftValue(draft, entry);
  const invalid = unreadable[entry.path];
  // Half an address is no mistake while it is being typed.
  const own = invalid && (left || tried) ? t(`invalid.${invalid}`) : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that the control inside was left
    <div
      onBlur={() => setLeft(true)}
      className={isTall(entry.field) ? 'min-w-0 md:col-span-2' : 'min-w-0'}
    >
      <FormField
        label={entry.field.label[scope.language]}
        required={entry.field.required === true && entry.field.default !== 'now'}
        error={errors[entry.path] ?? own}
      >
        {(control) => (
          <FieldEditor
            entry={entry}
            value={value}
            record={asRecord(draft)}
            control={control}
            onInvalid={(code) => onUnreadable(entry.path, code)}
            onChange={(next, related) =>
              onChange(
                {
                  values: { ...draft.values, [entry.path]: next },
                  related:
                    related === undefined
                      ? draft.related
                      : { ...draft.related, [entry.path]: related },
                },
                entry.path,
              )
            }
          />
        )}
      </FormField>
      {entry.field.kind === 'email' ? (
        <DuplicateHint scope={scope} path={entry.path} value={value} />
      ) : null}
    </div>
  );
}
