'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { EndSessions } from './end-sessions';
import type { Leaving } from './handover-sheet';
import type { Member } from './use-all-members';
import { useMemberChange } from './use-member-change';

interface Props {
  member: Member;
  onLeaving: (leaving: Leaving) => void;
}

/** What one may do about a member whom one may manage, other than oneself. */
export function MemberMenu({ member, onLeaving }: Props) {
  const t = useTranslations('members');
  const change = useMemberChange();
  const [ending, setEnding] = useState(false);
  const { id, kind, name, status } = member;
  return (
    <>
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
          {status === 'active' && kind === 'person' ? (
            <DropdownMenuItem onSelect={() => setEnding(true)}>
              {t('end_sessions')}
            </DropdownMenuItem>
          ) : null}
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
      <EndSessions member={member} open={ending} onOpenChange={setEnding} />
    </>
  );
}
