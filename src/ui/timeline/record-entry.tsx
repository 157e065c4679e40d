'use client';

import {
  CalendarDays,
  CircleCheck,
  ListChecks,
  ListTodo,
  Mail,
  MessageSquare,
  Paperclip,
  Phone,
  Pin,
  StickyNote,
} from 'lucide-react';
import dynamic from 'next/dynamic';
import { useNow, useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { valueAt } from '@/ui/patterns/model/entries';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { isEmpty } from '@/ui/patterns/values/empty';
import { relatedOf } from '@/ui/patterns/values/format';
import { LongText } from '@/ui/patterns/values/long-text';
import { Value } from '@/ui/patterns/values/value';
import { RelativeTime } from '@/ui/primitives/time';
import { Link } from '@/ui/shell/navigation';
import { EditEntry } from './edit-entry';
import { EntryTools } from './entry-tools';
import { linkTo } from './links';

const Attached = dynamic(() => import('@/ui/files/attached').then((module) => module.Attached), {
  ssr: false,
});

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
  comment: <MessageSquare aria-hidden />,
  check: <ListChecks aria-hidden />,
  file: <Paperclip aria-hidden />,
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
  const now = useNow({ updateInterval: 60_000 });
  const scope = useObject(object);
  const [editing, setEditing] = useState(false);
  const sign = signOf(object, record);
  const owner = scope.byPath.get('owner_id');
  const who = (owner && relatedOf(owner, record)?.title) || t('somebody');
  const at = String(record.occurred_at ?? record.done_at ?? record.created_at);
  // What has no page of its own, or nothing to say beside its text.
  const isText = ['notes', 'comments', 'files', 'deal_checks'].includes(object);
  const files = object === 'files' ? [record] : ((record.files ?? []) as RecordData[]);
  // What was written down a moment ago is later than the minute that is shown.
  const isAhead = new Date(at) > now && at > String(record.updated_at);
  const did = object === 'activities' && isAhead ? 'planned' : sign;
  return (
    <li className="group/event relative flex gap-3">
      <span className="z-10 flex size-6 shrink-0 items-center justify-center rounded-full border bg-background text-faint-foreground [&_svg]:size-3.5">
        {icons[sign] ?? icons.note}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-1">
          <p className="min-w-0 flex-1 py-0.5">
            <span className="font-medium">{who}</span>{' '}
            <span className="text-muted-foreground">{t(`did.${did}`)}</span>{' '}
            <RelativeTime value={at} className="text-faint-foreground text-xs" />
          </p>
          {object === 'files' ? null : (
            <EntryTools scope={scope} record={record} onEdit={() => setEditing(true)} />
          )}
        </div>
        {editing ? (
          <EditEntry scope={scope} record={record} onDone={() => setEditing(false)} />
        ) : (
          <>
            {isText ? null : (
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
            {files.length > 0 ? <Attached files={files} /> : null}
            <Others home={home} scope={scope} record={record} />
            <CommentsLink object={object} record={record} />
          </>
        )}
      </div>
    </li>
  );
}

/** Which icon and verb it has. */
function signOf(object: string, record: RecordData): string {
  if (object === 'notes') return record.is_pinned ? 'pinned' : 'note';
  if (object === 'comments') return 'comment';
  if (object === 'deal_checks') return 'check';
  if (object === 'files') return 'file';
  if (object === 'tasks') return record.status === 'done' ? 'done' : 'task';
  return String(record.kind);
}

const textOf = (record: RecordData): string =>
  String(record.body ?? record.description ?? record.name ?? '');

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

/** Leads to where it is commented on. */
function CommentsLink({ object, record }: { object: string; record: RecordData }) {
  const t = useTranslations('timeline');
  const can = useCan();
  const comments = Array.isArray(record.comments) ? record.comments.length : 0;
  const mayWrite = can('comments:create') && linkTo('comments', object) !== null;
  if (comments === 0 && !mayWrite) return null;
  return (
    <p className="text-xs">
      <Link
        href={`/${object}/${record.id}${mayWrite ? '?log=comment' : ''}`}
        className="inline-flex items-center gap-1 rounded-sm text-muted-foreground underline-offset-4 hover:underline max-md:py-2 [&_svg]:size-3.5"
      >
        <MessageSquare aria-hidden />
        {comments === 0 ? t('form.comment') : t('comments', { count: comments })}
      </Link>
    </p>
  );
}

/** What else it belongs to. */
function Others({ home, scope, record }: Omit<Props, 'object'> & { scope: ObjectScope }) {
  const others = scope.entries.flatMap((entry) => {
    const { kind, target } = entry.field;
    const related = relatedOf(entry, record);
    return kind === 'ref' &&
      target &&
      !uiObjectMap.get(target)?.configuration &&
      target !== home.object.name &&
      related
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
