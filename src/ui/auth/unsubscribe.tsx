'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { Button } from '@/ui/primitives/button';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { useToken } from './use-token';

/** Stops the mails whose link led here. Only on a press: programs that look into mails follow their links. */
export function Unsubscribe() {
  const t = useTranslations('unsubscribe');
  const errorText = useErrorText();
  const token = useToken();
  const { mutate, isSuccess, isPending, error } = useMutation({
    mutationFn: (given: string) =>
      api('POST', '/notifications/unsubscribe', undefined, { query: { token: given } }),
  });
  if (isSuccess)
    return (
      <>
        <AuthHeading title={t('done_title')}>{t('done_text')}</AuthHeading>
        <AuthLink href="/settings/notifications">{t('settings')}</AuthLink>
      </>
    );
  return (
    <>
      <AuthHeading title={t('title')}>
        {error ? errorText(error) : t(token === '' ? 'incomplete' : 'text')}
      </AuthHeading>
      {token === '' ? null : (
        <Button
          variant="primary"
          className="mb-4 w-full"
          busy={isPending}
          disabled={!token}
          onClick={() => token && mutate(token)}
        >
          {t('action')}
        </Button>
      )}
      <AuthLink href="/settings/notifications">{t('settings')}</AuthLink>
    </>
  );
}
