'use client';

import { useQuery } from '@tanstack/react-query';
import { Inbox, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Fragment, useEffect, useState } from 'react';
import { api } from '@/ui/data/api';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { RelativeTime } from '@/ui/primitives/time';
import { PageHeader } from '@/ui/shell/page-header';
import { useToken } from './use-token';

interface Mail {
  id: string;
  sent_at: string;
  to: string;
  subject: string;
  text: string;
}

const KEPT = 'ambit:mailbox';

/** Mails of an installation without a mail server, for whoever started it: the link with the token is printed then. */
export function Mailbox() {
  const t = useTranslations('mailbox');
  const given = useToken();
  const [token, setToken] = useState('');
  useEffect(() => {
    if (given) sessionStorage.setItem(KEPT, given);
    setToken(given || (sessionStorage.getItem(KEPT) ?? ''));
  }, [given]);
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['mailbox', token],
    queryFn: ({ signal }) =>
      api<Mail[]>('GET', '/mailbox', undefined, { signal, headers: { 'X-Mailbox-Token': token } }),
    enabled: given !== undefined,
    refetchInterval: 5000,
  });
  return (
    <main className="mx-auto flex min-h-dvh max-w-3xl flex-col">
      <PageHeader
        title={t('title')}
        icon={<Inbox />}
        actions={
          <Button busy={isFetching} onClick={() => void refetch()}>
            <RotateCw aria-hidden />
            {t('refresh')}
          </Button>
        }
      />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <MailList mails={data.data} />
      ) : (
        <Loading label={t('title')} className="flex flex-col gap-2 p-4">
          <Skeleton className="h-20" />
          <Skeleton className="h-20" />
        </Loading>
      )}
    </main>
  );
}

function MailList({ mails }: { mails: readonly Mail[] }) {
  const t = useTranslations('mailbox');
  if (mails.length === 0)
    return <EmptyState icon={<Inbox />} title={t('empty_title')} description={t('empty_text')} />;
  return (
    <ul className="divide-y">
      {mails.map((mail) => (
        <li key={mail.id} className="flex flex-col gap-1 p-4">
          <div className="flex items-baseline justify-between gap-3">
            <h2 className="font-semibold text-base">{mail.subject}</h2>
            <RelativeTime value={mail.sent_at} className="shrink-0 text-faint-foreground text-xs" />
          </div>
          <p className="text-muted-foreground text-xs">{t('to', { address: mail.to })}</p>
          <p className="mt-1 whitespace-pre-wrap break-words text-sm">
            <WithLinks text={mail.text} />
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Web addresses in a text as links; everything else stays text. */
function WithLinks({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/\S+)/);
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
    <Fragment key={index}>
      {index % 2 === 1 ? (
        <a href={part} className="break-all text-primary-text underline underline-offset-2">
          {part}
        </a>
      ) : (
        part
      )}
    </Fragment>
  ));
}
