'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { Switch } from '@/ui/primitives/switch';
import { Row, Section } from '../section';
import { useEventNames } from '../use-event-names';
import type { Webhook } from './types';
import { WebhookDetail } from './webhook-detail';
import { WebhookSheet } from './webhook-sheet';
import { WebhookState } from './webhook-state';

/** Other programs that are told what happens here. */
export function WebhooksSection() {
  const t = useTranslations('webhooks');
  const query = useQuery({
    queryKey: keys.webhooks,
    queryFn: ({ signal }) => api<Webhook[]>('GET', '/webhooks', undefined, { signal }),
  });
  const [edited, setEdited] = useState<Webhook | 'new' | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const opened = query.data?.data.find(({ id }) => id === openId);
  return (
    <>
      {opened ? (
        <WebhookDetail
          webhook={opened}
          onBack={() => setOpenId(null)}
          onEdit={() => setEdited(opened)}
        />
      ) : (
        <Section
          title={t('title')}
          description={t('text')}
          actions={
            <Button variant="primary" onClick={() => setEdited('new')}>
              <Plus aria-hidden />
              {t('new')}
            </Button>
          }
        >
          <SettingsList
            query={query}
            empty={{ title: t('empty_title'), description: t('empty_text') }}
          >
            {(webhook) => (
              <Entry key={webhook.id} webhook={webhook} onOpen={() => setOpenId(webhook.id)} />
            )}
          </SettingsList>
        </Section>
      )}
      <WebhookSheet webhook={edited} onClose={() => setEdited(null)} />
    </>
  );
}

function Entry({ webhook, onOpen }: { webhook: Webhook; onOpen: () => void }) {
  const t = useTranslations('webhooks');
  const names = useEventNames();
  const change = useSetting([keys.webhooks]);
  const { id, url, active } = webhook;
  return (
    <Row
      icon={<WebhookIcon aria-hidden className="size-4 text-faint-foreground" />}
      title={
        <>
          <span className="min-w-0 break-all">{url}</span>
          <WebhookState webhook={webhook} />
        </>
      }
      detail={[webhook.description, webhook.events.map(names.pattern).join(', ')]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <>
          <Button onClick={onOpen} aria-label={t('deliveries_of', { url })}>
            {t('deliveries')}
          </Button>
          <Switch
            aria-label={t('active_named', { url })}
            checked={active}
            disabled={change.isPending}
            onCheckedChange={(on) =>
              change.mutate({
                method: 'PATCH',
                path: `/webhooks/${id}`,
                body: { active: on },
                message: on ? t('switched_on') : t('switched_off'),
              })
            }
          />
        </>
      }
    />
  );
}
