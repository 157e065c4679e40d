'use client';

import { Bot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ranks } from '@/identity/permissions';
import { useCan, useSession } from '@/ui/data/session';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import { RelativeTime } from '@/ui/primitives/time';
import { MemberRoleNames, MemberRoles } from '../roles/member-roles';
import type { Leaving } from './handover-sheet';
import { MemberMenu } from './member-menu';
import { RoleSelect } from './role-select';
import type { Member } from './use-all-members';
import { useMemberChange } from './use-member-change';

interface Props {
  member: Member;
  /** The state of the second factor; null where it has no column. */
  factor: ReactNode;
  onLeaving: (leaving: Leaving) => void;
}

/** Without room for columns: below the name, in line with it. */
const below = 'order-last w-full pl-11 empty:hidden @3xl:w-auto @3xl:py-2 @3xl:pr-4 @3xl:pl-0';

/** One member with what one may do about them. */
export function MemberRow({ member, factor, onLeaving }: Props) {
  const t = useTranslations('members');
  const { user, role } = useSession();
  const manage = useCan()('members:manage');
  const { id, name, kind, status, last_seen_at } = member;
  const mine = id === user.id;
  const changeable = manage && ranks(role, member.role);
  return (
    <tr className="flex flex-wrap items-center gap-y-1 py-2 @3xl:table-row">
      <th scope="row" className="min-w-2/3 flex-1 font-normal @3xl:py-2 @3xl:pr-4">
        <div className="flex min-w-0 items-center gap-3">
          {kind === 'service' ? (
            <Bot aria-hidden className="size-6 shrink-0 text-faint-foreground" />
          ) : (
            <Avatar size="md" name={name} id={id} src={member.avatar_url} />
          )}
          <div className="min-w-0 flex-1">
            <div className="flex min-w-0 flex-wrap items-center gap-x-2 font-medium">
              <span className="truncate">{name}</span>
              {mine ? <Badge>{t('you')}</Badge> : null}
              {status === 'active' ? null : <Badge color="amber">{t(`status_${status}`)}</Badge>}
            </div>
            <div className="truncate text-faint-foreground text-xs" title={member.email}>
              {member.email}
            </div>
          </div>
        </div>
      </th>
      <td className={`${below} text-muted-foreground text-xs @3xl:text-sm`}>
        {last_seen_at ? (
          <>
            <span className="@3xl:hidden">{t('last_seen')} </span>
            <RelativeTime value={last_seen_at} />
          </>
        ) : (
          <span className="@max-3xl:hidden">{t('never_seen')}</span>
        )}
      </td>
      {factor === null ? null : <td className={below}>{factor}</td>}
      <td className={below}>
        <div className="flex items-center gap-1.5">
          {changeable && status === 'active' ? (
            <ChangeRole member={member} />
          ) : (
            <span className="text-muted-foreground">{t(`role_${member.role}`)}</span>
          )}
          {changeable && status === 'active' ? <MemberRoles member={member} /> : null}
        </div>
        <div className="text-faint-foreground text-xs">
          <MemberRoleNames id={id} />
        </div>
      </td>
      <td className="text-right empty:hidden @3xl:empty:table-cell">
        {changeable && !mine ? <MemberMenu member={member} onLeaving={onLeaving} /> : null}
      </td>
    </tr>
  );
}

function ChangeRole({ member: { id, name, kind, role } }: { member: Member }) {
  const t = useTranslations('members');
  const change = useMemberChange();
  return (
    <RoleSelect
      withoutOwner={kind === 'service'}
      aria-label={t('role_of', { name })}
      value={role}
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
  );
}
