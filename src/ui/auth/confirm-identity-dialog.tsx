'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Skeleton } from '@/ui/primitives/skeleton';
import type { SecondFactor } from '@/ui/settings/security/types';
import { useSecondFactor } from '@/ui/settings/security/use-second-factor';
import { AuthLink } from './auth-link';
import { PasskeyButton } from './passkey-button';
import { PasswordField } from './password-field';
import { ssoAgain } from './sso-again';

interface Props {
  onDone: (confirmed: boolean) => void;
}

/** Asks once more who it is, before something dangerous: by password, code, passkey or identity provider. */
export function ConfirmIdentityDialog({ onDone }: Props) {
  const t = useTranslations('confirm_identity');
  const query = useSecondFactor();
  return (
    <Dialog open onOpenChange={(open) => open || onDone(false)}>
      <DialogContent title={t('title')} description={t('text')}>
        {query.data ? (
          <Ways factor={query.data.data} onDone={onDone} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-4" />
        ) : (
          <Skeleton className="h-24" />
        )}
      </DialogContent>
    </Dialog>
  );
}

function Ways({ factor, onDone }: Props & { factor: SecondFactor }) {
  const t = useTranslations('confirm_identity');
  const confirm = async (proof: object) => {
    await api('POST', '/auth/confirm', proof);
    onDone(true);
  };
  const typed = factor.has_password || factor.totp;
  const passkey = factor.passkeys > 0;
  return (
    <div className="flex flex-col gap-4">
      {typed ? <ProofForm factor={factor} confirm={confirm} /> : null}
      {passkey ? (
        <div className={typed ? 'border-t pt-4' : ''}>
          <PasskeyButton label={t('use_passkey')} onAnswer={(passkey) => confirm({ passkey })} />
        </div>
      ) : null}
      {typed || passkey ? null : factor.by_sso ? (
        <p className="text-sm">
          <AuthLink href={ssoAgain()}>{t('sign_in_again')}</AuthLink>
        </p>
      ) : (
        <p className="text-muted-foreground text-sm">{t('no_way')}</p>
      )}
    </div>
  );
}

function ProofForm({
  factor: { totp, has_password },
  confirm,
}: {
  factor: SecondFactor;
  confirm: (proof: object) => Promise<void>;
}) {
  const t = useTranslations('confirm_identity');
  const [byCode, setByCode] = useState(!has_password);
  const form = useSubmit(confirm);
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      {byCode ? (
        <TextField
          form={form}
          label={t('code')}
          name="code"
          autoComplete="one-time-code"
          required
          autoFocus
        />
      ) : (
        <PasswordField
          label={t('password')}
          error={form.errors.password}
          onChange={() => form.clear('password')}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        {totp && has_password ? (
          <Button variant="link" size="bare" onClick={() => setByCode(!byCode)}>
            {byCode ? t('use_password') : t('use_code')}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" variant="primary" busy={form.busy} disabled={!form.ready}>
          {t('confirm')}
        </Button>
      </div>
    </form>
  );
}
