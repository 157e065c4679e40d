'use client';

import { Check, Ellipsis, PencilLine, Pin, PinOff, RotateCcw, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ranks } from '@/identity/permissions';
import { comments } from '@/objects/comments/object';
import { useSession } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useDeleteRecords } from '@/ui/data/use-records';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { useEdit } from '@/ui/patterns/records/use-edit';
import { Button } from '@/ui/primitives/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { editPaths } from './forms';

/** What can be done with an entry where it stands. */
export function EntryTools({
  scope,
  record,
  onEdit,
}: {
  scope: ObjectScope;
  record: RecordData;
  onEdit: () => void;
}) {
  const t = useTranslations('timeline');
  const save = useEdit(scope);
  const { remove } = useDeleteRecords(scope.object.name);
  const { user, role } = useSession();
  // What somebody said is theirs to change.
  const own = scope.object.name !== comments.name || record.owner_id === user.id;
  const mayUpdate = scope.can('update', record) && own;
  const mayDelete = scope.can('delete', record) && (own || ranks(role, 'manager'));
  if (!mayUpdate && !mayDelete) return null;
  const change = (changes: Record<string, unknown>) => void save({ base: record, changes });
  const isDone = record.status === 'done';
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('tools', { title: record.title })}
          className="-my-0.5 opacity-0 focus-visible:opacity-100 group-focus-within/event:opacity-100 group-hover/event:opacity-100 data-[state=open]:opacity-100 max-md:-my-2 max-md:opacity-100"
        >
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {mayUpdate ? (
          <>
            {'status' in record ? (
              <DropdownMenuItem onSelect={() => change({ status: isDone ? 'open' : 'done' })}>
                {isDone ? <RotateCcw aria-hidden /> : <Check aria-hidden />}
                {t(isDone ? 'open_again' : 'complete')}
              </DropdownMenuItem>
            ) : null}
            {'is_pinned' in record ? (
              <DropdownMenuItem onSelect={() => change({ is_pinned: !record.is_pinned })}>
                {record.is_pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
                {t(record.is_pinned ? 'unpin' : 'pin')}
              </DropdownMenuItem>
            ) : null}
            {scope.object.name in editPaths ? (
              <DropdownMenuItem onSelect={onEdit}>
                <PencilLine aria-hidden />
                {t('edit')}
              </DropdownMenuItem>
            ) : null}
          </>
        ) : null}
        {mayUpdate && mayDelete ? <DropdownMenuSeparator /> : null}
        {mayDelete ? (
          <DropdownMenuItem
            danger
            onSelect={() => {
              // A refusal is reported by the hook.
              remove([record.id], t('deleted', { title: record.title })).catch(() => undefined);
            }}
          >
            <Trash2 aria-hidden />
            {t('delete')}
          </DropdownMenuItem>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
