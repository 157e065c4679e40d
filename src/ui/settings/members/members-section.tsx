'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCan } from '@/ui/data/session';
import { Section } from '../section';
import { EverybodyMenu } from './end-sessions';
import { HandoverSheet, type Leaving } from './handover-sheet';
import { Invitations } from './invitations';
import { InviteDialog } from './invite-dialog';
import { MailDomains } from './mail-domains';
import { MemberList } from './member-list';
import { NewServiceAccount } from './new-service-account';

/** Who works here and with which role: people, then programs. */
export function MembersSection() {
  const t = useTranslations('members');
  const can = useCan();
  const manage = can('members:manage');
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          manage ? (
            <div className="flex items-center gap-1.5">
              <InviteDialog />
              <EverybodyMenu />
            </div>
          ) : null
        }
      >
        <MemberList kind="person" onLeaving={setLeaving} />
      </Section>
      {manage ? <Invitations /> : null}
      {can('company:update') ? <MailDomains /> : null}
      {manage ? (
        <Section
          title={t('services_title')}
          description={t('services_text')}
          actions={<NewServiceAccount />}
        >
          <MemberList kind="service" onLeaving={setLeaving} />
        </Section>
      ) : null}
      <HandoverSheet leaving={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}
