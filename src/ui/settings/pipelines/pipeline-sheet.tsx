'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { toast } from '@/ui/primitives/toast';
import { concerned, type Pipeline } from './types';

interface Props {
  edited: Pipeline | 'new' | null;
  onClose: () => void;
  onMade: (pipeline: Pipeline) => void;
}

/** Makes a pipeline, with the stages every new one has, or changes its name and the reasons of losses. */
export function PipelineSheet({ edited, onClose, onMade }: Props) {
  const t = useTranslations('pipelines');
  const pipeline = edited === 'new' ? null : edited;
  return (
    <Sheet open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={pipeline ? t('edit_named', { name: pipeline.name }) : t('new')}>
        {edited ? (
          <PipelineForm
            pipeline={pipeline}
            onDone={(stored) => {
              onMade(stored);
              onClose();
            }}
          />
        ) : null}
      </SheetContent>
    </Sheet>
  );
}

function PipelineForm({
  pipeline,
  onDone,
}: {
  pipeline: Pipeline | null;
  onDone: (stored: Pipeline) => void;
}) {
  const t = useTranslations('pipelines');
  const client = useQueryClient();
  const [reasons, setReasons] = useState(pipeline?.lost_reasons ?? []);
  const form = useSubmit(async ({ name }) => {
    const body = { name, lost_reasons: reasons };
    const { data } = pipeline
      ? await api<Pipeline>('PATCH', `/pipelines/${pipeline.id}`, body)
      : await api<Pipeline>('POST', '/pipelines', body);
    await Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
    toast(t('saved', { name: data.name }));
    onDone(data);
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        {...(pipeline ? {} : { hint: t('new_hint') })}
        defaultValue={pipeline?.name ?? ''}
        autoComplete="off"
        required
      />
      <FormField
        label={t('lost_reasons')}
        hint={t('lost_reasons_hint')}
        error={form.errors.lost_reasons}
      >
        {(control) => (
          <MultiCombobox
            {...control}
            creatable
            value={reasons}
            options={reasons.map((one) => ({ value: one, label: one }))}
            onValueChange={setReasons}
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
        {pipeline ? t('save') : t('create')}
      </Button>
    </form>
  );
}
