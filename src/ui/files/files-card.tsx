'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { relationName } from '@/core/shape/object';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useCreateRecord } from '@/ui/data/use-records';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { useRecordCount, useRecordList } from '@/ui/patterns/records/use-record-list';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { Skeleton } from '@/ui/primitives/skeleton';
import { linkTo } from '@/ui/timeline/links';
import { ChooseFiles, DropArea } from './choose-files';
import { FileRow } from './file-row';
import { PreviewDialog } from './preview-dialog';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

/** What else can have files that are of a record too: what was written down with it. */
const parts = ['notes', 'activities', 'tasks'] as const;

/** The files of a record and of what was written down with it: dropped or chosen, seen, saved, renamed and removed. */
export function FilesCard({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const t = useTranslations('files');
  const can = useCan();
  const files = useObject('files');
  const [shown, setShown] = useState<RecordData | null>(null);
  const link = linkTo('files', scope.object.name) ?? '';
  const create = useCreateRecord('files');
  const uploads = useUploads(({ name, upload_id }) =>
    create.mutateAsync({
      values: { name, upload_id, [link]: record.id },
      message: t('added', { name }),
    }),
  );
  const through = parts.flatMap((part) => {
    const [from, to] = [linkTo('files', part), linkTo(part, scope.object.name)];
    return from && to && part !== scope.object.name && can(`${part}:read`)
      ? [{ relation: relationName(from), field: `${relationName(from)}.${to}` }]
      : [];
  });
  const ways = [link, ...through.map(({ field }) => field)];
  const filter: Filter = {
    or: ways.map((field) => ({ field, op: 'eq' as const, value: record.id })),
  };
  const include = ['owner', ...through.map(({ relation }) => relation)].join(',');
  const params = { sort: '-created_at', q: '', filter, include };
  const list = useRecordList('files', params);
  const count = useRecordCount('files', params, false);
  const mayAdd = files.can('create') && !record.deleted_at;
  const total = count.data?.total ?? 0;
  return (
    <DropArea onDrop={mayAdd ? uploads.add : undefined} className="border-b px-4 py-3">
      <section aria-label={t('title')} className="flex flex-col gap-1">
        <div className="flex min-h-8 items-center justify-between">
          <h3 className="font-medium text-faint-foreground text-xs">
            {t('title')} {total > 0 ? <span className="tabular-nums">{total}</span> : null}
          </h3>
          {mayAdd ? <ChooseFiles onChoose={uploads.add} className="-mr-2" /> : null}
        </div>
        <UploadList uploads={uploads} />
        {list.isPending ? <Skeleton className="h-9" /> : null}
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} className="py-4" />
        ) : null}
        {list.isSuccess && list.records.length === 0 && uploads.items.length === 0 ? (
          <p className="text-faint-foreground">{t(mayAdd ? 'none_drop' : 'none')}</p>
        ) : null}
        <ul className="flex flex-col">
          {list.records.map((file) => (
            <FileRow
              key={file.id}
              scope={files}
              file={file}
              from={through.flatMap(({ relation }) => titleOf(file[relation]) ?? [])[0]}
              onShow={() => setShown(file)}
            />
          ))}
        </ul>
        <MoreButton query={list} label={t('more')} className="self-start" />
      </section>
      {shown ? <PreviewDialog file={shown} onClose={() => setShown(null)} /> : null}
    </DropArea>
  );
}

const titleOf = (related: unknown): string | null =>
  (related as { title?: string } | null | undefined)?.title ?? null;
