'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';

export function ForgotPasswordForm() {
  const t = useTranslations('auth');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useSubmit(async (values) => {
    await api('POST', '/auth/password-reset', values);
    setSentTo(values.email ?? '');
  });
  if (sentTo !== null) {
    return (
      <>
        <AuthHeading title={t('forgot_sent_title')}>
          {t('forgot_sent_text', { email: sentTo })}
        </AuthHeading>
        <AuthLink href="/sign-in">{t('back_to_sign_in')}</AuthLink>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('forgot_title')}>{t('forgot_text')}</AuthHeading>
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
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('forgot_send')}
        </Button>
      </form>
      <p className="mt-5 text-sm">
        <AuthLink href="/sign-in">{t('back_to_sign_in')}</AuthLink>
      </p>
    </>
  );
}
