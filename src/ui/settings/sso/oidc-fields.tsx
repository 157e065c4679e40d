'use client';

import { useTranslations } from 'next-intl';
import { TextField } from '@/ui/data/text-field';
import type { Submit } from '@/ui/data/use-submit';
import type { Connection } from './types';

/** What a provider that speaks OpenID Connect is known by. The secret is never shown again. */
export function OidcFields({ form, connection }: { form: Submit; connection: Connection | null }) {
  const t = useTranslations('sso');
  return (
    <>
      <TextField
        form={form}
        label={t('issuer')}
        hint={t('issuer_hint')}
        name="issuer"
        type="url"
        inputMode="url"
        placeholder="https://"
        defaultValue={connection?.issuer ?? ''}
        autoComplete="off"
        required
      />
      <TextField
        form={form}
        label={t('client_id')}
        name="client_id"
        defaultValue={connection?.client_id ?? ''}
        autoComplete="off"
        required
      />
      <TextField
        form={form}
        label={t('client_secret')}
        hint={connection?.has_secret ? t('client_secret_kept') : t('client_secret_hint')}
        name="client_secret"
        type="password"
        autoComplete="off"
      />
    </>
  );
}
