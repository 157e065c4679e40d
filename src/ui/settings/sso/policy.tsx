'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Switch } from '@/ui/primitives/switch';
import { Section } from '../section';
import type { Sso } from './types';

/** Whether everybody but owners has to sign in by a provider. */
export function Policy({ sso }: { sso: Sso }) {
  const t = useTranslations('sso');
  const [asking, setAsking] = useState(false);
  const change = useSetting([keys.sso]);
  const set = (required: boolean) =>
    change.mutate(
      {
        method: 'PUT',
        path: '/sso/policy',
        body: { required },
        message: required ? t('required_on') : t('required_off'),
      },
      { onSettled: () => setAsking(false) },
    );
  const active = new Set(sso.connections.filter((one) => one.active).map(({ id }) => id));
  const ready = sso.domains.some((one) => one.verified_at && active.has(one.connection_id));
  return (
    <Section
      title={t('required')}
      description={ready ? t('required_text') : t('required_not_yet')}
      actions={
        <Switch
          aria-label={t('required')}
          checked={sso.required}
          disabled={change.isPending || (!ready && !sso.required)}
          onCheckedChange={(next) => (next ? setAsking(true) : set(false))}
        />
      }
    >
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('required_title')}
        description={t('required_confirm')}
        action={t('required_do')}
        busy={change.isPending}
        onConfirm={() => set(true)}
      />
    </Section>
  );
}
