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

/** Whose address it is, the mail has shown; that the account is theirs too, its password shows, or a new one makes it so. */
export function ProveAddress({ token }: { token: string }) {
  const t = useTranslations('auth');
  const [anew, setAnew] = useState(false);
  const [done, setDone] = useState(false);
  const name = anew ? 'new_password' : 'password';
  const form = useSubmit(async (values) => {
    await api('POST', '/auth/verify-email/confirm', { token, [name]: values[name] });
    setDone(true);
  });
  if (done)
    return (
      <>
        <AuthHeading title={t('verified_title')}>
          {anew ? t('reset_done_text') : t('verified_text')}
        </AuthHeading>
        <AuthLink href="/sign-in">{t('sign_in')}</AuthLink>
      </>
    );
  return (
    <>
      <AuthHeading title={t('prove_title')}>{t(anew ? 'prove_anew' : 'prove_text')}</AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <PasswordField
          key={name}
          name={name}
          fresh={anew}
          label={t(name)}
          {...(anew ? { hint: t('password_hint') } : {})}
          error={form.errors[name]}
          onChange={() => form.clear(name)}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('prove_save')}
        </Button>
        <Button variant="ghost" onClick={() => setAnew(!anew)}>
          {t(anew ? 'prove_by_password' : 'prove_not_mine')}
        </Button>
      </form>
    </>
  );
}
