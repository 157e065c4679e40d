'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { formatDay } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { RelativeTime } from '@/ui/primitives/time';
import { NewApiKey } from './new-api-key';
import { Row, Section } from './section';
import { SettingsList } from './settings-list';
import { useSetting } from './use-setting';

interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  expires_at: string | null;
  last_used_at: string | null;
}

/** Keys with which other programs work here. */
export function ApiKeysSection() {
  const t = useTranslations('api_keys');
  const { tag } = useLocaleInfo();
  const query = useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => api<ApiKey[]>('GET', '/api-keys', undefined, { signal }),
  });
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const change = useSetting([keys.apiKeys]);
  return (
    <>
      <Section
        title={t('title')}
        description={t.rich('text', {
          docs: (words) => (
            <a
              href="/api/docs"
              target="_blank"
              rel="noreferrer"
              className="text-primary-text underline underline-offset-2"
            >
              {words}
            </a>
          ),
        })}
        actions={<NewApiKey />}
      >
        <SettingsList
          query={query}
          empty={{ title: t('empty_title'), description: t('empty_text') }}
        >
          {(key) => (
            <Row
              key={key.id}
              icon={<KeyRound aria-hidden className="size-4 text-faint-foreground" />}
              title={
                <>
                  <span className="truncate">{key.name}</span>
                  <code className="font-normal text-faint-foreground text-xs">{key.prefix}…</code>
                </>
              }
              detail={
                <>
                  {t('scopes', { count: key.scopes.length })}
                  {' · '}
                  {key.last_used_at ? (
                    <>
                      {t('last_used')} <RelativeTime value={key.last_used_at} />
                    </>
                  ) : (
                    t('never_used')
                  )}
                  {key.expires_at
                    ? ` · ${t('expires', { date: formatDay(key.expires_at.slice(0, 10), tag) })}`
                    : null}
                </>
              }
              actions={<Button onClick={() => setEnding(key)}>{t('revoke')}</Button>}
            />
          )}
        </SettingsList>
      </Section>
      <ConfirmDialog
        danger
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={t('revoke_title', { name: ending?.name ?? '' })}
        description={t('revoke_text')}
        action={t('revoke')}
        busy={change.isPending}
        onConfirm={() => {
          if (!ending) return;
          change.mutate(
            {
              method: 'DELETE',
              path: `/api-keys/${ending.id}`,
              message: t('revoked', { name: ending.name }),
            },
            { onSettled: () => setEnding(null) },
          );
        }}
      />
    </>
  );
}
