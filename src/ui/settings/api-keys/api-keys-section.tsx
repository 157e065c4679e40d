'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Section } from '../section';
import { type ApiKey, ApiKeyRow } from './api-key-row';
import { NewApiKey } from './new-api-key';
import { RotateDialog } from './rotate-dialog';

/** Keys with which other programs work here: one's own, and for administrators everybody's. */
export function ApiKeysSection() {
  const t = useTranslations('api_keys');
  const { user } = useSession();
  const query = useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => api<ApiKey[]>('GET', '/api-keys', undefined, { signal }),
  });
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const [rotating, setRotating] = useState<ApiKey | null>(null);
  const change = useSetting([keys.apiKeys]);
  const all = query.data?.data ?? [];
  const of = (own: boolean) =>
    ({
      ...query,
      data: query.data && {
        ...query.data,
        data: all.filter((one) => (one.user_id === user.id) === own),
      },
    }) as typeof query;
  const row = (key: ApiKey) => (
    <ApiKeyRow key={key.id} apiKey={key} onRotate={setRotating} onEnd={setEnding} />
  );
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
          query={of(true)}
          empty={{ title: t('empty_title'), description: t('empty_text') }}
        >
          {row}
        </SettingsList>
      </Section>
      {all.some((one) => one.user_id !== user.id) ? (
        <Section title={t('others_title')} description={t('others_text')}>
          <SettingsList query={of(false)} empty={{ title: t('empty_title') }}>
            {row}
          </SettingsList>
        </Section>
      ) : null}
      <RotateDialog apiKey={rotating} onClose={() => setRotating(null)} />
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
