'use client';

import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { RelativeTime } from '@/ui/primitives/time';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Row, Section } from '../section';

interface Connection {
  id: string;
  app_name: string;
  user_id: string;
  user_name: string;
  scopes: string[];
  last_used_at: string | null;
}

/** Apps that act for the person, and for administrators those of everybody; each can be ended at once. */
export function Connections() {
  const t = useTranslations('apps');
  const { user } = useSession();
  const query = useQuery({
    queryKey: keys.connections,
    queryFn: ({ signal }) => api<Connection[]>('GET', '/oauth/connections', undefined, { signal }),
  });
  const change = useSetting([keys.connections, keys.apps]);
  const [ending, setEnding] = useState<Connection | null>(null);
  return (
    <Section title={t('connected_title')} description={t('connected_text')}>
      <SettingsList query={query} empty={{ title: t('connected_empty') }}>
        {(connection) => (
          <Row
            key={connection.id}
            icon={<Plug aria-hidden className="size-4 text-faint-foreground" />}
            title={
              <>
                <span className="truncate">{connection.app_name}</span>
                {connection.user_id === user.id ? null : <Badge>{connection.user_name}</Badge>}
              </>
            }
            detail={
              <>
                <Tooltip content={connection.scopes.join(', ')}>
                  <span>{t('scopes', { count: connection.scopes.length })}</span>
                </Tooltip>
                {' · '}
                {connection.last_used_at ? (
                  <>
                    {t('last_used')} <RelativeTime value={connection.last_used_at} />
                  </>
                ) : (
                  t('never_used')
                )}
              </>
            }
            actions={
              <Button
                aria-label={t('disconnect_named', { name: connection.app_name })}
                onClick={() => setEnding(connection)}
              >
                {t('disconnect')}
              </Button>
            }
          />
        )}
      </SettingsList>
      <ConfirmDialog
        danger
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={t('disconnect_title', { name: ending?.app_name ?? '' })}
        description={t('disconnect_text')}
        action={t('disconnect')}
        busy={change.isPending}
        onConfirm={() => {
          if (!ending) return;
          change.mutate(
            {
              method: 'DELETE',
              path: `/oauth/connections/${ending.id}`,
              message: t('disconnected', { name: ending.app_name }),
            },
            { onSettled: () => setEnding(null) },
          );
        }}
      />
    </Section>
  );
}
