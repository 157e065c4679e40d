'use client';

import { CircleCheck, Upload, UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ObjectDefinition } from '@/core/shape/object';
import { boardObjects } from '@/registry.ui';
import { FilterButton, FilterChips } from '@/ui/patterns/filters/filter-bar';
import { CreateFromAddress } from '@/ui/patterns/form/create-from-address';
import { columnsOf } from '@/ui/patterns/model/columns';
import { includesOf } from '@/ui/patterns/model/entries';
import { formatSort } from '@/ui/patterns/model/sort';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { ConflictDialog } from '@/ui/patterns/record/conflict-dialog';
import { useRecordCount, useRecordList } from '@/ui/patterns/records/use-record-list';
import { ColumnMenu } from '@/ui/patterns/table/column-menu';
import { ExportButton } from '@/ui/patterns/table/export-button';
import { RecordTable } from '@/ui/patterns/table/record-table';
import { SearchBox } from '@/ui/patterns/table/search-box';
import { useSelection } from '@/ui/patterns/table/selection';
import { TableSkeleton } from '@/ui/patterns/table/table-skeleton';
import { TotalCount } from '@/ui/patterns/table/total-count';
import { useColumnLayout } from '@/ui/patterns/table/use-column-layout';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { useListAddress } from '@/ui/patterns/use-list-address';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Once } from '@/ui/primitives/once';
import { selectionExtras } from '@/ui/record-extras';
import { Link } from '@/ui/shell/navigation';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { PageHeader } from '@/ui/shell/page-header';

// Fetched when they are first needed; the list itself stays light.
const RecordPanel = dynamic(
  () => import('@/ui/patterns/record/record-panel').then((module) => module.RecordPanel),
  { ssr: false },
);
const BulkBar = dynamic(
  () => import('@/ui/patterns/table/bulk-bar').then((module) => module.BulkBar),
  { ssr: false },
);
const ViewSwitch = dynamic(() =>
  import('@/ui/patterns/board/view-switch').then((module) => module.ViewSwitch),
);
const RecordCards = dynamic(() =>
  import('@/ui/patterns/table/record-cards').then((module) => module.RecordCards),
);
const SortButton = dynamic(() =>
  import('@/ui/patterns/table/sort-button').then((module) => module.SortButton),
);

/** All records of an object: find, order, choose, change, open. */
export function ListScreen({ object }: { object: ObjectDefinition }) {
  const t = useTranslations('list');
  const scope = useObject(object.name);
  const phone = useIsPhone();
  const [address, setAddress] = useListAddress();
  const [layout, setLayout] = useColumnLayout(object.name);
  const [exact, setExact] = useState(false);
  const [selecting, setSelecting] = useState(false);

  const include = useMemo(() => {
    const entries = columnsOf(scope.entries, layout).flatMap((column) => column.entry ?? []);
    return includesOf(entries).slice(0, 10).join(',');
  }, [scope.entries, layout]);
  const params = useMemo(
    () => ({ sort: formatSort(address.sort), q: address.q, filter: address.filter, include }),
    [address.sort, address.q, address.filter, include],
  );
  const list = useRecordList(object.name, params);
  const count = useRecordCount(object.name, params, exact);
  const { records, fetchNextPage } = list;
  const ids = useMemo(() => records.map((record) => record.id), [records]);
  const selection = useSelection(ids);
  const { clear } = selection;
  const result = JSON.stringify([params.sort, params.q, params.filter]);
  // What was chosen or counted belongs to the result it was chosen in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another result
  useEffect(() => {
    clear();
    setExact(false);
  }, [result, clear]);
  const fetchMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const open = useCallback(
    (id: string | null) =>
      setAddress({ open: id }, { replace: address.open !== null && id !== null }),
    [setAddress, address.open],
  );

  const at = address.open ? ids.indexOf(address.open) : -1;
  const neighbour = (by: 1 | -1) => {
    const id = at < 0 ? undefined : ids[at + by];
    return id ? () => open(id) : undefined;
  };
  const isFiltered = address.filter !== null || address.q !== '';
  const label = object.label_plural[scope.language];
  const Extra = selectionExtras[object.name];
  const shared = {
    scope,
    records,
    hasMore: list.hasNextPage,
    fetching: list.isFetchingNextPage || list.isPlaceholderData,
    fetchMore,
    selection,
    onOpen: open,
    label,
  };

  const body = list.isPending ? (
    <TableSkeleton phone={phone} label={t('loading')} />
  ) : list.isError && records.length === 0 ? (
    <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  ) : records.length === 0 ? (
    <Nothing
      scope={scope}
      isFiltered={isFiltered}
      onClear={() => setAddress({ filter: null, q: '' })}
      onNew={() => setAddress({ isNew: true })}
    />
  ) : phone ? (
    <RecordCards {...shared} selecting={selecting} />
  ) : (
    <RecordTable
      {...shared}
      total={count.data?.total}
      layout={layout}
      onLayout={setLayout}
      sort={address.sort}
      onSort={(sort) => setAddress({ sort }, { replace: true })}
      openId={address.open}
      result={result}
      editable={scope.can('update')}
    />
  );

  return (
    <div className="flex h-full min-h-0">
      <section className="relative flex min-w-0 flex-1 flex-col" aria-label={label}>
        <PageHeader
          title={label}
          icon={<ObjectIcon name={object.icon} />}
          detail={
            <TotalCount
              count={count.data}
              onExact={() => setExact(true)}
              busy={exact && count.isFetching}
            />
          }
          actions={
            <>
              {phone ? (
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={t('select')}
                  aria-pressed={selecting}
                  onClick={() => {
                    setSelecting(!selecting);
                    selection.clear();
                  }}
                >
                  <CircleCheck aria-hidden className={selecting ? 'text-primary-text' : ''} />
                </Button>
              ) : null}
              {boardObjects.has(object.name) ? (
                <ViewSwitch object={object.name} phone={phone} />
              ) : null}
              {scope.can('import') && !phone ? (
                <Button asChild>
                  <Link href="/import">
                    <Upload aria-hidden />
                    {t('import')}
                  </Link>
                </Button>
              ) : null}
              {scope.can('create') && !phone ? (
                <Button variant="primary" onClick={() => setAddress({ isNew: true })}>
                  {t('new_named', {
                    name: object.label[scope.language].toLocaleLowerCase(scope.language),
                  })}
                </Button>
              ) : null}
            </>
          }
        />
        <div className="flex shrink-0 items-center gap-2 border-b px-4 py-2 max-md:gap-0 max-md:px-3">
          <SearchBox
            value={address.q}
            label={t('search_in', {
              // In Turkish the name stands first.
              name: scope.language === 'tr' ? label : label.toLocaleLowerCase('en'),
            })}
            onSearch={(q) => setAddress({ q }, { replace: true })}
            onEnter={() => document.querySelector<HTMLElement>('[role="grid"]')?.focus()}
          />
          <FilterButton
            scope={scope}
            filter={address.filter}
            onFilter={(filter) => setAddress({ filter }, { replace: true })}
            phone={phone}
          />
          {phone ? (
            <SortButton
              scope={scope}
              sort={address.sort}
              onSort={(sort) => setAddress({ sort }, { replace: true })}
            />
          ) : null}
          <span className="flex-1 max-md:hidden" />
          {phone ? null : <ColumnMenu scope={scope} layout={layout} onLayout={setLayout} />}
          <ExportButton
            scope={scope}
            ids={null}
            filter={address.filter}
            q={address.q}
            {...(phone ? { size: 'icon' } : {})}
          />
        </div>
        <FilterChips
          scope={scope}
          filter={address.filter}
          onFilter={(filter) => setAddress({ filter })}
        />
        {body}
        <Once when={selection.selection.all || selection.selection.ids.size > 0}>
          <BulkBar
            scope={scope}
            selection={selection}
            matching={count.data}
            filter={address.filter}
            q={address.q}
          >
            {Extra && !selection.selection.all ? <Extra ids={selection.selection.ids} /> : null}
          </BulkBar>
        </Once>
      </section>
      {address.open ? (
        <RecordPanel
          scope={scope}
          id={address.open}
          onPrevious={neighbour(-1)}
          onNext={neighbour(1)}
          onClose={() => open(null)}
          phone={phone}
        />
      ) : null}
      <CreateFromAddress scope={scope} phone={phone} address={address} setAddress={setAddress} />
      <ConflictDialog />
    </div>
  );
}

function Nothing({
  scope,
  isFiltered,
  onClear,
  onNew,
}: {
  scope: ObjectScope;
  isFiltered: boolean;
  onClear: () => void;
  onNew: () => void;
}) {
  const t = useTranslations('list');
  const name = scope.object.label[scope.language].toLocaleLowerCase(scope.language);
  const names = scope.object.label_plural[scope.language].toLocaleLowerCase(scope.language);
  if (isFiltered)
    return (
      <EmptyState
        title={t('no_match', { names })}
        description={t('no_match_text')}
        actions={<Button onClick={onClear}>{t('clear_all')}</Button>}
      />
    );
  return (
    <EmptyState
      icon={<ObjectIcon name={scope.object.icon} />}
      title={t('empty_title', { names })}
      description={t(scope.can('import') ? 'empty_text' : 'empty_text_no_import', { names })}
      actions={
        <>
          {scope.can('import') ? (
            <Button asChild variant="primary">
              <Link href="/import">
                <Upload aria-hidden />
                {t('import_a_file')}
              </Link>
            </Button>
          ) : null}
          {scope.can('create') ? (
            <Button onClick={onNew}>
              <UserPlus aria-hidden />
              {t('new_named', { name })}
            </Button>
          ) : null}
        </>
      }
    />
  );
}
