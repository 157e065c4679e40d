'use client';

import { useTranslations } from 'next-intl';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { useRecordList } from '@/ui/patterns/records/use-record-list';
import { linkTo } from './links';
import { RecordEntry } from './record-entry';

interface Props {
  home: ObjectScope;
  record: RecordData;
}

/** The pinned notes of a record, above everything else. */
export function PinnedNotes(props: Props) {
  const can = useCan();
  const link = linkTo('notes', props.home.object.name);
  return link && can('notes:read') ? <Pinned {...props} link={link} /> : null;
}

function Pinned({ home, record, link }: Props & { link: string }) {
  const t = useTranslations('timeline');
  const filter = {
    and: [
      { field: link, op: 'eq' as const, value: record.id },
      { field: 'is_pinned', op: 'eq' as const, value: true },
    ],
  };
  const notes = useRecordList('notes', { sort: '', q: '', filter, include: 'owner' });
  if (notes.records.length === 0) return null;
  return (
    <ul aria-label={t('pinned')} className="flex flex-col gap-3 rounded-md bg-surface p-3">
      {notes.records.map((note) => (
        <RecordEntry key={note.id} home={home} object="notes" record={note} />
      ))}
    </ul>
  );
}
