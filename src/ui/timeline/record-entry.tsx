'use client';

import {
  CalendarDays,
  CircleCheck,
  ListTodo,
  Mail,
  MessageSquare,
  Phone,
  Pin,
  StickyNote,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { valueAt } from '@/ui/patterns/model/entries';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { isEmpty } from '@/ui/patterns/values/empty';
import { relatedOf } from '@/ui/patterns/values/format';
import { Value } from '@/ui/patterns/values/value';
import { RelativeTime } from '@/ui/primitives/time';
import { Link } from '@/ui/shell/navigation';
import { EditEntry } from './edit-entry';
import { EntryTools } from './entry-tools';
import { LongText } from './long-text';

const icons: Readonly<Record<string, ReactNode>> = {
  call: <Phone aria-hidden />,
  meeting: <CalendarDays aria-hidden />,
  visit: <CalendarDays aria-hidden />,
  email: <Mail aria-hidden />,
  message: <MessageSquare aria-hidden />,
  note: <StickyNote aria-hidden />,
  pinned: <Pin aria-hidden />,
  task: <ListTodo aria-hidden />,
  done: <CircleCheck aria-hidden />,
};

interface Props {
  /** The object of the record whose timeline it stands in. */
  home: ObjectScope;
  object: string;
  record: RecordData;
}

/** An activity, a note or a task where it stands in the timeline of a record; changed, done and deleted there. */
export function RecordEntry({ home, object, record }: Props) {
  const t = useTranslations('timeline');
  const scope = useObject(object);
  const [editing, setEditing] = useState(false);
  const sign = signOf(object, record);
  const owner = scope.byPath.get('owner_id');
  const who = (owner && relatedOf(owner, record)?.title) || t('somebody');
  const at = String(record.occurred_at ?? record.done_at ?? record.created_at);
  const isNote = object === 'notes';
  return (
    <li className="group/event relative flex gap-3">
      <span className="z-10 flex size-6 shrink-0 items-center justify-center rounded-full border bg-background text-faint-foreground [&_svg]:size-3.5">
        {icons[sign] ?? icons.note}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-1">
          <p className="min-w-0 flex-1 py-0.5">
            <span className="font-medium">{who}</span>{' '}
            <span className="text-muted-foreground">{t(`did.${sign}`)}</span>{' '}
            <RelativeTime value={at} className="text-faint-foreground text-xs" />
          </p>
          <EntryTools scope={scope} record={record} onEdit={() => setEditing(true)} />
        </div>
        {editing ? (
          <EditEntry scope={scope} record={record} onDone={() => setEditing(false)} />
        ) : (
          <>
            {isNote ? null : (
              <p>
                <Link
                  href={`/${object}/${record.id}`}
                  className="break-words rounded-sm font-medium underline-offset-4 hover:underline"
                >
                  {record.title}
                </Link>
              </p>
            )}
            <Facts scope={scope} record={record} />
            <LongText text={textOf(record)} />
            <Others home={home} scope={scope} record={record} />
          </>
        )}
      </div>
    </li>
  );
}

/** Which icon and verb it has. */
function signOf(object: string, record: RecordData): string {
  if (object === 'notes') return record.is_pinned ? 'pinned' : 'note';
  if (object === 'tasks') return record.status === 'done' ? 'done' : 'task';
  return String(record.kind);
}

const textOf = (record: RecordData): string => String(record.body ?? record.description ?? '');

const facts = ['outcome', 'direction', 'duration_minutes', 'due_at', 'priority'];

/** What is short and worth seeing at once. */
function Facts({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const shown = facts.flatMap((path) => {
    const entry = scope.byPath.get(path);
    const value = valueAt(record, path);
    if (!entry || isEmpty(value) || value === entry.field.default) return [];
    return [{ entry, value }];
  });
  if (shown.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
      {shown.map(({ entry, value }) => (
        <span key={entry.path} className="inline-flex items-center gap-1">
          {entry.field.kind === 'choice' ? null : <span>{entry.field.label[scope.language]}</span>}
          <Value entry={entry} value={value} record={record} plain />
        </span>
      ))}
    </p>
  );
}

/** What else it belongs to. */
function Others({ home, scope, record }: Omit<Props, 'object'> & { scope: ObjectScope }) {
  const others = scope.entries.flatMap((entry) => {
    const { kind, target } = entry.field;
    const related = relatedOf(entry, record);
    return kind === 'ref' && target && target !== home.object.name && related
      ? [{ target, related }]
      : [];
  });
  if (others.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-xs">
      {others.map(({ target, related }) => (
        <Link
          key={related.id}
          href={`/${target}/${related.id}`}
          className="rounded-sm text-muted-foreground underline-offset-4 hover:underline max-md:py-2"
        >
          {related.title}
        </Link>
      ))}
    </p>
  );
}
