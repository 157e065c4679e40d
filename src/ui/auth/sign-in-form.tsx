'use client';

import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import type { Arrival } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { arrive } from './arrive';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { PasskeyButton } from './passkey-button';
import { PasswordField } from './password-field';
import { SecondStep } from './second-step';

export function SignInForm() {
  const t = useTranslations('auth');
  const next = useSearchParams().get('next');
  const [email, setEmail] = useState('');
  const [halfway, setHalfway] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const form = useSubmit(async (values) => {
    setReason(null);
    setEmail(values.email ?? '');
    const { data } = await api<Arrival | { mfa_required: true }>('POST', '/auth/login', values);
    if ('mfa_required' in data) setHalfway(true);
    else arrive(data, next);
  });
  if (halfway)
    return (
      <SecondStep
        onArrival={(arrival) => arrive(arrival, next)}
        onBack={(why) => {
          setReason(why ?? null);
          setHalfway(false);
        }}
      />
    );
  return (
    <>
      <AuthHeading title={t('sign_in_title')} />
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure ?? reason} />
        <TextField
          form={form}
          label={t('email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
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
      <div className="mt-3">
        <PasskeyButton
          label={t('passkey_sign_in')}
          onAnswer={async (passkey) =>
            arrive((await api<Arrival>('POST', '/auth/passkey', { passkey })).data, next)
          }
        />
      </div>
      <p className="mt-5 text-sm">
        <AuthLink href={next ? `/sign-in/sso?next=${encodeURIComponent(next)}` : '/sign-in/sso'}>
          {t('sso_link')}
        </AuthLink>
      </p>
      <p className="mt-3 flex flex-wrap justify-between gap-2 text-sm">
        <AuthLink href="/forgot-password">{t('forgot_link')}</AuthLink>
        <AuthLink href="/sign-up">{t('sign_up_link')}</AuthLink>
      </p>
    </>
  );
}
