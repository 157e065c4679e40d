'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import type { Filter } from '@/core/shape/filter';
import { navigate } from '@/ui/shell/navigation';
import { parseFilter } from './model/filter-tree';
import { formatSort, parseSort, type SortKey } from './model/sort';

/** What the address of a list says. */
export interface ListAddress {
  readonly sort: readonly SortKey[];
  readonly filter: Filter | null;
  readonly q: string;
  /** The record in the side panel. */
  readonly open: string | null;
  /** The create form is asked for. */
  readonly isNew: boolean;
}

export interface ListAddressChange {
  sort?: readonly SortKey[];
  filter?: Filter | null;
  q?: string;
  open?: string | null;
  isNew?: boolean;
}

/** Filters, order, search and open record of a list live in the address, in the words of the API, so that Back and links work. */
export function useListAddress(): [
  ListAddress,
  (change: ListAddressChange, options?: { replace?: boolean }) => void,
] {
  const params = useSearchParams();
  const path = usePathname();
  const [sort, filter, q, open, created] = ['sort', 'filter', 'q', 'open', 'new'].map((name) =>
    params.get(name),
  );
  const address = useMemo<ListAddress>(
    () => ({
      sort: parseSort(sort ?? null),
      filter: parseFilter(filter ?? null),
      q: q ?? '',
      open: open ?? null,
      isNew: created === '1',
    }),
    [sort, filter, q, open, created],
  );
  const change = useCallback(
    (next: ListAddressChange, options?: { replace?: boolean }) => {
      const search = new URLSearchParams(window.location.search);
      const set = (name: string, value: string | null | undefined) =>
        value ? search.set(name, value) : search.delete(name);
      if (next.sort) set('sort', formatSort(next.sort));
      if ('filter' in next) set('filter', next.filter ? JSON.stringify(next.filter) : null);
      if (next.q !== undefined) set('q', next.q);
      if ('open' in next) set('open', next.open);
      if (next.isNew !== undefined) set('new', next.isNew ? '1' : null);
      const text = search.toString();
      navigate(text ? `${path}?${text}` : path, options);
    },
    [path],
  );
  return [address, change];
}
