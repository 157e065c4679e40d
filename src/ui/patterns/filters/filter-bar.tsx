'use client';

import { ListFilter, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { uiObjectMap } from '@/registry.ui';
import { Button } from '@/ui/primitives/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';
import { Sheet, SheetContent, SheetTrigger } from '@/ui/primitives/sheet';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { type Entry, filterEntries } from '../model/entries';
import { countConditions } from '../model/filter-tree';
import type { ObjectScope } from '../object-scope';
import { FilterText } from './condition-text';
import { useFilterTree } from './use-filter-tree';

const load = () => import('./filter-builder');
const FilterBuilder = dynamic(() => load().then((module) => module.FilterBuilder), { ssr: false });
/** Fetched as soon as the button is approached, so that the first key typed finds it there. */
const preload = () => {
  load().catch(() => undefined);
};

interface Props {
  scope: ObjectScope;
  filter: Filter | null;
  onFilter: (next: Filter | null) => void;
}

/** Everything a list can be filtered by. */
export function useFilterEntries({ object, custom }: ObjectScope): {
  entries: readonly Entry[];
  byPath: ReadonlyMap<string, Entry>;
} {
  return useMemo(() => {
    const entries = filterEntries(object, custom, uiObjectMap);
    return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  }, [object, custom]);
}

/** Opens the builder: a panel beside the button, a sheet on phones. */
export function FilterButton({ scope, filter, onFilter, phone }: Props & { phone: boolean }) {
  const t = useTranslations('filters');
  const [open, setOpen] = useState(false);
  const [tree, setTree] = useFilterTree(filter, onFilter);
  const { entries } = useFilterEntries(scope);
  const count = countConditions(filter);
  useShortcuts([
    {
      keys: 'f',
      label: t('filter'),
      group: 'list',
      opensField: true,
      run: () => setOpen(true),
    },
  ]);
  const button = (
    <Button
      onPointerEnter={preload}
      onFocus={preload}
      aria-label={count > 0 ? t('filter_count', { count }) : t('filter')}
      size={phone ? 'icon' : 'md'}
      variant={phone ? 'ghost' : 'secondary'}
    >
      <ListFilter aria-hidden />
      {phone ? null : t('filter')}
      {count > 0 ? (
        <span className="rounded-sm bg-primary-soft px-1 text-primary-text text-xs tabular-nums">
          {count}
        </span>
      ) : null}
    </Button>
  );
  const builder = <FilterBuilder entries={entries} root={tree} onRoot={setTree} />;
  if (phone) {
    return (
      <Sheet open={open} onOpenChange={setOpen}>
        <SheetTrigger asChild>{button}</SheetTrigger>
        <SheetContent
          title={t('filter')}
          footer={
            <Footer count={count} onClear={() => onFilter(null)} onClose={() => setOpen(false)} />
          }
        >
          <div className="p-4">{builder}</div>
        </SheetContent>
      </Sheet>
    );
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>{button}</PopoverTrigger>
      <PopoverContent aria-label={t('filter')} className="w-150">
        {builder}
      </PopoverContent>
    </Popover>
  );
}

function Footer({
  count,
  onClear,
  onClose,
}: {
  count: number;
  onClear: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('filters');
  return (
    <>
      {count > 0 ? (
        <Button variant="ghost" onClick={onClear}>
          {t('clear')}
        </Button>
      ) : null}
      <Button variant="primary" onClick={onClose}>
        {t('show_results')}
      </Button>
    </>
  );
}

/** What is filtered by now, each part removable. Nothing when there is no filter. */
export function FilterChips({ scope, filter, onFilter }: Props) {
  const t = useTranslations('filters');
  const { byPath } = useFilterEntries(scope);
  if (!filter) return null;
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
