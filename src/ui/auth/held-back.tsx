'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { EnrolTotp } from '@/ui/settings/security/enrol-totp';
import { PasskeyName } from '@/ui/settings/security/passkey-name';
import { useSecondFactor } from '@/ui/settings/security/use-second-factor';
import { useSignOut } from '@/ui/shell/use-sign-out';
import { AuthHeading } from './auth-heading';
import { AuthLayout } from './auth-layout';
import { AuthLink } from './auth-link';
import { PasskeyButton } from './passkey-button';
import { ssoAgain } from './sso-again';
import { usePasskeys } from './use-passkeys';

/** In place of the work, while the sign-in policy of the company keeps somebody from it. */
export function HeldBack({ reason }: { reason: 'network' | 'second_factor' }) {
  const t = useTranslations('held_back');
  const { company, companies } = useSession();
  const signOut = useSignOut();
  const others = companies.filter(({ id }) => id !== company.id);
  const errorText = useErrorText();
  const [failure, setFailure] = useState<string | null>(null);
  const go = async (company_id: string) => {
    setFailure(null);
    try {
      await api('POST', '/auth/company', { company_id });
      location.assign('/');
    } catch (error) {
      setFailure(errorText(error));
    }
  };
  return (
    <AuthLayout>
      {reason === 'network' ? (
        <>
          <AuthHeading title={t('network_title')}>
            {t('network_text', { company: company.name })}
          </AuthHeading>
          <Button variant="primary" size="lg" onClick={() => location.reload()}>
            {t('try_again')}
          </Button>
        </>
      ) : (
        <SecondFactorFirst company={company.name} />
      )}
      <div className="mt-5 flex flex-col items-start gap-2 border-t pt-4">
        <FormFailure message={failure} />
        {others.map(({ id, name }) => (
          <Button key={id} variant="link" size="bare" onClick={() => void go(id)}>
            {t('go_to', { company: name })}
          </Button>
        ))}
        <Button variant="link" size="bare" onClick={() => void signOut()}>
          {t('sign_out')}
        </Button>
      </div>
    </AuthLayout>
  );
}

/** Sets the second factor up, or asks for the one there is. */
function SecondFactorFirst({ company }: { company: string }) {
  const t = useTranslations('held_back');
  const able = usePasskeys();
  const loading = useTranslations('primitives')('loading');
  const query = useSecondFactor();
  const [way, setWay] = useState<'totp' | 'passkey' | null>(null);
  const arrived = () => location.reload();
  if (!query.data)
    return (
      <>
        <AuthHeading title={t('factor_title')} />
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-4" />
        ) : (
          <Loading label={loading}>
            <Skeleton className="h-10" />
          </Loading>
        )}
      </>
    );
  const { totp, passkeys, by_sso } = query.data.data;
  if (by_sso && !totp && passkeys === 0)
    return (
      <>
        <AuthHeading title={t('factor_title')}>{t('factor_by_sso', { company })}</AuthHeading>
        <AuthLink href={ssoAgain()}>{t('sign_in_again')}</AuthLink>
      </>
    );
  // What is set up just now stays on screen until its recovery codes were read.
  const has = way === null && (totp || passkeys > 0);
  return (
    <>
      <AuthHeading title={t('factor_title')}>
        {has ? t('factor_prove', { company }) : t('factor_text', { company })}
      </AuthHeading>
      {has && totp ? <CodeForm onDone={arrived} /> : null}
      {has && passkeys > 0 ? (
        <PasskeyButton
          label={t('use_passkey')}
          onAnswer={async (passkey) => {
            await api('POST', '/auth/confirm', { passkey });
            arrived();
          }}
        />
      ) : null}
      {has ? null : way === 'totp' ? (
        <EnrolTotp onDone={arrived} />
      ) : (
        <div className="flex flex-col gap-2">
          <Button variant="primary" size="lg" onClick={() => setWay('totp')}>
            {t('set_up_totp')}
          </Button>
          {able ? (
            <Button size="lg" onClick={() => setWay('passkey')}>
              {t('set_up_passkey')}
            </Button>
          ) : null}
        </div>
      )}
      <PasskeyName
        passkey={way === 'passkey' ? 'new' : null}
        onClose={() => setWay(null)}
        onDone={arrived}
      />
    </>
  );
}

function CodeForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('held_back');
  const form = useSubmit(async ({ code }) => {
    await api('POST', '/auth/confirm', { code });
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="mb-3 flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField form={form} label={t('code')} name="code" autoComplete="one-time-code" required />
      <Button type="submit" variant="primary" size="lg" busy={form.busy} disabled={!form.ready}>
        {t('go_on')}
      </Button>
    </form>
  );
}
