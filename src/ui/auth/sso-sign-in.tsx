'use client';

import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText, useIssueText } from '@/ui/data/issue-text';
import { TextField } from '@/ui/data/text-field';
import type { Arrival } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { arrive } from './arrive';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';
import { useToken } from './use-token';

/** Where to go after the provider, which knows nothing of it. */
const nextKey = 'ambit:next';

/** Sends people to the identity provider of their company, and takes what it sends back. */
export function SsoSignIn() {
  const query = useSearchParams();
  const given = Object.fromEntries(
    ['state', 'code', 'iss', 'error'].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const ticket = useToken();
  if (given.error !== undefined) return <Failed reason={null} code={given.error} />;
  if (given.code !== undefined) return <Finish path="/auth/sso/oidc" body={given} />;
  if (ticket) return <Finish path="/auth/sso/saml" body={{ ticket }} />;
  return <AskAddress next={query.get('next')} />;
}

function AskAddress({ next }: { next: string | null }) {
  const t = useTranslations('auth');
  const [unknown, setUnknown] = useState<string | null>(null);
  const form = useSubmit(async ({ email = '' }) => {
    setUnknown(null);
    const { data } = await api<{ url: string | null }>('POST', '/auth/sso/start', { email });
    if (data.url === null) return setUnknown(email.slice(email.lastIndexOf('@') + 1));
    if (next) sessionStorage.setItem(nextKey, next);
    location.assign(data.url);
  });
  return (
    <>
      <AuthHeading title={t('sso_title')}>{t('sso_text')}</AuthHeading>
      <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <FormFailure message={unknown ? t('sso_unknown', { domain: unknown }) : form.failure} />
        <TextField
          form={form}
          label={t('work_email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
          {t('sso_go')}
        </Button>
      </form>
      <p className="mt-5 text-sm">
        <AuthLink href="/sign-in">{t('sso_password')}</AuthLink>
      </p>
    </>
  );
}

/** Hands the provider's answer to the API, this once: it cannot be used again. */
function Finish({ path, body }: { path: string; body: Record<string, string> }) {
  const t = useTranslations('auth');
  const { mutate, error } = useMutation({
    mutationFn: () => api<Arrival>('POST', path, body),
    onSuccess: ({ data }) => {
      const next = sessionStorage.getItem(nextKey);
      sessionStorage.removeItem(nextKey);
      arrive(data, next);
    },
  });
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate();
  }, [mutate]);
  if (error) return <Failed reason={error} />;
  return (
    <>
      <AuthHeading title={t('sso_finishing')} />
      <Loading label={t('sso_finishing')}>
        <Skeleton className="w-full" />
      </Loading>
    </>
  );
}

/** `code`: what the address says; a provider's own codes mean that it ended the sign-in. */
function Failed({ reason, code = '' }: { reason: unknown; code?: string }) {
  const t = useTranslations('auth');
  const errorText = useErrorText();
  const issueText = useIssueText();
  const told = code.startsWith('sso_')
    ? { path: '', code, message: t('sso_cancelled') }
    : undefined;
  const issue = isApiError(reason) ? reason.issues[0] : told;
  const text = issue ? issueText(issue) : reason ? errorText(reason) : t('sso_cancelled');
  return (
    <>
      <AuthHeading title={t('sso_failed_title')}>{text}</AuthHeading>
      <p className="flex flex-wrap justify-between gap-2 text-sm">
        <AuthLink href="/sign-in/sso">{t('sso_again')}</AuthLink>
        <AuthLink href="/sign-in">{t('back_to_sign_in')}</AuthLink>
      </p>
    </>
  );
}
