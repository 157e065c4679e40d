'use client';

import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
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

export function SignInForm() {
  const t = useTranslations('auth');
  const next = useSearchParams().get('next');
  const form = useSubmit(async (values) => {
    const { data } = await api<Arrival>('POST', '/auth/login', values);
    arrive(data, next);
  });
  return (
    <>
      <AuthHeading title={t('sign_in_title')} />
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <TextField
          form={form}
          label={t('email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <PasswordField
          label={t('password')}
          error={form.errors.password}
          onChange={() => form.clear('password')}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('sign_in')}
        </Button>
      </form>
      <p className="mt-5 flex flex-wrap justify-between gap-2 text-sm">
        <AuthLink href="/forgot-password">{t('forgot_link')}</AuthLink>
        <AuthLink href="/sign-up">{t('sign_up_link')}</AuthLink>
      </p>
    </>
  );
}
