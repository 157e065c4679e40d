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
import { TickList } from './tick-list';
import type { Asking, Values } from './use-ask';

interface Props {
  scope: ObjectScope;
  asking: Asking;
  /** The reasons a deal of this pipeline may be lost for; empty: any text. */
  reasons: readonly string[];
}

/** Asks what a stage needs: why a deal was lost, when it was won, or the fields that are still empty and what of the checklist is not ticked. */
export function MoveDialog({ scope, asking, reasons }: Props) {
  const t = useTranslations('board');
  const words = useTranslations('record');
  const errorText = useErrorText();
  const form = useId();
  const [values, setValues] = useState<Values>(asking.values);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [unreadable, setUnreadable] = useState<Readonly<Record<string, string>>>({});
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { kind, title, count, lacking, paths, required, stages = [], checks = [] } = asking;
  const column = stages.find(({ id }) => id === values.stage_id) ?? asking.column;
  const entries = paths.flatMap((path) => scope.byPath.get(path) ?? []);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const missing = required.filter((path) => isEmpty(values[path]));
    const wrong = {
      ...Object.fromEntries(missing.map((path) => [path, words('invalid.required')])),
      ...unreadable,
    };
    const open = checks.some(({ id }) => !ticked.includes(id));
    setErrors(wrong);
    setFailure(open ? t('tick_all') : null);
    if (open || Object.keys(wrong).length > 0 || busy) return;
    setBusy(true);
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
          kind === 'gate' && paths.length === 0
            ? t('ask_checks')
            : lacking === undefined
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
          {stages.length > 0 ? (
            <FormField label={scope.byPath.get('stage_id')?.field.label[scope.language] ?? ''}>
              {(control) => (
                <Select
                  {...control}
                  value={column.id}
                  options={stages.map(({ id, name }) => ({ value: id, label: name }))}
                  onValueChange={(value) => change('stage_id', value)}
                />
              )}
            </FormField>
          ) : null}
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
          <TickList checks={checks} ticked={ticked} onTicked={setTicked} />
          {failure ? <FieldError>{failure}</FieldError> : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
