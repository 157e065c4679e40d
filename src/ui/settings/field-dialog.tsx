'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type CustomField, type CustomKind, customKinds } from '@/core/shape/custom-field';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FieldError, FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Switch } from '@/ui/primitives/switch';
import { toast } from '@/ui/primitives/toast';
import { type ChoiceDraft, ChoicesEditor, toChoices } from './choices-editor';

/** Makes or changes a field of the company. The kind is fixed once values of it exist. */
export function FieldDialog({
  object,
  field,
  onClose,
}: {
  object: string;
  field: CustomField | 'new' | null;
  onClose: () => void;
}) {
  const t = useTranslations('fields');
  return (
    <Sheet open={field !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={field === 'new' || !field ? t('new') : t('edit_named', { name: field.label })}
      >
        {field ? (
          <FieldForm object={object} field={field === 'new' ? null : field} onDone={onClose} />
        ) : null}
      </SheetContent>
    </Sheet>
  );
}

function FieldForm({
  object,
  field,
  onDone,
}: {
  object: string;
  field: CustomField | null;
  onDone: () => void;
}) {
  const t = useTranslations('fields');
  const client = useQueryClient();
  const [kind, setKind] = useState<CustomKind>(field?.kind ?? 'text');
  const [required, setRequired] = useState(field?.required ?? false);
  const [filterable, setFilterable] = useState(field?.filterable ?? true);
  const [choices, setChoices] = useState<readonly ChoiceDraft[]>(field?.choices ?? []);
  const hasChoices = kind === 'choice' || kind === 'multi_choice';

  const form = useSubmit(async ({ label }) => {
    const common = {
      label,
      required,
      filterable,
      ...(hasChoices ? { choices: toChoices(choices) } : {}),
    };
    if (field) await api('PATCH', `/fields/${field.id}`, common);
    else await api('POST', '/fields', { object, kind, ...common });
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.fields }),
      client.invalidateQueries({ queryKey: keys.object(object) }),
    ]);
    toast(t(field ? 'saved' : 'created', { name: label ?? '' }));
    onDone();
  });
  const choiceErrors = Object.entries(form.errors).filter(([name]) => name.startsWith('choices'));

  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('label')}
        name="label"
        defaultValue={field?.label ?? ''}
        autoComplete="off"
        required
      />
      <FormField
        label={t('kind')}
        hint={t(field ? 'kind_fixed' : `kind_${kind}_text`)}
        error={form.errors.kind}
      >
        {(control) => (
          <Select
            {...control}
            disabled={field !== null}
            value={kind}
            onValueChange={setKind}
            options={customKinds.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
          />
        )}
      </FormField>
      {hasChoices ? (
        <>
          <ChoicesEditor value={choices} onValueChange={setChoices} />
          {choiceErrors.length > 0 ? <FieldError>{choiceErrors[0]?.[1]}</FieldError> : null}
        </>
      ) : null}
      <Toggle
        label={t('required')}
        hint={t('required_text')}
        checked={required}
        onChange={setRequired}
      />
      <Toggle
        label={t('filterable')}
        hint={t('filterable_text')}
        checked={filterable}
        onChange={setFilterable}
      />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {field ? t('save') : t('create')}
      </Button>
    </form>
  );
}

interface ToggleProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Toggle({ label, hint, checked, onChange }: ToggleProps) {
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <p className="font-medium text-sm">{label}</p>
        <p className="text-faint-foreground text-xs">{hint}</p>
      </div>
      <Switch aria-label={label} checked={checked} onCheckedChange={onChange} className="mt-0.5" />
    </div>
  );
}
