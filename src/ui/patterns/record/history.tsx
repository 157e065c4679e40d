'use client';

import { ArchiveRestore, ArrowRight, PencilLine, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { relationName } from '@/core/shape/object';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { RelativeTime } from '@/ui/primitives/time';
import type { Entry } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { isEmpty } from '../values/empty';
import { formatValue } from '../values/format';
import { useLocaleInfo } from '../values/use-locale-info';
import { type HistoryEntry, useHistory } from './use-history';

const icons: Readonly<Record<string, ReactNode>> = {
  created: <Plus aria-hidden />,
  updated: <PencilLine aria-hidden />,
  deleted: <Trash2 aria-hidden />,
  restored: <ArchiveRestore aria-hidden />,
};

/** The changes of a record in sentences, newest first. */
export function History({ scope, id }: { scope: ObjectScope; id: string }) {
  const t = useTranslations('record');
  const history = useHistory(scope.object.name, id);
  if (history.isPending) {
    return (
      <Loading label={t('history')} className="flex flex-col gap-4 p-4">
        {[1, 2, 3].map((at) => (
          <Skeleton key={at} className="h-8" />
        ))}
      </Loading>
    );
  }
  if (history.isError)
    return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  return (
    <div className="px-4 py-3">
      <ol className="relative flex flex-col gap-4 before:absolute before:top-2 before:bottom-2 before:left-3 before:w-px before:bg-border">
        {history.data.pages
          .flatMap((page) => page.data)
          .map((event) => (
            <Event key={event.id} scope={scope} event={event} />
          ))}
      </ol>
      {history.hasNextPage ? (
        <Button
          className="mt-4"
          busy={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('older')}
        </Button>
      ) : null}
    </div>
  );
}

const shownAtOnce = 6;

function Event({ scope, event }: { scope: ObjectScope; event: HistoryEntry }) {
  const t = useTranslations('record');
  const verb = event.name.split('.')[1] ?? 'updated';
  const who = event.actor.name ?? t('system');
  const place = new Map(scope.entries.map((entry, at) => [entry.path, at]));
  const changes = event.changes
    .filter(({ field }) => !scope.object.fields[field]?.hidden && !isMirror(scope, event, field))
    .sort((a, b) => (place.get(a.field) ?? 999) - (place.get(b.field) ?? 999));
  const isCreation = verb === 'created';
  const list = isCreation
    ? changes.filter((change) => !isEmpty(change.after) && change.after !== false)
    : changes;
  const said =
    verb === 'updated' || isCreation || verb === 'deleted' || verb === 'restored'
      ? verb
      : 'updated';
  return (
    <li className="relative flex gap-3">
      <span className="z-10 flex size-6 shrink-0 items-center justify-center rounded-full border bg-background text-faint-foreground [&_svg]:size-3.5">
        {icons[verb] ?? icons.updated}
      </span>
      <div className="min-w-0 flex-1">
        <p className="py-0.5">
          <span className="font-medium">{who}</span>{' '}
          <span className="text-muted-foreground">{t(`did.${said}`, { count: list.length })}</span>{' '}
          {event.source === 'import' || event.source === 'api' ? (
            <span className="text-muted-foreground">{t(`by.${event.source}`)} </span>
          ) : null}
          <RelativeTime value={event.created_at} className="text-faint-foreground text-xs" />
        </p>
        {list.length > 0 ? (
          <Changes scope={scope} event={event} changes={list} plain={isCreation} />
        ) : null}
      </div>
    </li>
  );
}

function Changes({
  scope,
  event,
  changes,
  plain,
}: {
  scope: ObjectScope;
  event: HistoryEntry;
  changes: HistoryEntry['changes'];
  plain: boolean;
}) {
  const t = useTranslations('record');
  const rows = (list: HistoryEntry['changes']) => (
    <ul className="flex flex-col gap-1">
      {list.map((change) => (
        <li
          key={change.field}
          className="flex flex-wrap items-baseline gap-x-2 break-words text-muted-foreground"
        >
          <span className="text-faint-foreground">{labelOf(scope, change.field)}</span>
          {plain ? null : (
            <>
              <ChangedValue
                scope={scope}
                event={event}
                field={change.field}
                value={change.before}
                old
              />
              <ArrowRight
                aria-label={t('became')}
                className="size-3 shrink-0 self-center text-faint-foreground"
              />
            </>
          )}
          <ChangedValue scope={scope} event={event} field={change.field} value={change.after} />
        </li>
      ))}
    </ul>
  );
  if (changes.length <= shownAtOnce) return rows(changes);
  return (
    <>
      {rows(changes.slice(0, shownAtOnce))}
      <details>
        <summary className="mt-1 rounded-sm text-primary-text text-xs">
          {t('more_changes', { count: changes.length - shownAtOnce })}
        </summary>
        <div className="mt-1">{rows(changes.slice(shownAtOnce))}</div>
      </details>
    </>
  );
}

function ChangedValue({
  scope,
  event,
  field,
  value,
  old,
}: {
  scope: ObjectScope;
  event: HistoryEntry;
  field: string;
  value: unknown;
  old?: boolean;
}) {
  const t = useTranslations('record');
  const locale = useLocaleInfo();
  const entry = scope.byPath.get(field);
  const text = entry ? textOf(entry, value) : isEmpty(value) ? '' : String(value);
  function textOf(known: Entry, raw: unknown): string {
    const title = typeof raw === 'string' ? event.names[raw] : undefined;
    // A name that is gone or hidden still says that there was one.
    const record = title ? { [relationName(known.path)]: { id: raw, title } } : {};
    const shown = formatValue(known, raw, record, locale, { yes: t('yes'), no: t('no') });
    return shown || (isEmpty(raw) ? '' : t('unknown_record'));
  }
  if (text === '') return <span className="text-faint-foreground italic">{t('empty')}</span>;
  return old ? (
    <del className="text-muted-foreground decoration-faint-foreground">{shorten(text)}</del>
  ) : (
    <span className="text-foreground">{shorten(text)}</span>
  );
}

const shorten = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

const labelOf = (scope: ObjectScope, field: string): string =>
  scope.byPath.get(field)?.field.label[scope.language] ?? field.replace(/^custom\./, '');

/** A list that only follows its scalar says nothing new. */
function isMirror(scope: ObjectScope, event: HistoryEntry, field: string): boolean {
  const primary = scope.byPath.get(field)?.field.primary_field;
  return primary !== undefined && event.changes.some((change) => change.field === primary);
}
