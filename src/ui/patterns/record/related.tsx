'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Filter } from '@/core/shape/filter';
import { relationName } from '@/core/shape/object';
import { isOwned } from '@/core/shape/reach';
import { toldObjects, uiObjectMap } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { Avatar } from '@/ui/primitives/avatar';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { Skeleton } from '@/ui/primitives/skeleton';
import { Link, navigate } from '@/ui/shell/navigation';
import { firstColumns, titleColumn } from '../model/columns';
import { valueAt } from '../model/entries';
import { type ObjectScope, useObject } from '../object-scope';
import { useRecordCount, useRecordList } from '../records/use-record-list';
import { isEmpty } from '../values/empty';
import { relatedOf } from '../values/format';
import { Value } from '../values/value';

/** What a record refers to, and what refers to it: every reference of every object, both ways. */
export function RelatedRecords({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const can = useCan();
  const references = scope.entries.filter(
    (entry) =>
      entry.field.kind === 'ref' &&
      !isEmpty(valueAt(record, entry.path)) &&
      !uiObjectMap.get(entry.field.target ?? '')?.configuration,
  );
  const inverses = [...uiObjectMap.values()].flatMap((object) =>
    can(`${object.name}:read`) && !toldObjects.has(object.name)
      ? Object.entries(object.fields).flatMap(([field, definition]) =>
          definition.kind === 'ref' &&
          definition.target === scope.object.name &&
          !object.part_of?.includes(field)
            ? [{ object: object.name, field }]
            : [],
        )
      : [],
  );
  return (
    <>
      {references.map((entry) => {
        const related = relatedOf(entry, record);
        return related && entry.field.target ? (
          <section key={entry.path} className="border-b px-4 py-3">
            <h3 className="mb-2 font-medium text-faint-foreground text-xs">
              {entry.field.label[scope.language]}
            </h3>
            <RecordLink object={entry.field.target} record={related} />
          </section>
        ) : null;
      })}
      {inverses.map(({ object, field }) => (
        <Inverse key={`${object}.${field}`} of={object} field={field} record={record} />
      ))}
    </>
  );
}

function RecordLink({
  object,
  record,
  detail,
}: {
  object: string;
  record: { id: string; title: string };
  detail?: React.ReactNode;
}) {
  const { object: definition } = useObject(object);
  return (
    <Link
      href={`/${object}/${record.id}`}
      className="flex min-h-9 items-center gap-2 rounded-md px-1 py-1 hover:bg-hover max-md:min-h-11"
    >
      <Avatar size="sm" name={record.title} id={record.id} square={definition.title.length === 1} />
      <span className="flex min-w-0 flex-col leading-tight">
        <span className="truncate font-medium">{record.title}</span>
        {detail ? <span className="truncate text-muted-foreground text-xs">{detail}</span> : null}
      </span>
    </Link>
  );
}

const shown = 5;

/** The records whose reference points here: the first few, how many, and all of them as a list. */
function Inverse({ of, field, record }: { of: string; field: string; record: RecordData }) {
  const t = useTranslations('record');
  const can = useCan();
  const scope = useObject(of);
  const filter: Filter = { and: [{ field, op: 'eq', value: record.id }] };
  // A record that only ties two together is shown as the one at its other end.
  const end = scope.byPath.get(scope.object.joins?.find((name) => name !== field) ?? '');
  const include = end ? relationName(end.path) : '';
  const params = { sort: '', q: '', filter, include };
  const list = useRecordList(of, params);
  const count = useRecordCount(of, params, false);
  const label = inverseLabel(scope, field);
  const hint = firstColumns(scope.entries)
    .flatMap((path) =>
      path === titleColumn || path === field ? [] : (scope.byPath.get(path) ?? []),
    )
    .filter(
      (entry) =>
        !['ref', 'user', 'tags', 'datetime'].includes(entry.field.kind) &&
        (end ? ['choice', 'money'].includes(entry.field.kind) : entry.field.kind !== 'choice'),
    );
  // What only commands set is not added by hand, and is missed by nobody where it is not.
  const reference = scope.object.fields[field];
  // What has no owner belongs to whoever may change what it is about.
  const may = isOwned(scope.object) || can(`${reference?.target}:update`, record);
  const canAdd = scope.can('create') && may && !reference?.readonly && !reference?.by_command;
  if (list.isSuccess && list.records.length === 0 && !canAdd) return null;
  return (
    <section className="border-b px-4 py-3">
      <div className="mb-1 flex items-center justify-between">
        <h3 className="font-medium text-faint-foreground text-xs">
          {label}{' '}
          {count.data && count.data.total > 0 ? (
            <span className="tabular-nums">{count.data.total}</span>
          ) : null}
        </h3>
        {canAdd ? (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('add_named', { name: label })}
            onClick={() => navigate(`/${of}?new=1&${field}=${record.id}`)}
          >
            <Plus aria-hidden />
          </Button>
        ) : null}
      </div>
      {list.isPending ? <Skeleton className="h-9" /> : null}
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} className="py-4" />
      ) : null}
      {list.isSuccess && list.records.length === 0 ? (
        <p className="text-faint-foreground">{t('none_yet')}</p>
      ) : null}
      <ul>
        {list.records.slice(0, shown).map((one) => {
          const entry = hint.find((candidate) => !isEmpty(valueAt(one, candidate.path)));
          return (
            <li key={one.id}>
              <RecordLink
                object={end?.field.target ?? of}
                record={(end && relatedOf(end, one)) ?? one}
                detail={
                  entry ? (
                    <Value entry={entry} value={valueAt(one, entry.path)} record={one} plain />
                  ) : null
                }
              />
            </li>
          );
        })}
      </ul>
      {count.data && count.data.total > shown ? (
        <Link
          href={`/${of}?filter=${encodeURIComponent(JSON.stringify(filter))}`}
          className="mt-1 inline-block rounded-sm px-1 text-primary-text text-xs underline-offset-4 hover:underline"
        >
          {t('see_all', { count: count.data.total })}
        </Link>
      ) : null}
    </section>
  );
}

/** `Subsidiaries` where the reference names it, else `Contacts`. */
function inverseLabel({ object, language }: ObjectScope, field: string): string {
  return (object.fields[field]?.inverse_label ?? object.label_plural)[language];
}
