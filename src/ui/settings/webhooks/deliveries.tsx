'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Section } from '../section';
import { DeliveryEntry } from './delivery-entry';
import { ReplayRange } from './replay-range';
import type { Delivery, Webhook } from './types';

const statuses = ['all', 'failed', 'pending', 'delivered'] as const;
type Status = (typeof statuses)[number];

/** What was sent to a webhook and what waits, newest first; it looks again by itself. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const t = useTranslations('webhooks');
  const [status, setStatus] = useState<Status>('all');
  return (
    <Section
      title={t('deliveries')}
      description={t('deliveries_text')}
      actions={webhook.active ? <ReplayRange webhook={webhook} /> : null}
    >
      <div className="mb-3 overflow-x-auto">
        <SegmentedControl
          aria-label={t('status')}
          value={status}
          onValueChange={setStatus}
          options={statuses.map((value) => ({ value, label: t(`status_${value}`) }))}
        />
      </div>
      <List key={status} webhook={webhook} status={status} />
    </Section>
  );
}

function List({ webhook, status }: { webhook: Webhook; status: Status }) {
  const t = useTranslations('webhooks');
  const words = useTranslations('primitives');
  const query = useInfiniteQuery({
    queryKey: [...keys.deliveries(webhook.id), status],
    queryFn: ({ pageParam, signal }) =>
      api<Delivery[]>('GET', `/webhooks/${webhook.id}/deliveries`, undefined, {
        query: { cursor: pageParam, limit: 30, status: status === 'all' ? '' : status },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<Delivery[]>) => last.pagination?.next_cursor ?? undefined,
    refetchInterval: 5000,
  });
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />;
  if (!query.data) {
    return (
      <Loading label={words('loading')} className="flex flex-col gap-3 border-y py-3">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  const deliveries = query.data.pages.flatMap(({ data }) => data);
  if (deliveries.length === 0) {
    return (
      <div className="border-y">
        <EmptyState
          title={status === 'all' ? t('none_title') : t('none_filtered')}
          description={status === 'all' ? t('none_text') : undefined}
          className="py-8"
        />
      </div>
    );
  }
  return (
    <>
      <ul className="divide-y border-y">
        {deliveries.map((delivery) => (
          <DeliveryEntry key={delivery.id} webhook={webhook} delivery={delivery} />
        ))}
      </ul>
      <MoreButton query={query} label={t('more')} className="mt-3" />
    </>
  );
}
