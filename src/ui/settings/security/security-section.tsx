'use client';

import { useTranslations } from 'next-intl';
import { Section } from '../section';
import { SessionsSection } from '../sessions-section';
import { Authenticator } from './authenticator';
import { Passkeys } from './passkeys';
import { useSecondFactor } from './use-second-factor';

/** How the person proves who they are, beside the password, and where they are signed in. */
export function SecuritySection() {
  const t = useTranslations('security');
  const { data } = useSecondFactor();
  return (
    <>
      {data?.data.by_sso ? <p className="mb-6 text-sm">{t('by_sso')}</p> : null}
      <Section title={t('totp_title')} description={t('totp_text')}>
        <Authenticator />
      </Section>
      <Passkeys />
      <SessionsSection />
    </>
  );
}
