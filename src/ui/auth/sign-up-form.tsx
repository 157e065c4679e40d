'use client';

import { useLocale, useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import type { Arrival } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { arrive } from './arrive';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { PasswordField } from './password-field';
import { regionOf } from './region';

export function SignUpForm() {
  const t = useTranslations('auth');
  const language = useLocale() === 'tr' ? 'tr' : 'en';
  const form = useSubmit(async (values) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const region = regionOf(navigator.language, timeZone, language);
    const { data } = await api<Arrival>('POST', '/auth/register', { ...values, ...region });
    // Bringing one's people is the first thing to do.
    arrive(data, '/contacts');
  });
  return (
    <>
      <AuthHeading title={t('sign_up_title')}>{t('sign_up_text')}</AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <TextField
          form={form}
          label={t('name')}
          name="name"
          autoComplete="name"
          required
          autoFocus
        />
        <TextField
          form={form}
          label={t('company_name')}
          name="company_name"
          autoComplete="organization"
          required
        />
        <TextField
          form={form}
          label={t('work_email')}
          name="email"
          type="email"
          autoComplete="username"
          required
        />
        <PasswordField
          fresh
          label={t('password')}
          hint={t('password_hint')}
          error={form.errors.password}
          onChange={() => form.clear('password')}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('sign_up')}
        </Button>
      </form>
      <p className="mt-5 text-muted-foreground text-sm">
        {t('have_account')} <AuthLink href="/sign-in">{t('sign_in')}</AuthLink>
      </p>
    </>
  );
}
