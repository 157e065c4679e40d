'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { RelativeTime } from '@/ui/primitives/time';
import { Section } from '../section';
import { FailedJobs } from './failed-jobs';
import { Parts } from './parts';
import { QueueTable } from './queue-table';
import type { CompanyHealth, InstallationHealth } from './types';

/** How often the page looks again while it is open, ms. */
const often = 10_000;

/** What works in the background, and whether it does: of the company, and for the operator of the installation. */
export function HealthSection() {
  const { user } = useSession();
  return (
    <>
      <CompanyPart />
      {user.is_operator ? <InstallationPart /> : null}
    </>
  );
}

function CompanyPart() {
  const t = useTranslations('health');
  const query = useQuery({
    queryKey: keys.health('company'),
    queryFn: ({ signal }) => api<CompanyHealth>('GET', '/health', undefined, { signal }),
    refetchInterval: often,
  });
  const health = query.data?.data;
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={<Button onClick={() => void query.refetch()}>{t('refresh')}</Button>}
      >
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />
        ) : health ? (
          <Parts state={health.state} parts={health.parts} />
        ) : (
          <Waiting />
        )}
      </Section>
      {health ? (
        <>
          <FailedJobs failed={health.queues.reduce((sum, { failed }) => sum + failed, 0)} />
          <QueueTable queues={health.queues} />
          <Schedules schedules={health.schedules} />
        </>
      ) : null}
    </>
  );
}

function InstallationPart() {
  const t = useTranslations('health');
  const query = useQuery({
    queryKey: keys.health('installation'),
    queryFn: ({ signal }) =>
      api<InstallationHealth>('GET', '/health/installation', undefined, { signal }),
    refetchInterval: often,
  });
  const health = query.data?.data;
  return (
    <>
      <Section title={t('installation_title')} description={t('installation_text')}>
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />
        ) : health ? (
          <Parts state={health.state} parts={health.parts} />
        ) : (
          <Waiting />
        )}
      </Section>
      {health ? <QueueTable queues={health.queues} everywhere /> : null}
    </>
  );
}

function Schedules({ schedules }: { schedules: CompanyHealth['schedules'] }) {
  const t = useTranslations('health');
  const locale = useLocaleInfo();
  if (schedules.length === 0) return null;
  return (
    <Section title={t('schedules')}>
      <ul className="divide-y border-y">
        {schedules.map(({ name, next_at, last_at }) => (
          <li
            key={name}
            className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 py-2 text-sm"
          >
            <code className="text-xs">{name}</code>
            <span className="text-faint-foreground text-xs">
              {last_at ? (
                <>
                  {t('last')} <RelativeTime value={last_at} />
                  {' · '}
                </>
              ) : null}
              {next_at ? (
                <>
                  {t('next')} {formatInstant(next_at, locale)}
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Waiting() {
  const t = useTranslations('primitives');
  return (
    <Loading label={t('loading')} className="flex flex-col gap-3 border-y py-3">
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
    </Loading>
  );
}
