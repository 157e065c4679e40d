'use client';

import { Bot, Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ranks } from '@/identity/permissions';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { useSetting } from '@/ui/data/use-setting';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { RelativeTime } from '@/ui/primitives/time';
import { MemberRoleNames, MemberRoles } from '../roles/member-roles';
import { Row } from '../section';
import type { Leaving } from './handover-sheet';
import { RoleSelect } from './role-select';
import type { Member } from './use-all-members';

interface Props {
  member: Member;
  badges: ReactNode;
  onLeaving: (leaving: Leaving) => void;
}

/** One member with what one may do about them. */
export function MemberRow({ member, badges, onLeaving }: Props) {
  const t = useTranslations('members');
  const { user, role } = useSession();
  const manage = useCan()('members:manage');
  const change = useSetting([keys.members, keys.session, keys.roles, keys.teams, keys.apiKeys]);
  const { id, name, kind, status } = member;
  const mine = id === user.id;
  const changeable = manage && ranks(role, member.role);
  return (
    <Row
      icon={
        kind === 'service' ? (
          <Bot aria-hidden className="size-6 text-faint-foreground" />
        ) : (
          <Avatar size="md" name={name} id={id} src={member.avatar_url} />
        )
      }
      title={
        <>
          <span className="truncate">{name}</span>
          {mine ? <Badge>{t('you')}</Badge> : null}
          {status === 'active' ? null : <Badge color="amber">{t(`status_${status}`)}</Badge>}
          {badges}
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
          <MemberRoleNames id={id} />
        </>
      }
      actions={
        <>
          {changeable && status === 'active' ? (
            <RoleSelect
              withoutOwner={kind === 'service'}
              aria-label={t('role_of', { name })}
              value={member.role}
              onValueChange={(next) =>
                change.mutate({
                  method: 'PATCH',
                  path: `/members/${id}`,
                  body: { role: next },
                  message: t('role_changed', { name, role: t(`role_${next}`) }),
                })
              }
              className="w-40"
            />
          ) : (
            <span className="px-2 text-muted-foreground text-sm">{t(`role_${member.role}`)}</span>
          )}
          {changeable && status === 'active' ? <MemberRoles member={member} /> : null}
          {changeable && !mine ? (
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button variant="ghost" size="icon" aria-label={t('actions_of', { name })}>
                  <Ellipsis aria-hidden />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="end">
                {status === 'deactivated' ? (
                  <DropdownMenuItem
                    onSelect={() =>
                      change.mutate({
                        method: 'POST',
                        path: `/members/${id}/reactivate`,
                        body: {},
                        message: t('reactivated', { name }),
                      })
                    }
                  >
                    {t('reactivate')}
                  </DropdownMenuItem>
                ) : null}
                <DropdownMenuItem onSelect={() => onLeaving({ member, how: 'handover' })}>
                  {t('hand_over')}
                </DropdownMenuItem>
                {status === 'active' ? (
                  <DropdownMenuItem onSelect={() => onLeaving({ member, how: 'deactivate' })}>
                    {t('deactivate')}
                  </DropdownMenuItem>
                ) : null}
                {status === 'removed' ? null : (
                  <DropdownMenuItem danger onSelect={() => onLeaving({ member, how: 'remove' })}>
                    {t('remove')}
                  </DropdownMenuItem>
                )}
              </DropdownMenuContent>
            </DropdownMenu>
          ) : null}
        </>
      }
    />
  );
}
