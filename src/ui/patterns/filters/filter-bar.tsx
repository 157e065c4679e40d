'use client';

import { ListFilter } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { Button } from '@/ui/primitives/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';
import { Sheet, SheetContent, SheetTrigger } from '@/ui/primitives/sheet';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { countConditions } from '../model/filter-tree';
import type { ObjectScope } from '../object-scope';
import { useFilterTree } from './use-filter-tree';

const load = () => import('./list-filter-builder');
const FilterBuilder = dynamic(() => load().then((module) => module.ListFilterBuilder), {
  ssr: false,
});
const Chips = dynamic(() => import('./filter-chips').then((module) => module.FilterChips));
/** Fetched as soon as the button is approached, so that the first key typed finds it there. */
const preload = () => {
  load().catch(() => undefined);
};

export interface FilterProps {
  scope: ObjectScope;
  filter: Filter | null;
  onFilter: (next: Filter | null) => void;
}

/** Opens the builder: a panel beside the button, a sheet on phones. */
export function FilterButton({ scope, filter, onFilter, phone }: FilterProps & { phone: boolean }) {
  const t = useTranslations('filters');
  const [open, setOpen] = useState(false);
  const [tree, setTree] = useFilterTree(filter, onFilter);
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
  const builder = <FilterBuilder scope={scope} root={tree} onRoot={setTree} />;
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

/** What is filtered by now, each part removable. Nothing, and no code, when there is no filter. */
export function FilterChips({ filter, ...props }: FilterProps) {
  return filter ? <Chips filter={filter} {...props} /> : null;
}
