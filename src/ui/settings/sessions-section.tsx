'use client';

import { useQuery } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { browserOf } from '@/core/shape/browser-name';
import { api } from '@/ui/data/api';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { RelativeTime } from '@/ui/primitives/time';
import { Row, Section } from './section';

interface SessionEntry {
  id: string;
  ip_address: string | null;
  user_agent: string | null;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

const key = ['sessions'] as const;

/** Where the person is signed in, and signing out from afar. */
export function SessionsSection() {
  const t = useTranslations('sessions');
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<SessionEntry[]>('GET', '/sessions', undefined, { signal }),
  });
  const end = useSetting([key]);
  const others = (query.data?.data ?? []).filter((one) => !one.current).length;
  return (
    <Section
      title={t('title')}
      description={t('text')}
      actions={
        others > 0 ? (
          <Button
            busy={end.isPending}
            onClick={() =>
              end.mutate({ method: 'DELETE', path: '/sessions', message: t('ended_others') })
            }
          >
            {t('end_others', { count: others })}
          </Button>
        ) : null
      }
    >
      <SettingsList query={query} empty={{ title: t('empty') }}>
        {(session) => (
          <Row
            key={session.id}
            icon={<MonitorSmartphone aria-hidden className="size-4 text-faint-foreground" />}
            title={
              <>
                {browserOf(session.user_agent) ?? t('unknown_browser')}
                {session.current ? <Badge color="green">{t('this_browser')}</Badge> : null}
              </>
            }
            detail={
              <>
                {session.ip_address ? `${session.ip_address} · ` : null}
                {t('last_seen')} <RelativeTime value={session.last_seen_at} />
              </>
            }
            actions={
              session.current ? null : (
                <Button
                  onClick={() =>
                    end.mutate({
                      method: 'DELETE',
                      path: `/sessions/${session.id}`,
                      message: t('ended'),
                    })
                  }
                >
                  {t('end')}
                </Button>
              )
            }
          />
        )}
      </SettingsList>
    </Section>
  );
}
