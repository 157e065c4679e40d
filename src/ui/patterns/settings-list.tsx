'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Answer } from '@/ui/data/api';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';

export interface SettingsListProps<T> {
  query: UseQueryResult<Answer<T[]>>;
  /** Shown in place of the rows when there are none. */
  empty: { title: string; description?: string };
  /** What stands around the rows, when they are no list. */
  frame?: (rows: ReactNode) => ReactNode;
  children: (item: T) => ReactNode;
}

/** The rows of a query with its loading, error and empty states. */
export function SettingsList<T>({
  query,
  empty,
  frame = (rows) => <Rows>{rows}</Rows>,
  children,
}: SettingsListProps<T>) {
  const t = useTranslations('primitives');
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />;
  if (!query.data) {
    return (
      <Loading label={t('loading')} className="flex flex-col gap-3 border-y py-3">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  if (query.data.data.length === 0) {
    return (
      <div className="border-y">
        <EmptyState title={empty.title} description={empty.description} className="py-8" />
      </div>
    );
  }
  return frame(query.data.data.map(children));
}

/** Rows of a list of settings: hairlines between. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y border-y">{children}</ul>;
}
