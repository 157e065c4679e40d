'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan } from '@/ui/data/session';
import { useSetting } from '@/ui/data/use-setting';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { FormField } from '@/ui/primitives/field';
import { Select } from '@/ui/primitives/select';

const offered = [3, 6, 12, 24, 36, 60, 84, 120];

/** How long entries are kept. Shortening deletes for good, so it asks first. */
export function Retention() {
  const t = useTranslations('audit');
  const may = useCan()('company:update');
  const [asked, setAsked] = useState<number | null>(null);
  const { data } = useQuery({
    queryKey: keys.company,
    queryFn: ({ signal }) =>
      api<{ audit_retention_months: number | null }>('GET', '/company', undefined, { signal }),
  });
  const save = useSetting([keys.company]);
  const kept = data?.data.audit_retention_months ?? null;
  const change = (months: number | null) =>
    save.mutate({
      method: 'PATCH',
      path: '/company',
      body: { audit_retention_months: months },
      message: t('kept_saved'),
    });
  const months = [...new Set([...offered, ...(kept === null ? [] : [kept])])].sort((a, b) => a - b);
  const inWords = (count: number) =>
    count % 12 === 0 ? t('years', { count: count / 12 }) : t('months', { count });
  return (
    <>
      <FormField label={t('keep')} hint={t('keep_hint')} className="max-w-md">
        {(control) => (
          <Select
            {...control}
            disabled={!may || !data}
            value={kept === null ? 'ever' : String(kept)}
            options={[
              { value: 'ever', label: t('for_ever') },
              ...months.map((count) => ({ value: String(count), label: inWords(count) })),
            ]}
            onValueChange={(value) => {
              const next = value === 'ever' ? null : Number(value);
              if (next !== null && (kept === null || next < kept)) setAsked(next);
              else if (next !== kept) change(next);
            }}
          />
        )}
      </FormField>
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t('shorten_title')}
        description={t('shorten_text', { time: inWords(asked ?? 12) })}
        action={t('shorten')}
        danger
        onConfirm={() => {
          change(asked);
          setAsked(null);
        }}
      />
    </>
  );
}
