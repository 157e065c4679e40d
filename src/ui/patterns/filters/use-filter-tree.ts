'use client';

import { useEffect, useRef, useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { fromFilter, type Group, toFilter } from '../model/filter-tree';

const text = (filter: Filter | null): string => JSON.stringify(filter);

/**
 * The tree people edit beside the filter that is applied: unfinished conditions stay here, finished ones are applied
 * a moment after the last key. A filter that changes elsewhere (Back, a chip) replaces the tree.
 */
export function useFilterTree(
  filter: Filter | null,
  onFilter: (next: Filter | null) => void,
): [Group, (next: Group) => void] {
  const [tree, setTree] = useState(() => fromFilter(filter));
  const applied = useRef(text(filter));
  const apply = useRef(onFilter);
  apply.current = onFilter;

  useEffect(() => {
    if (text(filter) === applied.current) return;
    applied.current = text(filter);
    setTree(fromFilter(filter));
  }, [filter]);

  useEffect(() => {
    const next = toFilter(tree);
    if (text(next) === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = text(next);
      apply.current(next);
    }, 250);
    return () => clearTimeout(timer);
  }, [tree]);

  return [tree, setTree];
}
