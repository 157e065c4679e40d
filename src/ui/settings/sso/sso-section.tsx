'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { Rows } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Section } from '../section';
import { ConnectionRow } from './connection-row';
import { ConnectionSheet, type Edited } from './connection-sheet';
import { Directories } from './directory';
import { Domains } from './domains';
import { Policy } from './policy';
import type { Sso } from './types';

/** Identity providers of the company, the domains whose people they sign in, and whether everybody has to use them. */
export function SsoSection() {
  const t = useTranslations('sso');
  const words = useTranslations('primitives');
  const [edited, setEdited] = useState<Edited | null>(null);
  const query = useQuery({
    queryKey: keys.sso,
    queryFn: ({ signal }) => api<Sso>('GET', '/sso', undefined, { signal }),
  });
  const sso = query.data?.data;
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button variant="primary" disabled={!sso} onClick={() => setEdited('new')}>
            <Plus aria-hidden />
            {t('new')}
          </Button>
        }
      >
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />
        ) : !sso ? (
          <Loading label={words('loading')} className="flex flex-col gap-3 border-y py-3">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </Loading>
        ) : sso.connections.length === 0 ? (
          <div className="border-y">
            <EmptyState title={t('empty_title')} description={t('empty_text')} className="py-8" />
          </div>
        ) : (
          <Rows>
            {sso.connections.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                onEdit={() => setEdited(connection)}
              />
            ))}
          </Rows>
        )}
      </Section>
      {sso && sso.connections.length > 0 ? <Domains sso={sso} /> : null}
      {sso && sso.connections.length > 0 ? <Policy sso={sso} /> : null}
      {sso && sso.connections.length > 0 ? <Directories sso={sso} /> : null}
      {sso ? <ConnectionSheet edited={edited} sso={sso} onClose={() => setEdited(null)} /> : null}
    </>
  );
}
