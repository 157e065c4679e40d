'use client';

import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { inOwnCurrency } from '@/core/shape/field';
import { relationName } from '@/core/shape/object';
import type { Entry } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { isEmpty } from '../values/empty';
import { formatValue, type ValueWords } from '../values/format';
import type { Locale } from '../values/locale';
import { useLocaleInfo } from '../values/use-locale-info';
import { useValueWords } from '../values/use-value-words';
import type { Change, HistoryEntry } from './history-entry';

/** The names of what values point at, by id. */
type Names = HistoryEntry['names'];

const shownAtOnce = 6;

/** What changed, field by field; `plain` leaves out what was before, as in a creation. */
export function Changes({
  scope,
  names,
  changes,
  currencies,
  plain = false,
  action,
}: {
  /** Null for what is no record: fields and values are shown as they are stored. */
  scope: ObjectScope | null;
  names: Names;
  changes: readonly Change[];
  currencies: Currencies;
  plain?: boolean;
  /** What can be done with one of them, at the end of its line. */
  action?: (change: Change) => ReactNode;
}) {
  const t = useTranslations('record');
  const rows = (list: readonly Change[]) => (
    <ul className="flex flex-col gap-1">
      {list.map((change) => (
        <li
          key={change.field}
          className="group/change flex min-h-5 flex-wrap items-baseline gap-x-2 break-words text-muted-foreground"
        >
          <span className="text-faint-foreground">{labelOf(scope, change.field)}</span>
          {plain ? null : (
            <>
              <ChangedValue
                scope={scope}
                names={names}
                field={change.field}
                value={change.before}
                currency={currencies.before}
                old
              />
              <ArrowRight
                aria-label={t('became')}
                className="size-3 shrink-0 self-center text-faint-foreground"
              />
            </>
          )}
          <ChangedValue
            scope={scope}
            names={names}
            field={change.field}
            value={change.after}
            currency={currencies.after}
          />
          {action?.(change)}
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

/** One value in words; struck through when it is the `old` one. */
export function ChangedValue({
  scope,
  names,
  field,
  value,
  currency,
  old,
}: {
  scope: ObjectScope | null;
  names: Names;
  field: string;
  value: unknown;
  /** What the record had its amounts in, where that is known. */
  currency: unknown;
  old?: boolean;
}) {
  const t = useTranslations('record');
  const text = useValueText(scope)(field, value, names, currency);
  if (text === '') return <span className="text-faint-foreground italic">{t('empty')}</span>;
  return old ? (
    <del className="min-w-0 break-words text-muted-foreground decoration-faint-foreground">
      {shorten(text)}
    </del>
  ) : (
    <span className="min-w-0 break-words text-foreground">{shorten(text)}</span>
  );
}

/** The text of a field's value; empty values are ''. */
export function useValueText(
  scope: ObjectScope | null,
): (field: string, value: unknown, names: Names, currency: unknown) => string {
  const t = useTranslations('record');
  const locale = useLocaleInfo();
  const words = useValueWords();
  return (field, value, names, currency) =>
    textOf(scope, { field, value, names, currency }, locale, words) ||
    (isEmpty(value) ? '' : t('unknown_record'));
}

function textOf(
  scope: ObjectScope | null,
  {
    field,
    value,
    names,
    currency,
  }: { field: string; value: unknown; names: Names; currency: unknown },
  locale: Locale,
  words: ValueWords,
): string {
  const entry = scope?.byPath.get(field);
  if (isEmpty(value)) return '';
  if (!entry) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const title = typeof value === 'string' ? names[value] : undefined;
  // A name that is gone or hidden still says that there was one.
  const record = title ? { [relationName(entry.path)]: { id: value, title } } : {};
  // A number alone is true where nobody knows in which currency it was.
  const told: Entry =
    inOwnCurrency(entry.field) && typeof currency !== 'string'
      ? { ...entry, field: { ...entry.field, kind: 'decimal' } }
      : entry;
  return formatValue(told, value, { ...record, currency }, locale, words);
}

/** What the amounts of a record were in before and after a change. */
export interface Currencies {
  readonly before: unknown;
  readonly after: unknown;
}

/** As the changes themselves say it, else as the record has it. */
export function currenciesOf(
  changes: readonly Change[],
  record?: Readonly<Record<string, unknown>>,
): Currencies {
  const named = changes.find(({ field }) => field === 'currency');
  return named ?? { before: record?.currency, after: record?.currency };
}

const shorten = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

/** What a field is called. */
export const labelOf = (scope: ObjectScope | null, field: string): string =>
  scope?.byPath.get(field)?.field.label[scope.language] ?? field.replace(/^custom\./, '');

/** The changes of an event that people see, in the order of the fields; a list that only follows its scalar says nothing new. */
export function shownChanges(scope: ObjectScope, changes: readonly Change[]): Change[] {
  const place = new Map(scope.entries.map((entry, at) => [entry.path, at]));
  return changes
    .filter(({ field }) => !scope.object.fields[field]?.hidden && !isMirror(scope, changes, field))
    .sort((a, b) => (place.get(a.field) ?? 999) - (place.get(b.field) ?? 999));
}

function isMirror(scope: ObjectScope, changes: readonly Change[], field: string): boolean {
  const primary = scope.byPath.get(field)?.field.primary_field;
  return primary !== undefined && changes.some((change) => change.field === primary);
}
