'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { PasswordField } from './password-field';
import { useToken } from './use-token';

export function ResetPasswordForm() {
  const t = useTranslations('auth');
  const token = useToken();
  const [done, setDone] = useState(false);
  const form = useSubmit(async ({ password }) => {
    await api('POST', '/auth/password-reset/confirm', { token, password });
    setDone(true);
  });
  if (done) {
    return (
      <>
        <AuthHeading title={t('reset_done_title')}>{t('reset_done_text')}</AuthHeading>
        <AuthLink href="/sign-in">{t('back_to_sign_in')}</AuthLink>
      </>
    );
  }
  if (token === '') {
    return (
      <>
        <AuthHeading title={t('link_incomplete_title')}>{t('link_incomplete_text')}</AuthHeading>
        <AuthLink href="/forgot-password">{t('forgot_again')}</AuthLink>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('reset_title')}>{t('reset_text')}</AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <PasswordField
          fresh
          label={t('new_password')}
          hint={t('password_hint')}
          error={form.errors.password}
          onChange={() => form.clear('password')}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('reset_save')}
        </Button>
      </form>
      <p className="mt-5 text-sm">
        <AuthLink href="/forgot-password">{t('forgot_again')}</AuthLink>
      </p>
    </>
  );
}
