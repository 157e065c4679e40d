'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Field } from '@/core/shape/field';
import { deals } from '@/objects/deals/object';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { decimalText } from '@/ui/patterns/values/parse';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { numberFormat } from '@/ui/primitives/intl';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { Select } from '@/ui/primitives/select';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { toast } from '@/ui/primitives/toast';
import { useLabel } from '@/ui/shell/use-label';
import { concerned, type Stage } from './types';

interface Props {
  pipeline: string;
  edited: Stage | 'new' | null;
  onClose: () => void;
}

/** Adds a stage to a pipeline or changes one, whose kind stays. */
export function StageSheet({ pipeline, edited, onClose }: Props) {
  const t = useTranslations('pipelines');
  const stage = edited === 'new' ? null : edited;
  return (
    <Sheet open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={stage ? t('edit_named', { name: stage.name }) : t('add_stage')}>
        {edited ? <StageForm pipeline={pipeline} stage={stage} onDone={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

const kinds = ['open', 'won', 'lost'] as const;

/** What a stage can ask for: whatever people fill in, but where the deal is and what only closed deals have. */
const askable = Object.entries(deals.fields as Readonly<Record<string, Field>>).filter(
  ([name, { readonly, hidden, group }]) =>
    !readonly && !hidden && group !== 'stage' && group !== 'origin' && name !== 'title',
);

function StageForm({
  pipeline,
  stage,
  onDone,
}: {
  pipeline: string;
  stage: Stage | null;
  onDone: () => void;
}) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  const label = useLabel();
  const { tag } = useLocaleInfo();
  const [required, setRequired] = useState(stage?.required_fields ?? []);
  const [kind, setKind] = useState<Stage['kind']>(stage?.kind ?? 'open');
  const isOpen = kind === 'open';
  /** Empty stays empty; what is no number is left to the server to refuse. */
  const number = (text = '') => {
    const exact = decimalText(text, tag);
    return text.trim() === '' ? null : exact === null ? text : Number(exact);
  };
  const form = useSubmit(async ({ name, probability, rotting_days }) => {
    const body = {
      name,
      required_fields: required,
      ...(isOpen
        ? { probability: number(probability) ?? 0, rotting_days: number(rotting_days) }
        : {}),
    };
    if (stage) await api('PATCH', `/stages/${stage.id}`, body);
    else await api('POST', '/stages', { ...body, kind, pipeline_id: pipeline });
    await Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
    toast(t('saved', { name: name ?? '' }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        defaultValue={stage?.name ?? ''}
        autoComplete="off"
        required
      />
      {stage ? null : (
        <FormField label={t('kind')} error={form.errors.kind}>
          {(control) => (
            <Select
              {...control}
              value={kind}
              options={kinds.map((value) => ({ value, label: t(`kind_${value}`) }))}
              onValueChange={(value) => setKind(value as Stage['kind'])}
            />
          )}
        </FormField>
      )}
      {isOpen ? (
        <>
          <TextField
            form={form}
            label={t('probability')}
            name="probability"
            hint={t('probability_hint')}
            defaultValue={numberFormat(tag, {}).format(stage?.probability ?? 0)}
            inputMode="decimal"
            autoComplete="off"
          />
          <TextField
            form={form}
            label={t('rotting_days')}
            name="rotting_days"
            hint={t('rotting_days_hint')}
            defaultValue={stage?.rotting_days ?? ''}
            inputMode="numeric"
            autoComplete="off"
          />
        </>
      ) : null}
      <FormField
        label={t('required_fields')}
        hint={t('required_fields_hint')}
        error={form.errors.required_fields}
      >
        {(control) => (
          <MultiCombobox
            {...control}
            value={required}
            options={askable.map(([value, field]) => ({ value, label: label(field.label) }))}
            onValueChange={setRequired}
          />
        )}
      </FormField>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {stage ? t('save') : t('add_stage')}
      </Button>
    </form>
  );
}
