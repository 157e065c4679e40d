'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { useSetting } from '@/ui/data/use-setting';
import { SettingsList } from '@/ui/patterns/settings-list';
import { formatDay } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { Row, Section } from '../section';

interface InvitationEntry {
  id: string;
  email: string;
  role: RoleName;
  expires_at: string;
}

export const invitationsKey = ['invitations'] as const;

/** Invitations nobody has answered yet. */
export function Invitations() {
  const t = useTranslations('members');
  const { tag } = useLocaleInfo();
  const query = useQuery({
    queryKey: invitationsKey,
    queryFn: ({ signal }) => api<InvitationEntry[]>('GET', '/invitations', undefined, { signal }),
  });
  const change = useSetting([invitationsKey]);
  return (
    <Section title={t('invitations_title')}>
      <SettingsList query={query} empty={{ title: t('invitations_empty') }}>
        {(invitation) => (
          <Row
            key={invitation.id}
            title={invitation.email}
            detail={`${t(`role_${invitation.role}`)} · ${t('expires', {
              date: formatDay(invitation.expires_at.slice(0, 10), tag),
            })}`}
            actions={
              <>
                <Button
                  onClick={() =>
                    change.mutate({
                      method: 'POST',
                      path: `/invitations/${invitation.id}/resend`,
                      body: {},
                      message: t('invited', { email: invitation.email }),
                    })
                  }
                >
                  {t('invitation_resend')}
                </Button>
                <Button
                  onClick={() =>
                    change.mutate({
                      method: 'DELETE',
                      path: `/invitations/${invitation.id}`,
                      message: t('invitation_revoked', { email: invitation.email }),
                    })
                  }
                >
                  {t('invitation_revoke')}
                </Button>
              </>
            }
          />
        )}
      </SettingsList>
    </Section>
  );
}
