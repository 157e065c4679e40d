'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { date } from '@/core/shape/field';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { FieldEditor } from '@/ui/patterns/editors/field-editor';
import { dayIn } from '@/ui/patterns/values/calendar';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { numberFormat } from '@/ui/primitives/intl';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { toast } from '@/ui/primitives/toast';
import { currencyOptions } from '../regions';
import { type Rate, rateText } from './types';

export type Edited = Rate | 'new';

/** Makes or changes a rate. */
export function RateSheet({ edited, onClose }: { edited: Edited | null; onClose: () => void }) {
  const t = useTranslations('currencies');
  const { currency: own, tag } = useLocaleInfo();
  const rate = edited === 'new' ? null : edited;
  return (
    <Sheet open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={rate ? t('edit_named', { name: rateText(rate, own, tag) }) : t('new')}>
        {edited ? <RateForm rate={rate} onDone={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

const validFrom = {
  path: 'valid_from',
  field: date({ en: 'Valid from', tr: 'Geçerlilik başlangıcı' }, { required: true }),
};

function RateForm({ rate, onDone }: { rate: Rate | null; onDone: () => void }) {
  const t = useTranslations('currencies');
  const words = useTranslations('record');
  const client = useQueryClient();
  const language = useLocale();
  const { currency: own, tag, now, timeZone } = useLocaleInfo();
  const options = useMemo(
    () => currencyOptions(language).filter(({ value }) => value !== own),
    [language, own],
  );
  const [currency, setCurrency] = useState<string | null>(rate?.currency ?? null);
  const [day, setDay] = useState<unknown>(rate?.valid_from ?? dayIn(now, timeZone));
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const mark = numberFormat(tag, {}).format(0.5).replaceAll(/\d/g, '');

  const form = useSubmit(async (values) => {
    if (unreadable) return;
    // There is nothing to group in a rate: whatever separates is the point.
    const text = (values.rate ?? '').trim().replace(',', '.');
    const body = { rate: text, valid_from: day };
    const answer = rate
      ? await api<Rate>('PATCH', `/exchange-rates/${rate.id}`, body)
      : await api<Rate>('POST', '/exchange-rates', { currency: currency ?? '', ...body });
    await client.invalidateQueries({ queryKey: keys.exchangeRates });
    toast(t('saved', { name: rateText(answer.data, own, tag) }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <FormFailure message={form.failure} />
      <FormField
        label={t('currency')}
        hint={rate ? t('currency_fixed') : undefined}
        error={form.errors.currency}
        required
      >
        {(control) => (
          <Combobox
            {...control}
            disabled={rate !== null}
            value={currency}
            options={options}
            onValueChange={(next) => {
              setCurrency(next);
              form.clear('currency');
            }}
          />
        )}
      </FormField>
      <TextField
        form={form}
        label={t('rate', { currency: currency ?? t('unit'), own })}
        name="rate"
        hint={t('rate_hint', { example: `0${mark}92` })}
        defaultValue={rate ? rate.rate.replace('.', mark) : ''}
        inputMode="decimal"
        autoComplete="off"
        required
      />
      <FormField
        label={t('valid_from')}
        hint={t('valid_from_hint')}
        error={unreadable ?? form.errors.valid_from}
        required
      >
        {(control) => (
          <FieldEditor
            entry={validFrom}
            value={day}
            record={{}}
            control={control}
            onChange={(next) => {
              setDay(next);
              form.clear('valid_from');
            }}
            onInvalid={(code) => setUnreadable(code && words(`invalid.${code}`))}
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
        {t('save')}
      </Button>
    </form>
  );
}
