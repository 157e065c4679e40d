'use client';

import type { Group } from '../model/filter-tree';
import type { ObjectScope } from '../object-scope';
import { FilterBuilder } from './filter-builder';
import { useFilterEntries } from './use-filter-entries';

/** The builder with everything a list can be filtered by. */
export function ListFilterBuilder({
  scope,
  ...tree
}: {
  scope: ObjectScope;
  root: Group;
  onRoot: (next: Group) => void;
}) {
  const { entries } = useFilterEntries(scope);
  return <FilterBuilder entries={entries} {...tree} />;
}
