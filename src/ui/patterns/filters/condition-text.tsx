'use client';

import { useTranslations } from 'next-intl';
import type { Filter, FilterScalar } from '@/core/shape/filter';
import type { Entry } from '../model/entries';
import { isRelative, operatorWords } from '../model/filter-words';
import { useMembers } from '../records/use-members';
import { useTitle } from '../records/use-title';
import { formatValue } from '../values/format';
import { useLocaleInfo } from '../values/use-locale-info';
import { useValueWords } from '../values/use-value-words';

/** The name of a filtered field, with the relation it is read through. */
export const entryLabel = (entry: Entry, language: 'en' | 'tr'): string =>
  entry.through
    ? `${entry.through.label[language]} › ${entry.field.label[language]}`
    : entry.field.label[language];

/** A filter in words: `Status is any of Lead, Customer`. */
export function FilterText({
  filter,
  byPath,
}: {
  filter: Filter;
  byPath: ReadonlyMap<string, Entry>;
}) {
  const t = useTranslations('filters');
  const { language } = useLocaleInfo();
  if (!('field' in filter)) {
    const items = 'and' in filter ? filter.and : filter.or;
    return items.map((item, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text of the filter as it is now
      <span key={at}>
        {at > 0 ? ` ${'and' in filter ? t('and') : t('or')} ` : null}
        {'field' in item ? (
          <FilterText filter={item} byPath={byPath} />
        ) : (
          <>
            (<FilterText filter={item} byPath={byPath} />)
          </>
        )}
      </span>
    ));
  }
  const entry = byPath.get(filter.field);
  if (!entry) return filter.field;
  const values =
    filter.value === undefined
      ? []
      : Array.isArray(filter.value)
        ? (filter.value as FilterScalar[])
        : [filter.value as FilterScalar];
  return (
    <>
      <span className="text-muted-foreground">
        {entryLabel(entry, language)} {t(`op.${operatorWords(filter.op, entry.field.kind)}`)}{' '}
      </span>
      <span className="font-medium">
        {values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={at}>
            {at > 0 ? (filter.op === 'between' ? ` ${t('and')} ` : ', ') : null}
            <OneValue entry={entry} value={value} />
          </span>
        ))}
      </span>
    </>
  );
}

function OneValue({ entry, value }: { entry: Entry; value: FilterScalar }) {
  const t = useTranslations('filters');
  const words = useValueWords();
  const locale = useLocaleInfo();
  const { kind } = entry.field;
  if (value === 'me' && kind === 'user') return t('me');
  if (isRelative(value)) return t(`relative.${value}`);
  if (kind === 'user') return <PersonName id={String(value)} />;
  if (kind === 'ref' && entry.field.target)
    return <RecordName object={entry.field.target} id={String(value)} />;
  const plain =
    kind === 'multi_choice'
      ? 'choice'
      : kind === 'datetime' && !String(value).includes('T')
        ? 'date'
        : ['tags', 'emails', 'phones'].includes(kind)
          ? 'text'
          : kind;
  return (
    formatValue({ ...entry, field: { ...entry.field, kind: plain } }, value, {}, locale, words) ||
    String(value)
  );
}

function PersonName({ id }: { id: string }) {
  const members = useMembers();
  const active = members.data?.find((one) => one.id === id);
  const everybody = useMembers(members.isSuccess && !active, true);
  return (active ?? everybody.data?.find((one) => one.id === id))?.title ?? '…';
}

function RecordName({ object, id }: { object: string; id: string }) {
  return useTitle(object, id)?.title ?? '…';
}
