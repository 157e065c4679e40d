'use client';

import { useTranslations } from 'next-intl';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { linkTo } from './links';
import { RecordEntry } from './record-entry';
import { usePinnedNotes } from './use-timeline';

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
  const can = useCan();
  const shown = ['account', 'contact', 'deal', 'lead'].filter((name) => can(`${name}s:read`));
  const parts = ['comments', 'files'].filter((name) => can(`${name}:read`));
  const include = ['owner', ...shown, ...parts].join(',');
  const notes = usePinnedNotes(home.object.name, record.id, link, include).data?.data ?? [];
  if (notes.length === 0) return null;
  return (
    <ul aria-label={t('pinned')} className="flex flex-col gap-3 rounded-md bg-surface p-3">
      {notes.map((note) => (
        <RecordEntry key={note.id} home={home} object="notes" record={note} />
      ))}
    </ul>
  );
}
