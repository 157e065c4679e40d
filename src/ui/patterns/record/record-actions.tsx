'use client';

import {
  ArchiveRestore,
  Ellipsis,
  Link2,
  ScrollText,
  Trash2,
  UserRoundPlus,
  UserRoundSearch,
} from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isOwned } from '@/core/shape/reach';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useDeleteRecords, useRestoreRecord } from '@/ui/data/use-records';
import { Button } from '@/ui/primitives/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { toast } from '@/ui/primitives/toast';
import { navigate } from '@/ui/shell/navigation';
import { isLocked } from '../model/entries';
import type { ObjectScope } from '../object-scope';

const SharingDialog = dynamic(() =>
  import('@/ui/sharing/sharing-dialog').then((module) => module.SharingDialog),
);

/** What can be done with one record. */
export function RecordActions({
  scope,
  record,
  onGone,
}: {
  scope: ObjectScope;
  record: RecordData;
  onGone?: () => void;
}) {
  const t = useTranslations('record');
  const { name } = scope.object;
  const can = useCan();
  const { remove } = useDeleteRecords(name);
  const restore = useRestoreRecord(name);
  const [asked, setAsked] = useState<'share' | 'access' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${location.origin}/${name}/${record.id}`);
      toast(t('link_copied'));
    } catch {
      // Without a secure connection browsers do not let a page write to the clipboard.
      toast.error(t('link_not_copied'));
    }
  };
  const toBin = () => {
    onGone?.();
    // A refusal is reported by the hook, and the record comes back into the lists.
    remove([record.id], t('deleted', { title: record.title })).catch(() => undefined);
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t('actions')}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => void copy()}>
            <Link2 aria-hidden />
            {t('copy_link')}
          </DropdownMenuItem>
          {isOwned(scope.object) ? (
            <DropdownMenuItem onSelect={() => setAsked('share')}>
              <UserRoundPlus aria-hidden />
              {t('share')}
            </DropdownMenuItem>
          ) : null}
          <DropdownMenuItem onSelect={() => setAsked('access')}>
            <UserRoundSearch aria-hidden />
            {t('access')}
          </DropdownMenuItem>
          {can('events:read') ? (
            <DropdownMenuItem onSelect={() => navigate(`/settings/audit?record_id=${record.id}`)}>
              <ScrollText aria-hidden />
              {t('audit')}
            </DropdownMenuItem>
          ) : null}
          {scope.can('delete', record) ? (
            <>
              <DropdownMenuSeparator />
              {record.deleted_at ? (
                <DropdownMenuItem
                  onSelect={() =>
                    restore.mutate({
                      id: record.id,
                      message: t('restored', { title: record.title }),
                    })
                  }
                >
                  <ArchiveRestore aria-hidden />
                  {t('restore')}
                </DropdownMenuItem>
              ) : isLocked(scope.object, record) ? null : (
                <DropdownMenuItem danger onSelect={toBin}>
                  <Trash2 aria-hidden />
                  {t('delete')}
                </DropdownMenuItem>
              )}
            </>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      {asked ? (
        <SharingDialog scope={scope} record={record} show={asked} onClose={() => setAsked(null)} />
      ) : null}
    </>
  );
}
