'use client';

import { ArchiveRestore, Eye, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { datetime } from '@/core/shape/field';
import type { ObjectDefinition } from '@/core/shape/object';
import { binObjects } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { type ColumnLayout, columnsOf } from '@/ui/patterns/model/columns';
import { includesOf } from '@/ui/patterns/model/entries';
import { formatSort } from '@/ui/patterns/model/sort';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { useRecordCount, useRecordList } from '@/ui/patterns/records/use-record-list';
import { useRestore } from '@/ui/patterns/records/use-restore';
import { RecordCards } from '@/ui/patterns/table/record-cards';
import { RecordTable } from '@/ui/patterns/table/record-table';
import { SearchBox } from '@/ui/patterns/table/search-box';
import { useSelection } from '@/ui/patterns/table/selection';
import { TableSkeleton } from '@/ui/patterns/table/table-skeleton';
import { TotalCount } from '@/ui/patterns/table/total-count';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { useListAddress } from '@/ui/patterns/use-list-address';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { useEscape } from '@/ui/shell/escape';
import { Link } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';

const AsOfSheet = dynamic(() =>
  import('@/ui/patterns/record/as-of-sheet').then((module) => module.AsOfSheet),
);

const deleted = {
  path: 'deleted_at',
  field: datetime({ en: 'Deleted', tr: 'Silinme' }, { readonly: true, column: -1 }),
};

/** The fields of the object with the day of the deletion in front. */
function useBinScope(name: string): ObjectScope {
  const scope = useObject(name);
  return useMemo(() => {
    const entries = [deleted, ...scope.entries];
    return { ...scope, entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  }, [scope]);
}

/** What was deleted, to be looked through and into, as it is and as it was, and brought back, one or many. */
export function BinScreen({ object }: { object: ObjectDefinition }) {
  const t = useTranslations('bin');
  const words = useTranslations('list');
  const can = useCan();
  const scope = useBinScope(object.name);
  const phone = useIsPhone();
  const [address, setAddress] = useListAddress();
  const [layout, setLayout] = useState<ColumnLayout>({});
  const [exact, setExact] = useState(false);
  const [looked, setLooked] = useState<RecordData | null>(null);
  const include = useMemo(
    () =>
      includesOf(columnsOf(scope.entries, layout).flatMap((column) => column.entry ?? []))
        .slice(0, 10)
        .join(','),
    [scope.entries, layout],
  );
  const params = useMemo(
    () => ({ sort: formatSort(address.sort), q: address.q, filter: null, include, deleted: true }),
    [address.sort, address.q, include],
  );
  const list = useRecordList(object.name, params);
  const count = useRecordCount(object.name, params, exact);
  const { records, fetchNextPage } = list;
  const ids = useMemo(() => records.map((record) => record.id), [records]);
  const selection = useSelection(ids);
  const restore = useRestore(object.name);
  const fetchMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const chosen = records.filter(({ id }) => selection.selection.ids.has(id));
  const selected = chosen.map(({ id }) => id);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const mayRestore = chosen.every((record) => scope.can('delete', record));
  useEscape(selection.clear, selected.length > 0);
  const label = t('title');
  const shared = {
    scope,
    records,
    hasMore: list.hasNextPage,
    fetching: list.isFetchingNextPage,
    fetchMore,
    selection,
    onOpen: selection.toggle,
    label,
  };

  return (
    <section className="relative flex h-full min-h-0 flex-col" aria-label={label}>
      <PageHeader
        title={label}
        icon={<Trash2 />}
        detail={
          <TotalCount
            count={count.data}
            onExact={() => setExact(true)}
            busy={exact && count.isFetching}
          />
        }
      />
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b px-4 py-2 max-md:px-3">
        <SearchBox
          value={address.q}
          label={t('search')}
          onSearch={(q) => setAddress({ q }, { replace: true })}
        />
        <nav aria-label={t('objects')} className="flex flex-wrap gap-1">
          {binObjects
            .filter((one) => can(`${one.name}:read`))
            .map((one) => (
              <Button
                key={one.name}
                asChild
                variant="ghost"
                className={cn(one.name === object.name && 'bg-selected text-foreground')}
              >
                <Link
                  href={`/bin/${one.name}`}
                  aria-current={one.name === object.name ? 'page' : undefined}
                >
                  {one.label_plural[scope.language]}
                </Link>
              </Button>
            ))}
        </nav>
      </div>
      {list.isPending ? (
        <TableSkeleton phone={phone} label={words('loading')} />
      ) : list.isError && records.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : records.length === 0 ? (
        <EmptyState
          icon={<Trash2 />}
          title={address.q ? t('no_match') : t('empty_title')}
          description={address.q ? undefined : t('empty_text')}
        />
      ) : phone ? (
        <RecordCards {...shared} selecting />
      ) : (
        <RecordTable
          {...shared}
          total={count.data?.total}
          layout={layout}
          onLayout={setLayout}
          sort={address.sort}
          onSort={(sort) => setAddress({ sort }, { replace: true })}
          openId={null}
          result={`${params.sort} ${params.q}`}
          editable={false}
        />
      )}
      {selected.length > 0 ? (
        <div className="absolute inset-x-0 bottom-3 z-30 mx-auto flex w-fit items-center gap-2 rounded-lg bg-popover p-1.5 pl-3 shadow-popover">
          <output className="font-medium tabular-nums">
            {words('selected', { count: selected.length })}
          </output>
          {scope.can('delete') ? (
            <Button
              variant="primary"
              size="sm"
              disabled={!mayRestore}
              busy={restore.busy}
              onClick={() => void restore.run(selected).then(selection.clear)}
            >
              <ArchiveRestore aria-hidden />
              {t('restore', { count: selected.length })}
            </Button>
          ) : null}
          {only ? (
            <Button variant="ghost" size="sm" onClick={() => setLooked(only)}>
              <Eye aria-hidden />
              {t('view')}
            </Button>
          ) : null}
          <Button variant="ghost" size="sm" onClick={selection.clear}>
            {words('clear_selection')}
          </Button>
        </div>
      ) : null}
      {looked ? (
        <AsOfSheet scope={scope} record={looked} moment={{}} onClose={() => setLooked(null)} />
      ) : null}
    </section>
  );
}
