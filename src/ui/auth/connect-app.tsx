'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import type { Session } from '@/ui/data/types';
import { ScopeList } from '@/ui/patterns/scope-list';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { AuthHeading } from './auth-heading';
import { AuthLink } from './auth-link';

interface Consent {
  app_name: string;
  company_name: string;
  scopes: string[];
  refused_to: string | null;
}

/** Asks a member whether an app may act for them, and sends the browser back to the app with the answer. */
export function ConnectApp() {
  const t = useTranslations('connect');
  const errorText = useErrorText();
  const [search, setSearch] = useState<string | null>(null);
  const [busy, setBusy] = useState<'allow' | 'refuse' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => setSearch(location.search), []);
  const { data, error } = useQuery({
    queryKey: ['oauth-consent', search],
    queryFn: () =>
      api<Consent>('GET', '/oauth/consent', undefined, {
        query: known(search ?? ''),
      }),
    enabled: search !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const refused = data?.data.refused_to ?? null;
  useEffect(() => {
    if (refused !== null) location.assign(refused);
  }, [refused]);

  if (error) return <NotConnected error={error} />;
  if (!data || refused !== null)
    return (
      <Loading label={t('loading')} className="flex flex-col gap-3">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="h-24 w-full" />
      </Loading>
    );

  const answer = async (allow: boolean) => {
    setBusy(allow ? 'allow' : 'refuse');
    setFailure(null);
    try {
      const { data: next } = await api<{ redirect_to: string }>('POST', '/oauth/authorize', {
        ...known(search ?? ''),
        allow,
      });
      location.assign(next.redirect_to);
    } catch (thrown) {
      setFailure(errorText(thrown));
      setBusy(null);
    }
  };
  const { app_name, company_name, scopes } = data.data;
  return (
    <>
      <AuthHeading title={t('title', { app: app_name })}>
        {t('text', { app: app_name, company: company_name })}
      </AuthHeading>
      <div className="flex flex-col gap-4">
        <FormFailure message={failure} />
        <ScopeList scopes={scopes} />
        <p className="text-faint-foreground text-xs">{t('note')}</p>
        <Button
          variant="primary"
          size="lg"
          busy={busy === 'allow'}
          disabled={busy !== null}
          onClick={() => void answer(true)}
        >
          {t('allow')}
        </Button>
        <Button
          size="lg"
          busy={busy === 'refuse'}
          disabled={busy !== null}
          onClick={() => void answer(false)}
        >
          {t('refuse')}
        </Button>
      </div>
    </>
  );
}

function NotConnected({ error }: { error: Error }) {
  const t = useTranslations('connect');
  const errorText = useErrorText();
  const unknown = isApiError(error, 'not_found');
  const heldBack =
    isApiError(error, 'network_refused') || isApiError(error, 'second_factor_required');
  const { data: session } = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => api<Session>('GET', '/auth/session', undefined, { signal }),
    enabled: unknown,
  });
  const company = session?.data.company.name;
  return (
    <>
      <AuthHeading title={t('failed_title')}>
        {heldBack
          ? t('held_back')
          : unknown && company
            ? t('not_registered', { company })
            : errorText(error)}
      </AuthHeading>
      <AuthLink href={heldBack ? '/' : '/home'}>{heldBack ? t('go_on') : t('home')}</AuthLink>
    </>
  );
}

const names = new Set([
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
]);

/** Apps may add parameters of their own, which mean nothing here. */
const known = (search: string): Record<string, string> =>
  Object.fromEntries([...new URLSearchParams(search)].filter(([name]) => names.has(name)));
