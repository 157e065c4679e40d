'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSetting } from '@/ui/data/use-setting';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { toast } from '@/ui/primitives/toast';
import type { Member } from './use-all-members';

interface Asking {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks before a member is signed out everywhere. */
export function EndSessions({ member: { id, name }, ...asking }: { member: Member } & Asking) {
  const t = useTranslations('members');
  const end = useSetting([]);
  return (
    <ConfirmDialog
      {...asking}
      title={t('title_end_sessions', { name })}
      description={t('text_end_sessions')}
      action={t('action_end_sessions')}
      danger
      busy={end.isPending}
      onConfirm={() =>
        end.mutate(
          {
            method: 'DELETE',
            path: `/members/${id}/sessions`,
            message: t('done_end_sessions', { name }),
          },
          { onSettled: () => asking.onOpenChange(false) },
        )
      }
    />
  );
}

/** What concerns all members at once. */
export function EverybodyMenu() {
  const t = useTranslations('members');
  const [asked, setAsked] = useState(false);
  const end = useSetting<{ above: number }>([]);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={t('actions_of_all')}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem danger onSelect={() => setAsked(true)}>
            {t('end_all_sessions')}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={t('title_end_all_sessions')}
        description={t('text_end_all_sessions')}
        action={t('action_end_all_sessions')}
        danger
        busy={end.isPending}
        onConfirm={() =>
          end.mutate(
            { method: 'DELETE', path: '/member-sessions', message: null },
            {
              onSuccess: ({ data }) => toast(t('done_end_all_sessions', { above: data.above })),
              onSettled: () => setAsked(false),
            },
          )
        }
      />
    </>
  );
}
