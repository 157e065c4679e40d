'use client';

import { useQuery } from '@tanstack/react-query';
import { UserMinus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type RoleName, ranks, roles } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Select } from '@/ui/primitives/select';
import { RelativeTime } from '@/ui/primitives/time';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Invitations } from './invitations';
import { InviteDialog } from './invite-dialog';
import { Row, Section } from './section';
import { SettingsList } from './settings-list';
import { useSetting } from './use-setting';

interface Member {
  id: string;
  name: string;
  email: string;
  avatar_url: string | null;
  role: RoleName;
  last_seen_at: string | null;
}

/** Who works here and with which role. */
export function MembersSection() {
  const t = useTranslations('members');
  const manage = useCan()('members:manage');
  const query = useQuery({
    queryKey: keys.members,
    queryFn: ({ signal }) => api<Member[]>('GET', '/members', undefined, { signal }),
  });
  const [leaving, setLeaving] = useState<Member | null>(null);
  const change = useSetting([keys.members, keys.session]);
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={manage ? <InviteDialog /> : null}
      >
        <SettingsList query={query} empty={{ title: t('empty') }}>
          {(member) => (
            <MemberRow
              key={member.id}
              member={member}
              manage={manage}
              onRole={(role) =>
                change.mutate({
                  method: 'PATCH',
                  path: `/members/${member.id}`,
                  body: { role },
                  message: t('role_changed', { name: member.name, role: t(`role_${role}`) }),
                })
              }
              onRemove={() => setLeaving(member)}
            />
          )}
        </SettingsList>
      </Section>
      {manage ? <Invitations /> : null}
      <ConfirmDialog
        danger
        open={leaving !== null}
        onOpenChange={(open) => !open && setLeaving(null)}
        title={t('remove_title', { name: leaving?.name ?? '' })}
        description={t('remove_text')}
        action={t('remove_action')}
        busy={change.isPending}
        onConfirm={() => {
          if (!leaving) return;
          const { id, name } = leaving;
          change.mutate(
            { method: 'DELETE', path: `/members/${id}`, message: t('removed', { name }) },
            { onSettled: () => setLeaving(null) },
          );
        }}
      />
    </>
  );
}

interface MemberRowProps {
  member: Member;
  manage: boolean;
  onRole: (role: RoleName) => void;
  onRemove: () => void;
}

function MemberRow({ member, manage, onRole, onRemove }: MemberRowProps) {
  const t = useTranslations('members');
  const { user, role } = useSession();
  const mine = member.id === user.id;
  const changeable = manage && ranks(role, member.role);
  return (
    <Row
      icon={<Avatar size="md" name={member.name} id={member.id} src={member.avatar_url} />}
      title={
        <>
          <span className="truncate">{member.name}</span>
          {mine ? <Badge>{t('you')}</Badge> : null}
        </>
      }
      detail={
        <>
          {member.email}
          {member.last_seen_at ? (
            <>
              {' · '}
              {t('last_seen')} <RelativeTime value={member.last_seen_at} />
            </>
          ) : null}
        </>
      }
      actions={
        <>
          {changeable ? (
            <Select
              aria-label={t('role_of', { name: member.name })}
              value={member.role}
              onValueChange={onRole}
              className="w-40"
              options={roles
                .filter((one) => ranks(role, one))
                .map((one) => ({ value: one, label: t(`role_${one}`) }))}
            />
          ) : (
            <span className="px-2 text-muted-foreground text-sm">{t(`role_${member.role}`)}</span>
          )}
          {changeable && !mine ? (
            <Tooltip content={t('remove_action')}>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t('remove_named', { name: member.name })}
                onClick={onRemove}
              >
                <UserMinus aria-hidden />
              </Button>
            </Tooltip>
          ) : null}
        </>
      }
    />
  );
}
