'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormField } from '@/ui/primitives/field';
import { Input } from '@/ui/primitives/input';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { instantOf } from '../values/calendar';
import { isEmpty } from '../values/empty';
import { formatInstant, minuteText } from '../values/format';
import { useLocaleInfo } from '../values/use-locale-info';
import { ChangedValue, Changes, shownChanges } from './changes';
import type { Restoration } from './restore-dialog';
import { differences, type Moment, type PastRecord, useAsOf } from './use-as-of';

interface Props {
  scope: ObjectScope;
  record: RecordData;
  /** The moment it opens with. */
  moment: Moment;
  /** Absent where the record cannot be changed. */
  onRestore?: ((restoration: Restoration) => void) | undefined;
  onClose: () => void;
}

/** A record as it was at a moment that can be chosen: what differs from now, then everything. Nothing can be edited. */
export function AsOfSheet({ scope, record, moment: opened, onRestore, onClose }: Props) {
  const t = useTranslations('as_of');
  const locale = useLocaleInfo();
  const [moment, setMoment] = useState(opened);
  const query = useAsOf(scope.object.name, record.id, moment);
  const past = query.data?.data;
  const at = past?.as_of.at ?? moment.at ?? '';
  const shown = at ? minuteText(new Date(at), locale.timeZone).replace(' ', 'T') : '';
  const changes = past ? shownChanges(scope, differences(scope, record, past)) : [];
  const event = past?.as_of.event;
  const choose = (text: string) => {
    const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
    if (!parts || text === shown) return;
    const [, day = '', hours, minutes] = parts;
    // A minute means all of it: what happened within it is seen.
    const from = instantOf(day, Number(hours), Number(minutes), locale.timeZone);
    const end = new Date(from.getTime() + 59_999).toISOString();
    setMoment({ at: end });
  };
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={t('title', { title: past?.title ?? record.title })}
        description={at ? formatInstant(at, locale) : null}
        footer={
          onRestore && event && changes.length > 0 ? (
            <Button
              variant="primary"
              onClick={() => onRestore({ event, created_at: at, state: 'after' })}
            >
              <RotateCcw aria-hidden />
              {t('restore')}
            </Button>
          ) : null
        }
      >
        <div className="flex flex-col gap-5 p-4 text-sm">
          <FormField label={t('moment')} hint={t('moment_hint')}>
            {(control) => (
              <Input
                {...control}
                key={shown}
                type="datetime-local"
                min="1970-01-02T00:00"
                max="9999-12-31T00:00"
                defaultValue={shown}
                onBlur={({ target }) => choose(target.value)}
                onKeyDown={({ key, currentTarget }) =>
                  key === 'Enter' && choose(currentTarget.value)
                }
              />
            )}
          </FormField>
          {past ? (
            <State scope={scope} record={record} past={past} changes={changes} />
          ) : query.isError ? (
            <Failure error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Loading label={t('moment')} className="flex flex-col gap-3">
              {[1, 2, 3, 4].map((line) => (
                <Skeleton key={line} className="h-5" />
              ))}
            </Loading>
          )}
        </div>
      </SheetContent>
    </Sheet>
  );
}

function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('as_of');
  if (isApiError(error, 'not_found'))
    return <EmptyState title={t('not_yet')} description={t('not_yet_text')} className="py-8" />;
  if (isApiError(error, 'bad_request'))
    return <EmptyState title={t('too_early')} description={t('too_early_text')} className="py-8" />;
  return <ErrorState error={error} onRetry={onRetry} className="py-8" />;
}

function State({
  scope,
  record,
  past,
  changes,
}: {
  scope: ObjectScope;
  record: RecordData;
  past: PastRecord;
  changes: ReturnType<typeof differences>;
}) {
  const t = useTranslations('as_of');
  const { names } = past.as_of;
  const filled = scope.entries.filter(({ path, field }) => {
    const value = valueAt(past, path);
    return !isEmpty(value) && value !== false && !field.primary_field;
  });
  return (
    <>
      {past.deleted_at ? (
        <p className="rounded-md bg-surface px-3 py-2 text-muted-foreground">{t('in_bin')}</p>
      ) : null}
      <section>
        <h3 className="mb-2 font-semibold">{t('differs')}</h3>
        {changes.length > 0 ? (
          <Changes
            scope={scope}
            names={names}
            currencies={{ before: past.currency, after: record.currency }}
            changes={changes.map(({ field, before, after }) => ({
              field,
              before: after,
              after: before,
            }))}
          />
        ) : (
          <p className="text-muted-foreground">{t('same')}</p>
        )}
      </section>
      <section>
        <h3 className="mb-2 font-semibold">{t('everything')}</h3>
        <dl className="grid grid-cols-[9rem_1fr] gap-x-3 gap-y-1.5 max-md:grid-cols-[7rem_1fr]">
          {filled.map(({ path, field }) => (
            <div key={path} className="contents">
              <dt className="text-faint-foreground">{field.label[scope.language]}</dt>
              <dd className="min-w-0 break-words">
                <ChangedValue
                  scope={scope}
                  names={names}
                  field={path}
                  value={valueAt(past, path)}
                  currency={past.currency}
                />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
