'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { browserOf } from '@/core/shape/browser-name';
import { uiObjectMap } from '@/registry.ui';
import { useObject } from '@/ui/patterns/object-scope';
import { Changes, currenciesOf, shownChanges } from '@/ui/patterns/record/changes';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { dateFormat } from '@/ui/primitives/intl';
import { Link } from '@/ui/shell/navigation';
import { LogEntry } from '../log-entry';
import { useEventNames } from '../use-event-names';
import type { AuditEntry } from './types';
import type { AuditFilter } from './use-audit-filter';

interface Props {
  entry: AuditEntry;
  onFilter: (change: AuditFilter) => void;
}

/** A line of the log; opened it shows the changed fields, where it came from, and finds more of the same. */
export function AuditEntryLine({ entry, onFilter }: Props) {
  const names = useEventNames();
  const t = useTranslations('audit');
  return (
    <LogEntry
      at={entry.created_at}
      head={
        <>
          <span className="font-medium">{names.pattern(entry.name)}</span>
          {entry.title ? <span className="min-w-0 max-w-full truncate">{entry.title}</span> : null}
          <span className="min-w-0 max-w-full truncate text-muted-foreground">
            {entry.actor.name ?? t('system')}
          </span>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <WhatChanged entry={entry} />
        <Facts entry={entry} onFilter={onFilter} />
      </div>
    </LogEntry>
  );
}

function WhatChanged({ entry }: { entry: AuditEntry }) {
  if (entry.changes.length === 0) return null;
  if (uiObjectMap.has(entry.object)) return <RecordChanges entry={entry} />;
  return (
    <Changes
      scope={null}
      names={entry.names}
      changes={entry.changes}
      currencies={currenciesOf(entry.changes)}
      plain={entry.changes.every(({ before }) => before === null)}
    />
  );
}

function RecordChanges({ entry }: { entry: AuditEntry }) {
  const scope = useObject(entry.object);
  const changes = shownChanges(scope, entry.changes);
  return (
    <Changes
      scope={scope}
      names={entry.names}
      changes={changes}
      currencies={currenciesOf(entry.changes)}
      plain={entry.name.endsWith('.created')}
    />
  );
}

function Facts({ entry, onFilter }: Props) {
  const t = useTranslations('audit');
  const locale = useLocaleInfo();
  const { actor, record_id, ip, user_agent, source, request_id, object } = entry;
  const exact = dateFormat(locale.tag, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: locale.timeZone,
  }).format(new Date(entry.created_at));
  const more = (change: AuditFilter, of: string, name: string) => (
    <Button
      variant="link"
      size="bare"
      className="text-xs"
      aria-label={t('only_named', { what: `${name}: ${of}` })}
      onClick={() => onFilter(change)}
    >
      {t('only')}
    </Button>
  );
  const kind = t.has(`actor_${actor.kind}`) ? t(`actor_${actor.kind}`) : actor.kind;
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-x-3 gap-y-1 max-md:grid-cols-[6rem_1fr]">
      {record_id && uiObjectMap.has(object) ? (
        <Fact name={t('record')}>
          <Link
            href={`/${object}/${record_id}`}
            className="text-primary-text underline-offset-4 hover:underline"
          >
            {entry.title ?? t('open_record')}
          </Link>
          {more({ record_id }, entry.title ?? record_id, t('record'))}
        </Fact>
      ) : null}
      <Fact name={t('when')}>{exact}</Fact>
      <Fact name={t('person')}>
        {[actor.name, actor.kind === 'user' ? null : kind].filter(Boolean).join(' · ')}
        {actor.id ? more({ actor_id: actor.id }, actor.name ?? actor.id, t('person')) : null}
      </Fact>
      <Fact name={t('source')}>
        {t.has(`source_${source}`) ? t(`source_${source}`) : source}
        {more({ source }, source, t('source'))}
      </Fact>
      {ip ? (
        <Fact name={t('address')}>
          {ip}
          {more({ ip }, ip, t('address'))}
        </Fact>
      ) : null}
      {user_agent ? (
        <Fact name={t('browser')}>
          <span title={user_agent}>{browserOf(user_agent) ?? user_agent}</span>
        </Fact>
      ) : null}
      <Fact name={t('request')}>
        <code className="break-all text-xs">{request_id}</code>
        {more({ request_id }, request_id, t('request'))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint-foreground">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-3 break-words">{children}</dd>
    </>
  );
}
