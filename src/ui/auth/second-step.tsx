'use client';

import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { TextField } from '@/ui/data/text-field';
import type { Arrival } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { AuthHeading } from './auth-heading';

export interface SecondStepProps {
  onArrival: (arrival: Arrival) => void;
  /** Back to the password, because the person wants to, or for the reason given. */
  onBack: (reason?: string) => void;
}

/** After the password: a code of the authenticator app or a recovery code. */
export function SecondStep({ onArrival, onBack }: SecondStepProps) {
  const t = useTranslations('auth');
  const form = useSubmit(async (values) => {
    try {
      onArrival((await api<Arrival>('POST', '/auth/login/second', values)).data);
    } catch (error) {
      if (isApiError(error, 'unauthenticated')) onBack(t('second_over'));
      throw error;
    }
  });
  return (
    <>
      <AuthHeading title={t('second_title')}>{t('second_text')}</AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={form.failure} />
        <TextField
          form={form}
          label={t('code')}
          name="code"
          autoComplete="one-time-code"
          required
          autoFocus
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('sign_in')}
        </Button>
        <Button
          variant="link"
          size="bare"
          className="self-start max-md:py-2.5"
          onClick={() => onBack()}
        >
          {t('back_to_sign_in')}
        </Button>
      </form>
    </>
  );
}
