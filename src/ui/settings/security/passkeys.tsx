'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePasskeys } from '@/ui/auth/use-passkeys';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { RelativeTime } from '@/ui/primitives/time';
import { Row, Section } from '../section';
import { PasskeyName } from './passkey-name';
import { useSecondFactor } from './use-second-factor';

interface Passkey {
  id: string;
  name: string;
  last_used_at: string | null;
  created_at: string;
}

/** The person's passkeys: add, rename, remove. */
export function Passkeys() {
  const t = useTranslations('security');
  const able = usePasskeys();
  const bySso = useSecondFactor().data?.data.by_sso ?? false;
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.passkeys,
    queryFn: ({ signal }) => api<Passkey[]>('GET', '/passkeys', undefined, { signal }),
  });
  const refresh = [keys.passkeys, keys.secondFactor, keys.session];
  const change = useSetting(refresh);
  const [naming, setNaming] = useState<Passkey | 'new' | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const named = () => {
    setNaming(null);
    void Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  return (
    <Section
      title={t('passkeys_title')}
      description={t('passkeys_text')}
      actions={
        able && !bySso ? (
          <Button variant="primary" onClick={() => setNaming('new')}>
            <Fingerprint aria-hidden />
            {t('passkey_add')}
          </Button>
        ) : null
      }
    >
      <SettingsList query={query} empty={{ title: t('passkeys_none') }}>
        {(passkey) => (
          <Row
            key={passkey.id}
            icon={<Fingerprint aria-hidden className="size-4 text-faint-foreground" />}
            title={<span className="truncate">{passkey.name}</span>}
            detail={
              passkey.last_used_at ? (
                <>
                  {t('last_used')} <RelativeTime value={passkey.last_used_at} />
                </>
              ) : (
                t('never_used')
              )
            }
            actions={
              bySso ? null : (
                <>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={t('passkey_rename', { name: passkey.name })}
                    onClick={() => setNaming(passkey)}
                  >
                    <Pencil aria-hidden />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={t('passkey_remove', { name: passkey.name })}
                    onClick={() => setRemoving(passkey)}
                  >
                    <Trash2 aria-hidden />
                  </Button>
                </>
              )
            }
          />
        )}
      </SettingsList>
      <PasskeyName passkey={naming} onClose={() => setNaming(null)} onDone={named} />
      <ConfirmDialog
        danger
        open={removing !== null}
        onOpenChange={(open) => open || setRemoving(null)}
        title={t('passkey_remove', { name: removing?.name ?? '' })}
        description={t('passkey_remove_text')}
        action={t('passkey_remove_action')}
        onConfirm={() => {
          if (removing)
            change.mutate({
              method: 'DELETE',
              path: `/passkeys/${removing.id}`,
              message: t('passkey_removed'),
            });
          setRemoving(null);
        }}
      />
    </Section>
  );
}
