'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Section } from '../section';
import { type Policy, PolicyForm } from './policy-form';

/** How people sign in to the company, and for how long. */
export function PolicySection() {
  const t = useTranslations('sign_in_policy');
  const loading = useTranslations('primitives')('loading');
  const query = useQuery({
    queryKey: keys.signInPolicy,
    queryFn: ({ signal }) => api<Policy>('GET', '/sign-in-policy', undefined, { signal }),
  });
  return (
    <Section title={t('title')} description={t('text')}>
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />
      ) : query.data ? (
        <PolicyForm policy={query.data.data} />
      ) : (
        <Loading label={loading} className="flex max-w-md flex-col gap-4">
          <Skeleton className="h-8" />
          <Skeleton className="h-8" />
        </Loading>
      )}
    </Section>
  );
}
