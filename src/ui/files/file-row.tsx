'use client';

import { Download, Ellipsis, Eye, PencilLine, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
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
import { Input } from '@/ui/primitives/input';
import { RelativeTime } from '@/ui/primitives/time';
import { FileIcon } from './file-icon';
import { canBeShown, saveUrl } from './file-links';
import { useFileSize } from './use-file-size';

interface Props {
  scope: ObjectScope;
  file: RecordData;
  /** The title of the note, activity or task it was attached to. */
  from: string | undefined;
  onShow: () => void;
}

/** One file of a record: what it is, whose, since when, and what can be done with it. */
export function FileRow({ scope, file, from, onShow }: Props) {
  const t = useTranslations('files');
  const size = useFileSize();
  const save = useEdit(scope);
  const { remove } = useDeleteRecords('files');
  const [renaming, setRenaming] = useState(false);
  const tools = useRef<HTMLButtonElement>(null);
  const comesBack = useRef(false);
  useEffect(() => {
    if (!renaming && comesBack.current) tools.current?.focus();
    comesBack.current = false;
  }, [renaming]);
  const who = (file.owner as { title?: string } | null)?.title;
  const name = file.title;
  const nameClass =
    'max-w-full truncate rounded-sm text-left font-medium underline-offset-4 hover:underline max-md:py-2';
  if (renaming)
    return (
      <li className="py-1">
        <Rename
          name={name}
          onDone={(next, byKey) => {
            comesBack.current = byKey;
            setRenaming(false);
            if (next && next !== name) void save({ base: file, changes: { name: next } });
          }}
        />
      </li>
    );
  return (
    <li className="flex items-start gap-2 rounded-md px-1 py-1 hover:bg-hover">
      <span className="pt-1 max-md:pt-3">
        <FileIcon name={name} type={String(file.content_type)} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col items-start leading-tight">
        {canBeShown(file) ? (
          <button type="button" className={nameClass} onClick={onShow}>
            {name}
          </button>
        ) : (
          <a href={saveUrl(file)} download className={nameClass}>
            {name}
          </a>
        )}
        <span className="max-w-full truncate text-muted-foreground text-xs">
          {size(Number(file.bytes))}
          {who ? ` · ${who}` : ''} · <RelativeTime value={file.created_at} />
        </span>
        {from ? (
          <span className="max-w-full truncate text-faint-foreground text-xs">
            {t('from', { title: from })}
          </span>
        ) : null}
      </div>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={tools} variant="ghost" size="icon-sm" aria-label={t('tools', { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {canBeShown(file) ? (
            <DropdownMenuItem onSelect={onShow}>
              <Eye aria-hidden />
              {t('show')}
            </DropdownMenuItem>
          ) : null}
          <DropdownMenuItem asChild>
            <a href={saveUrl(file)} download>
              <Download aria-hidden />
              {t('download')}
            </a>
          </DropdownMenuItem>
          {scope.can('update', file) ? (
            <DropdownMenuItem onSelect={() => setRenaming(true)}>
              <PencilLine aria-hidden />
              {t('rename')}
            </DropdownMenuItem>
          ) : null}
          {scope.can('delete', file) ? (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem
                onSelect={() => {
                  // What failed was told already.
                  remove([file.id], t('removed', { name })).catch(() => undefined);
                }}
              >
                <Trash2 aria-hidden />
                {t('remove')}
              </DropdownMenuItem>
            </>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
    </li>
  );
}

/** The name as a field: Enter or leaving it saves, Esc does not. */
function Rename({
  name,
  onDone,
}: {
  name: string;
  /** `byKey`: the focus is still here. */
  onDone: (name: string | null, byKey: boolean) => void;
}) {
  const t = useTranslations('files');
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => {
    const end = name.lastIndexOf('.');
    // After the menu gave the focus back.
    const timer = setTimeout(() => {
      input.current?.focus();
      input.current?.setSelectionRange(0, end > 0 ? end : name.length);
    }, 50);
    return () => clearTimeout(timer);
  }, [name]);
  const end = (next: string | null, byKey: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    onDone(next?.trim() || null, byKey);
  };
  return (
    <Input
      ref={input}
      aria-label={t('new_name')}
      defaultValue={name}
      maxLength={200}
      onBlur={({ target }) => end(target.value, false)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Else the same key would press the button that gets the focus.
        event.preventDefault();
        event.stopPropagation();
        end(event.key === 'Enter' ? event.currentTarget.value : null, true);
      }}
    />
  );
}
