'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Filter } from '@/core/shape/filter';
import { Button } from '@/ui/primitives/button';
import type { ObjectScope } from '../object-scope';
import { FilterText } from './condition-text';
import { useFilterEntries } from './use-filter-entries';

/** What is filtered by now, each part removable. */
export function FilterChips({
  scope,
  filter,
  onFilter,
}: {
  scope: ObjectScope;
  filter: Filter;
  onFilter: (next: Filter | null) => void;
}) {
  const t = useTranslations('filters');
  const { byPath } = useFilterEntries(scope);
  const isAny = 'or' in filter;
  const items: readonly Filter[] = 'and' in filter ? filter.and : isAny ? filter.or : [filter];
  const remove = (at: number) => {
    const rest = items.filter((_, index) => index !== at);
    onFilter(rest.length === 0 ? null : isAny ? { or: rest } : { and: rest });
  };
  return (
    <ul
      aria-label={t('active')}
      className="flex flex-wrap items-center gap-1.5 border-b px-4 py-2 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-3 max-md:scrollbar-none"
    >
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
        <li key={at} className="flex shrink-0 items-center gap-1.5">
          {at > 0 && isAny ? (
            <span className="text-faint-foreground text-xs">{t('or')}</span>
          ) : null}
          <span className="flex h-7 max-w-120 items-center gap-1 rounded-md border bg-surface pl-2 text-xs max-md:h-9">
            <span className="truncate">
              <FilterText filter={item} byPath={byPath} />
            </span>
            <Button
              variant="ghost"
              size="bare"
              className="size-6 max-md:size-9"
              aria-label={t('remove_condition')}
              onClick={() => remove(at)}
            >
              <X aria-hidden className="size-3.5" />
            </Button>
          </span>
        </li>
      ))}
      <li className="shrink-0">
        <Button variant="ghost" size="sm" onClick={() => onFilter(null)}>
          {t('clear')}
        </Button>
      </li>
    </ul>
  );
}
