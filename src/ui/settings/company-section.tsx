'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { toast } from '@/ui/primitives/toast';
import { AccentPicker } from './accent-picker';
import { CompanyLogo } from './company-logo';
import { NewCompany } from './new-company';
import { countryOptions, currencyOptions, monthOptions, timeZoneOptions } from './regions';
import { Section } from './section';

/** What the whole company shares. Read-only for those who may not change it. */
export function CompanySection() {
  const t = useTranslations('company');
  return (
    <>
      <Section title={t('title')} description={t('text')}>
        <CompanyForm />
      </Section>
      <Section title={t('logo_title')} description={t('logo_text')}>
        <CompanyLogo />
      </Section>
      <Section title={t('new_title')} description={t('new_text')}>
        <NewCompany />
      </Section>
    </>
  );
}

function CompanyForm() {
  const t = useTranslations('company');
  const locale = useLocale();
  const router = useRouter();
  const client = useQueryClient();
  const { company } = useSession();
  const locked = !useCan()('company:update');
  const [values, setValues] = useState({
    currency: company.currency,
    country: company.country,
    time_zone: company.time_zone,
    language: company.language,
    accent: company.accent,
    fiscal_start_month: company.fiscal_start_month,
  });
  const countries = useMemo(() => countryOptions(locale), [locale]);
  const currencies = useMemo(() => currencyOptions(locale), [locale]);
  const zones = useMemo(timeZoneOptions, []);
  const form = useSubmit(async ({ name }) => {
    await api('PATCH', '/company', { name, ...values });
    await client.invalidateQueries({ queryKey: keys.session });
    router.refresh();
    toast(t('saved'));
  });
  const set = (change: Partial<typeof values>) => {
    setValues({ ...values, ...change });
    for (const name of Object.keys(change)) form.clear(name);
  };
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex max-w-md flex-col gap-4"
    >
      {locked ? (
        <p className="rounded-md bg-surface px-3 py-2 text-muted-foreground text-sm">
          {t('locked')}
        </p>
      ) : null}
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        defaultValue={company.name}
        disabled={locked}
        required
      />
      <FormField label={t('currency')} hint={t('currency_hint')} error={form.errors.currency}>
        {(control) => (
          <Combobox
            {...control}
            disabled={locked}
            value={values.currency}
            options={currencies}
            onValueChange={(currency) => currency && set({ currency })}
          />
        )}
      </FormField>
      <FormField label={t('country')} hint={t('country_hint')} error={form.errors.country}>
        {(control) => (
          <Combobox
            {...control}
            clearable
            disabled={locked}
            value={values.country}
            options={countries}
            onValueChange={(country) => set({ country })}
          />
        )}
      </FormField>
      <FormField label={t('time_zone')} error={form.errors.time_zone}>
        {(control) => (
          <Combobox
            {...control}
            disabled={locked}
            value={values.time_zone}
            options={zones}
            onValueChange={(time_zone) => time_zone && set({ time_zone })}
          />
        )}
      </FormField>
      <FormField label={t('language')} hint={t('language_hint')} error={form.errors.language}>
        {(control) => (
          <Select
            {...control}
            disabled={locked}
            value={values.language}
            onValueChange={(language) => set({ language })}
            options={[
              { value: 'en', label: 'English' },
              { value: 'tr', label: 'Türkçe' },
            ]}
          />
        )}
      </FormField>
      <FormField label={t('fiscal')} hint={t('fiscal_hint')} error={form.errors.fiscal_start_month}>
        {(control) => (
          <Select
            {...control}
            disabled={locked}
            value={String(values.fiscal_start_month)}
            onValueChange={(month) => set({ fiscal_start_month: Number(month) })}
            options={monthOptions(locale)}
          />
        )}
      </FormField>
      <AccentPicker
        value={values.accent}
        disabled={locked}
        onValueChange={(accent) => set({ accent })}
      />
      {locked ? null : (
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          busy={form.busy}
          disabled={!form.ready}
        >
          {t('save')}
        </Button>
      )}
    </form>
  );
}
