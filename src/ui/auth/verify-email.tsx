'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { ProveAddress } from './prove-address';
import { useToken } from './use-token';

/**
 * Confirms the address as soon as the page is open where its person is signed in: the link was their answer. Anybody else
 * has to show that the account is theirs as well.
 */
export function VerifyEmail() {
  const t = useTranslations('auth');
  const errorText = useErrorText();
  const token = useToken();
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: (given: string) => api('POST', '/auth/verify-email/confirm', { token: given }),
  });
  const asked = useRef(false);
  useEffect(() => {
    if (!token || asked.current) return;
    asked.current = true;
    mutate(token);
  }, [token, mutate]);

  if (token && isApiError(error) && error.issues.some(({ path }) => path === 'password'))
    return <ProveAddress token={token} />;
  if (isSuccess) {
    return (
      <>
        <AuthHeading title={t('verified_title')}>{t('verified_text')}</AuthHeading>
        <AuthLink href="/">{t('go_to_work')}</AuthLink>
      </>
    );
  }
  if (error || token === '') {
    return (
      <>
        <AuthHeading title={t('verify_failed_title')}>
          {error ? errorText(error) : t('link_incomplete_text')}
        </AuthHeading>
        <AuthLink href="/settings/profile">{t('verify_again')}</AuthLink>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('verifying_title')} />
      <Loading label={t('verifying_title')}>
        <Skeleton className="w-full" />
      </Loading>
    </>
  );
}
