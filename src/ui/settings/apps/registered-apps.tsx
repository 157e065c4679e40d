'use client';

import { useQuery } from '@tanstack/react-query';
import { Blocks } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Row, Section } from '../section';
import { AppDialog, type OAuthApp } from './app-dialog';

/** Apps of others that members may connect. */
export function RegisteredApps() {
  const t = useTranslations('apps');
  const query = useQuery({
    queryKey: keys.apps,
    queryFn: ({ signal }) => api<OAuthApp[]>('GET', '/oauth/apps', undefined, { signal }),
  });
  const change = useSetting([keys.apps, keys.connections]);
  const [editing, setEditing] = useState<OAuthApp | 'new' | null>(null);
  const [removing, setRemoving] = useState<OAuthApp | null>(null);
  return (
    <Section
      title={t('registered_title')}
      description={t('registered_text')}
      actions={
        <Button variant="primary" onClick={() => setEditing('new')}>
          {t('register')}
        </Button>
      }
    >
      <SettingsList
        query={query}
        empty={{ title: t('registered_empty'), description: t('registered_empty_text') }}
      >
        {(app) => (
          <Row
            key={app.id}
            icon={<Blocks aria-hidden className="size-4 text-faint-foreground" />}
            title={
              <>
                <span className="truncate">{app.name}</span>
                <Badge>{app.confidential ? t('confidential') : t('public')}</Badge>
              </>
            }
            detail={
              <>
                <code className="break-all">{app.client_id}</code>
                {' · '}
                {t('connections', { count: app.connections })}
              </>
            }
            actions={
              <>
                <Button
                  aria-label={t('edit_named', { name: app.name })}
                  onClick={() => setEditing(app)}
                >
                  {t('edit')}
                </Button>
                <Button
                  aria-label={t('remove_named', { name: app.name })}
                  onClick={() => setRemoving(app)}
                >
                  {t('remove')}
                </Button>
              </>
            }
          />
        )}
      </SettingsList>
      <AppDialog app={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        danger
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={t('remove_title', { name: removing?.name ?? '' })}
        description={t('remove_text', { count: removing?.connections ?? 0 })}
        action={t('remove')}
        busy={change.isPending}
        onConfirm={() => {
          if (!removing) return;
          change.mutate(
            {
              method: 'DELETE',
              path: `/oauth/apps/${removing.id}`,
              message: t('removed', { name: removing.name }),
            },
            { onSettled: () => setRemoving(null) },
          );
        }}
      />
    </Section>
  );
}
