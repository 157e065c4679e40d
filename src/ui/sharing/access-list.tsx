'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { useTitle } from '@/ui/patterns/records/use-title';
import { Avatar } from '@/ui/primitives/avatar';
import { ErrorState } from '@/ui/primitives/error-state';
import { matchWords } from '@/ui/primitives/fold';
import { Input } from '@/ui/primitives/input';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Link } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { accessQuery, type PersonAccess, type Reason } from './types';

const groups = ['change', 'read', 'none'] as const;
type Group = (typeof groups)[number];

const groupOf = ({ read, update }: PersonAccess): Group =>
  update.allowed ? 'change' : read.allowed ? 'read' : 'none';

/** Everybody in the company by what they may do with a record, each with the reason. */
export function AccessList({ object, id }: { object: string; id: string }) {
  const t = useTranslations('sharing');
  const query = useQuery(accessQuery(object, id));
  const [text, setText] = useState('');
  if (query.isError && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <Loading label={t('who')} className="flex flex-col gap-3 p-4">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </Loading>
    );
  const people = query.data.data.people.filter(
    ({ name }) => text.trim() === '' || matchWords('', text, [name]) > 0,
  );
  return (
    <div className="flex flex-col gap-5 p-4 text-sm">
      <Input
        type="search"
        aria-label={t('find')}
        placeholder={t('find')}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {people.length === 0 ? <p className="text-muted-foreground">{t('found_nobody')}</p> : null}
      {groups.map((group) => {
        const inside = people.filter((person) => groupOf(person) === group);
        if (inside.length === 0) return null;
        return (
          <section key={group} aria-label={t(`may_${group}`)}>
            <h3 className="mb-1 font-semibold">
              {t(`may_${group}`)}{' '}
              <span className="font-normal text-faint-foreground">{inside.length}</span>
            </h3>
            <ul className="divide-y border-y">
              {inside.map((person) => (
                <li key={person.user_id} className="flex min-h-11 items-center gap-2.5 py-1.5">
                  <Avatar size="xs" name={person.name} id={person.user_id} src={null} />
                  <span className="min-w-0 flex-1">
                    <span className="block break-words font-medium">{person.name}</span>
                    <span className="block text-muted-foreground text-xs">
                      <Why id={id} person={person} group={group} />
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** The reason of what stands in the heading: of changing, of reading, or of neither. */
function Why({ id, person, group }: { id: string; person: PersonAccess; group: Group }) {
  const t = useTranslations('sharing');
  const { read, update } = person;
  if (group !== 'read')
    return <Words id={id} reason={(group === 'change' ? update : read).reason} />;
  return (
    <>
      <Words id={id} reason={read.reason} />
      {' · '}
      {t('not_change')} <Words id={id} reason={update.reason} />
    </>
  );
}

function Words({ id, reason }: { id: string; reason: Reason }) {
  const t = useTranslations('sharing');
  const { code, object, record_id } = reason;
  if (object && record_id && (code === 'through' || (code === 'private' && record_id !== id)))
    return <Through object={object} id={record_id} hidden={code === 'private'} />;
  return t(`reason_${reason.code}`);
}

function Through({ object, id, hidden }: { object: string; id: string; hidden: boolean }) {
  const t = useTranslations('sharing');
  const label = useLabel();
  const title = useTitle(object, id)?.title;
  const definition = uiObjectMap.get(object);
  return t.rich(hidden ? 'reason_private_of' : 'reason_because', {
    object: definition ? label(definition.label) : object,
    link: () => (
      <Link
        href={`/${object}/${id}`}
        className="text-primary-text underline underline-offset-4 hover:no-underline"
      >
        {title ?? t('one')}
      </Link>
    ),
  });
}
