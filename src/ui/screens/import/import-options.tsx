'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { Select } from '@/ui/primitives/select';
import { delimiterName } from './delimiter-name';
import type { Import, ImportOptions } from './types';

const encodings = [
  'utf-8',
  'utf-16le',
  'windows-1252',
  'windows-1250',
  'windows-1254',
  'iso-8859-9',
  'shift_jis',
] as const;

/** How the rows are read, and what happens to those that exist already or cannot be read. */
export function ImportOptionsForm({
  given,
  onChange,
}: {
  given: Import;
  onChange: (options: ImportOptions) => void;
}) {
  const t = useTranslations('importing');
  const locale = useLocaleInfo();
  const { options, format } = given;
  const zones = useMemo(
    () =>
      Intl.supportedValuesOf('timeZone').map((zone) => ({
        value: zone,
        label: zone.replaceAll('_', ' '),
      })),
    [],
  );
  const order = options.date_order ?? format.date_order;
  const decimal = options.decimal ?? format.decimal;
  // The encoding that was recognised is choosable whatever it is.
  const known = [...new Set([options.encoding ?? format.encoding, ...encodings])];
  return (
    <section aria-labelledby="options-title">
      <h3 id="options-title" className="mb-3 font-semibold text-base">
        {t('options')}
      </h3>
      <div className="grid gap-4 md:grid-cols-3">
        <FormField label={t('duplicates')} hint={t('duplicates_hint')}>
          {(control) => (
            <Select
              {...plain(control)}
              value={options.duplicates ?? 'skip'}
              onValueChange={(duplicates) => onChange({ duplicates })}
              options={(['skip', 'update', 'create'] as const).map((value) => ({
                value,
                label: t(`duplicates_${value}`),
              }))}
            />
          )}
        </FormField>
        <FormField label={t('unreadable')}>
          {(control) => (
            <Select
              {...plain(control)}
              value={options.on_error ?? 'skip_row'}
              onValueChange={(on_error) => onChange({ on_error })}
              options={(['skip_row', 'clear_value'] as const).map((value) => ({
                value,
                label: t(`unreadable_${value}`),
              }))}
            />
          )}
        </FormField>
        <FormField label={t('time_zone')} hint={t('time_zone_hint')}>
          {(control) => (
            <Combobox
              {...control}
              value={options.time_zone ?? locale.timeZone}
              options={zones}
              selected={{ value: locale.timeZone, label: locale.timeZone }}
              onValueChange={(time_zone) => time_zone && onChange({ time_zone })}
            />
          )}
        </FormField>
        <FormField
          label={t('date_order')}
          hint={
            format.date_order_certain || options.date_order ? null : (
              <span className="flex items-start gap-1 text-warning">
                <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                {t('date_order_unsure')}
              </span>
            )
          }
        >
          {(control) => (
            <Select
              {...plain(control)}
              value={order as 'dmy'}
              onValueChange={(date_order) => onChange({ date_order })}
              options={(['dmy', 'mdy', 'ymd'] as const).map((value) => ({
                value,
                label: t(`order.${value}`),
              }))}
            />
          )}
        </FormField>
        <FormField label={t('decimal')}>
          {(control) => (
            <Select
              {...plain(control)}
              value={decimal as '.'}
              onValueChange={(next) => onChange({ decimal: next })}
              options={[
                { value: '.', label: '1,234.50' },
                { value: ',', label: '1.234,50' },
              ]}
            />
          )}
        </FormField>
      </div>
      <details className="mt-3">
        <summary className="w-fit rounded-sm text-muted-foreground">{t('more_options')}</summary>
        <div className="mt-3 grid gap-4 md:grid-cols-3">
          <FormField label={t('encoding')}>
            {(control) => (
              <Select
                {...plain(control)}
                value={options.encoding ?? format.encoding}
                onValueChange={(encoding) => onChange({ encoding })}
                options={known.map((value) => ({ value, label: value.toUpperCase() }))}
              />
            )}
          </FormField>
          <FormField label={t('delimiter_label')}>
            {(control) => (
              <Select
                {...plain(control)}
                value={options.delimiter ?? format.delimiter}
                onValueChange={(delimiter) => onChange({ delimiter })}
                options={[',', ';', '\t', '|'].map((value) => ({
                  value,
                  label: t(`delimiter.${delimiterName(value)}`),
                }))}
              />
            )}
          </FormField>
        </div>
      </details>
    </section>
  );
}

/** Attributes a select takes; undefined ones left out. */
function plain(control: { id: string; 'aria-describedby': string | undefined }): {
  id: string;
  'aria-describedby'?: string;
} {
  const described = control['aria-describedby'];
  return { id: control.id, ...(described ? { 'aria-describedby': described } : {}) };
}
