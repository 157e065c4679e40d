'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { regionOf } from '@/ui/auth/region';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FormFailure } from '@/ui/primitives/form-failure';

/** Makes a further company; the person becomes its owner and works there next. */
export function NewCompany() {
  const t = useTranslations('company');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>{t('new_action')}</Button>
      </DialogTrigger>
      <DialogContent title={t('new_title')} description={t('new_text')}>
        <NewCompanyForm />
      </DialogContent>
    </Dialog>
  );
}

function NewCompanyForm() {
  const t = useTranslations('company');
  const language = useLocale() === 'tr' ? 'tr' : 'en';
  const form = useSubmit(async ({ name }) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    await api('POST', '/companies', { name, ...regionOf(navigator.language, timeZone, language) });
    location.assign('/contacts');
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField form={form} label={t('name')} name="name" autoComplete="organization" required />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('new_action')}
      </Button>
    </form>
  );
}
