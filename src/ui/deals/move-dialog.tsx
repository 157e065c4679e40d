'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { FieldEditor } from '@/ui/patterns/editors/field-editor';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { isEmpty } from '@/ui/patterns/values/empty';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FieldError, FormField } from '@/ui/primitives/field';
import { Select } from '@/ui/primitives/select';
import type { Asking, Values } from './use-ask';

interface Props {
  scope: ObjectScope;
  asking: Asking;
  /** The reasons a deal of this pipeline may be lost for; empty: any text. */
  reasons: readonly string[];
}

/** Asks what a stage needs: why a deal was lost, when it was won, or the fields that are still empty. */
export function MoveDialog({ scope, asking, reasons }: Props) {
  const t = useTranslations('board');
  const words = useTranslations('record');
  const errorText = useErrorText();
  const form = useId();
  const [values, setValues] = useState<Values>(asking.values);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [unreadable, setUnreadable] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { kind, column, title, count, lacking, paths, required } = asking;
  const entries = paths.flatMap((path) => scope.byPath.get(path) ?? []);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const missing = required.filter((path) => isEmpty(values[path]));
    const wrong = {
      ...Object.fromEntries(missing.map((path) => [path, words('invalid.required')])),
      ...unreadable,
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0 || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await asking.save?.(values);
      asking.done(values);
    } catch (error) {
      const fields = isApiError(error) ? error.fieldErrors() : {};
      const shown = paths.some((path) => fields[path]);
      setErrors(fields);
      setFailure(shown ? null : errorText(error));
      setBusy(false);
    }
  };
  const change = (path: string, value: unknown) =>
    setValues((before) => ({ ...before, [path]: value }));
  return (
    <Dialog open onOpenChange={(open) => !open && asking.done(null)}>
      <DialogContent
        title={
          title === null
            ? t('ask_many', { count, stage: column.name })
            : t('ask_one', { title, stage: column.name })
        }
        description={
          lacking === undefined
            ? t(`ask_${kind}`, { stage: column.name })
            : t('ask_lacking', { stage: column.name, lacking, count })
        }
        footer={
          <>
            <Button onClick={() => asking.done(null)}>{words('cancel')}</Button>
            <Button variant="primary" type="submit" form={form} busy={busy}>
              {t('move')}
            </Button>
          </>
        }
      >
        <form id={form} onSubmit={send} noValidate className="flex flex-col gap-4">
          {entries.map((entry) => (
            <FormField
              key={entry.path}
              label={entry.field.label[scope.language]}
              required={required.includes(entry.path)}
              error={errors[entry.path]}
            >
              {(control) =>
                entry.path === 'lost_reason' && reasons.length > 0 ? (
                  <Select
                    {...control}
                    value={typeof values.lost_reason === 'string' ? values.lost_reason : null}
                    placeholder={t('choose_reason')}
                    options={reasons.map((value) => ({ value, label: value }))}
                    onValueChange={(value) => change('lost_reason', value)}
                  />
                ) : (
                  <FieldEditor
                    entry={entry}
                    value={values[entry.path]}
                    record={values}
                    control={control}
                    onChange={(value) => change(entry.path, value)}
                    onInvalid={(code) =>
                      setUnreadable(({ [entry.path]: _, ...others }) =>
                        code ? { ...others, [entry.path]: words(`invalid.${code}`) } : others,
                      )
                    }
                  />
                )
              }
            </FormField>
          ))}
          {failure ? <FieldError>{failure}</FieldError> : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
