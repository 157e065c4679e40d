'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Answer, api, apiUrl } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Section } from '../section';
import { AuditEntryLine } from './audit-entry';
import { AuditFilters } from './audit-filters';
import { Retention } from './retention';
import { Sealed } from './sealed';
import type { AuditEntry } from './types';
import { type AuditFilter, useAuditFilter } from './use-audit-filter';

/** Everything that happened in the company, and how long and how safely it is kept. */
export function AuditSection() {
  const t = useTranslations('audit');
  const [filter, change] = useAuditFilter();
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button asChild>
            <a href={apiUrl('/events/export', filter)} download>
              <Download aria-hidden />
              {t('export')}
            </a>
          </Button>
        }
      >
        <AuditFilters filter={filter} onChange={change} />
        <Entries filter={filter} onFilter={change} />
      </Section>
      <Section title={t('kept_title')}>
        <Sealed />
        <Retention />
      </Section>
    </>
  );
}

function Entries({
  filter,
  onFilter,
}: {
  filter: AuditFilter;
  onFilter: (change: AuditFilter | null) => void;
}) {
  const t = useTranslations('audit');
  const words = useTranslations('primitives');
  const query = useInfiniteQuery({
    queryKey: keys.events(filter),
    queryFn: ({ pageParam, signal }) =>
      api<AuditEntry[]>('GET', '/events', undefined, {
        query: { ...filter, cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<AuditEntry[]>) => last.pagination?.next_cursor ?? undefined,
  });
  if (query.isError)
    return (
      <ErrorState
        error={query.error}
        onRetry={() => void query.refetch()}
        actions={<Button onClick={() => onFilter(null)}>{t('clear')}</Button>}
        className="border-y py-8"
      />
    );
  if (!query.data) {
    return (
      <Loading label={words('loading')} className="flex flex-col gap-3 border-y py-3">
        {[1, 2, 3, 4, 5].map((at) => (
          <Skeleton key={at} className="h-8" />
        ))}
      </Loading>
    );
  }
  const entries = query.data.pages.flatMap(({ data }) => data);
  if (entries.length === 0) {
    return (
      <div className="border-y">
        <EmptyState
          title={t('none_title')}
          description={t('none_text')}
          actions={<Button onClick={() => onFilter(null)}>{t('clear')}</Button>}
          className="py-8"
        />
      </div>
    );
  }
  return (
    <>
      <ul aria-label={t('entries')} className="divide-y border-y">
        {entries.map((entry) => (
          <AuditEntryLine key={entry.id} entry={entry} onFilter={onFilter} />
        ))}
      </ul>
      <MoreButton query={query} label={t('more')} className="mt-3" />
    </>
  );
}
