'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { usePipelines } from '@/ui/deals/use-pipelines';
import { FieldEditor } from '@/ui/patterns/editors/field-editor';
import { useObject } from '@/ui/patterns/object-scope';
import { FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { type Option, Select } from '@/ui/primitives/select';
import { Switch } from '@/ui/primitives/switch';

export interface DealDraft {
  readonly wanted: boolean;
  readonly title: string;
  /** Exact decimal. */
  readonly amount: string | null;
  /** The first open one unless chosen. */
  readonly stage_id: string | null;
}

interface Props {
  draft: DealDraft;
  onChange: (draft: DealDraft) => void;
  /** In words, by field. */
  errors: Readonly<Record<string, string | undefined>>;
  onUnreadable: (unreadable: boolean) => void;
  children?: ReactNode;
}

/** The deal a lead becomes: whether, how it is called, how much and where it starts. */
export function DealPart({ draft, onChange, errors, onUnreadable, children }: Props) {
  const t = useTranslations('leads');
  const { byPath, language } = useObject('deals');
  const stages = useOpenStages();
  const label = (path: string) => byPath.get(path)?.field.label[language] ?? path;
  const amount = byPath.get('amount');
  return (
    <fieldset className="min-w-0 rounded-md border px-3 py-2">
      <legend className="sr-only">{t('deal')}</legend>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside */}
      <label className="flex min-h-6 cursor-pointer items-center gap-2.5 max-md:min-h-9">
        <Switch
          checked={draft.wanted}
          onCheckedChange={(wanted) => onChange({ ...draft, wanted })}
        />
        {t('make_deal')}
      </label>
      {draft.wanted ? (
        <div className="grid gap-3 pt-2 pb-1 md:grid-cols-2">
          <FormField label={label('title')} required error={errors.title} className="md:col-span-2">
            {(control) => (
              <Input
                {...control}
                value={draft.title}
                maxLength={200}
                onChange={(event) => onChange({ ...draft, title: event.target.value })}
              />
            )}
          </FormField>
          {amount ? (
            <FormField label={label('amount')} error={errors.amount}>
              {(control) => (
                <FieldEditor
                  entry={amount}
                  value={draft.amount}
                  record={{}}
                  control={control}
                  onInvalid={(code) => onUnreadable(code !== null)}
                  onChange={(value) => onChange({ ...draft, amount: value as string | null })}
                />
              )}
            </FormField>
          ) : null}
          <FormField label={label('stage_id')} error={errors.stage_id}>
            {(control) => (
              <Select
                {...control}
                value={draft.stage_id ?? stages[0]?.value}
                options={stages}
                onValueChange={(stage_id) => onChange({ ...draft, stage_id })}
              />
            )}
          </FormField>
        </div>
      ) : null}
      {draft.wanted ? children : null}
    </fieldset>
  );
}

/** Open stages in the order of their boards, the default pipeline's first; named with it when there are several. */
function useOpenStages(): Option[] {
  const pipelines = usePipelines();
  const query = {
    filter: '{"field":"kind","op":"eq","value":"open"}',
    sort: 'position',
    limit: 200,
  };
  const { data } = useQuery({
    queryKey: keys.list('stages', query),
    queryFn: ({ signal }) => api<RecordData[]>('GET', '/stages', undefined, { query, signal }),
    staleTime: 60_000,
  });
  return pipelines.flatMap((pipeline) =>
    (data?.data ?? []).flatMap((stage) =>
      stage.pipeline_id === pipeline.id
        ? [
            {
              value: stage.id,
              label: pipelines.length > 1 ? `${pipeline.title} · ${stage.title}` : stage.title,
            },
          ]
        : [],
    ),
  );
}
