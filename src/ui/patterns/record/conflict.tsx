'use client';

import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { type Entry, valueAt, withValue } from '../model/entries';
import { useObject } from '../object-scope';
import type { useConflict } from '../records/conflicts';
import { Value } from '../values/value';

/** Someone else changed the same field: both values, and the choice. Closing keeps theirs, which is what is stored. */
export function Conflict({
  object,
  conflict,
  settle,
}: NonNullable<ReturnType<typeof useConflict>>) {
  const t = useTranslations('record');
  const scope = useObject(object);
  const entries = conflict.paths.flatMap((path) => scope.byPath.get(path) ?? []);
  const mine = Object.entries(conflict.changes).reduce<RecordData>(
    (record, [path, value]) => withValue(record, path, value),
    conflict.base,
  );
  return (
    <Dialog open onOpenChange={(open) => !open && settle('theirs')}>
      <DialogContent
        title={t('conflict_title', { title: conflict.current.title })}
        description={t('conflict_text')}
        footer={
          <>
            <Button onClick={() => settle('theirs')}>{t('keep_theirs')}</Button>
            <Button variant="primary" onClick={() => settle('mine')}>
              {t('keep_mine')}
            </Button>
          </>
        }
      >
        {entries.map((entry) => (
          <dl key={entry.path} className="mb-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt className="col-span-2 font-medium">{entry.field.label[scope.language]}</dt>
            <Row label={t('before')} entry={entry} record={conflict.base} />
            <Row label={t('theirs')} entry={entry} record={conflict.current} />
            <Row label={t('mine')} entry={entry} record={mine} />
          </dl>
        ))}
      </DialogContent>
    </Dialog>
  );
}

function Row({ label, entry, record }: { label: string; entry: Entry; record: RecordData }) {
  const t = useTranslations('record');
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 break-words">
        {valueAt(record, entry.path) === null ? (
          <span className="text-faint-foreground">{t('empty')}</span>
        ) : (
          <Value entry={entry} value={valueAt(record, entry.path)} record={record} full />
        )}
      </dd>
    </>
  );
}
