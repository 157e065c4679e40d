'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { deals } from '@/objects/deals/object';
import type { RecordData } from '@/ui/data/types';
import { Board } from '@/ui/patterns/board/board';
import type { BoardColumn, CardColumn } from '@/ui/patterns/board/board-model';
import { type BoardParams, useBoard } from '@/ui/patterns/board/use-board';
import { FilterChips } from '@/ui/patterns/filters/filter-bar';
import { CreateFromAddress } from '@/ui/patterns/form/create-from-address';
import { useObject } from '@/ui/patterns/object-scope';
import { ConflictDialog } from '@/ui/patterns/record/conflict-dialog';
import { useReadable } from '@/ui/patterns/records/use-readable';
import { BulkBar } from '@/ui/patterns/table/bulk-bar';
import { useSelection } from '@/ui/patterns/table/selection';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { useListAddress } from '@/ui/patterns/use-list-address';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { BoardBar } from './board-bar';
import { BoardSkeleton } from './board-skeleton';
import { ColumnHead } from './column-head';
import { DealCard } from './deal-card';
import { useColumnName, useGrouping, valuesIn } from './groupings';
import { MoveDialog } from './move-dialog';
import { MoveMenu } from './move-menu';
import { QuickAdd } from './quick-add';
import { useAsk } from './use-ask';
import { useDealMoves } from './use-deal-moves';
import { useGroupMoves } from './use-group-moves';
import { usePipelines } from './use-pipelines';

const RecordPanel = dynamic(
  () => import('@/ui/patterns/record/record-panel').then((module) => module.RecordPanel),
  { ssr: false },
);

const source = { object: 'deals', path: '/deals/pipeline', cards: 'deals' } as const;
/** Names the menu of the selection among those of the cards. */
const ofSelection = 'selection';

/** The deals of a pipeline, stage by stage; the open ones also by owner or by the month they are expected to close. */
export function BoardScreen() {
  const t = useTranslations('board');
  const words = useTranslations('list');
  const scope = useObject(deals.name);
  const phone = useIsPhone();
  const [address, setAddress] = useListAddress();
  const pipeline_id = useSearchParams().get('pipeline') ?? '';
  const pipelines = usePipelines();
  const [selecting, setSelecting] = useState(false);
  const [adding, setAdding] = useState<string | null>(null);
  const [menu, setMenu] = useState<string | null>(null);

  const { q, filter, open: openId } = address;
  const [grouping, chooseGrouping] = useGrouping();
  const nameOf = useColumnName(grouping);
  const include = useReadable(
    scope.object.name,
    grouping === 'stage' ? 'owner,account' : 'owner,account,stage',
  );
  const params = useMemo<BoardParams>(
    () => ({
      pipeline_id,
      group_by: grouping === 'stage' ? '' : grouping,
      q,
      filter,
      include,
    }),
    [pipeline_id, grouping, q, filter, include],
  );
  const pending = useRef(0);
  const { board, queryKey, fetchMore, reading, ...query } = useBoard(
    useMemo(() => ({ ...source, nameOf }), [nameOf]),
    params,
    () => pending.current > 0,
  );
  const ids = useMemo(
    () => board?.columns.flatMap((column) => column.data.map(({ id }) => id)) ?? [],
    [board],
  );
  const selection = useSelection(ids);
  const { clear } = selection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen belongs to what was shown
  useEffect(() => clear(), [params, clear]);

  const { asking, ask } = useAsk();
  const stageMoves = useDealMoves({ scope, queryKey, ask }, pending);
  const groupMoves = useGroupMoves({ object: scope.object.name, queryKey, grouping }, pending);
  const { move, moveMany } = grouping === 'stage' ? stageMoves : groupMoves;
  const canMove = scope.can('update');
  const mayMove = useCallback((card: RecordData) => scope.can('update', card), [scope]);
  const chosen = selection.selection.ids;
  const moveChosen = async (column: BoardColumn) => {
    const seen = [...chosen].filter((id) => ids.includes(id));
    if (await moveMany(seen, column)) clear();
  };

  const open = useCallback(
    (id: string | null) => setAddress({ open: id }, { replace: openId !== null && id !== null }),
    [setAddress, openId],
  );
  const own = board?.columns.find((column) => column.data.some(({ id }) => id === openId));
  const at = own?.data.findIndex(({ id }) => id === openId) ?? -1;
  const neighbour = (by: 1 | -1) => {
    const next = own?.data[at + by];
    return next ? () => open(next.id) : undefined;
  };
  const columns = board?.columns ?? [];
  const targets = columns.filter(({ id }) => valuesIn(grouping, id) !== null);
  const renderCard = useCallback(
    (card: RecordData, column: CardColumn) => <DealCard card={card} column={column} />,
    [],
  );
  const renderMenu = (card: RecordData, column: CardColumn, opened: boolean) => (
    <MoveMenu
      grouping={grouping}
      columns={targets}
      current={column.id}
      title={card.title}
      open={opened}
      onOpenChange={(next) => setMenu(next ? card.id : null)}
      onMove={(target) => void move(card.id, { column: target.id, index: 0 })}
    />
  );

  const pipeline = pipelines.find(({ id }) => id === pipeline_id) ?? pipelines[0];
  const preset = (column: string) => ({
    ...(pipeline ? { pipeline_id: pipeline.id } : {}),
    ...valuesIn(grouping, column),
  });
  const label = scope.object.label_plural[scope.language];
  const isFiltered = filter !== null || q !== '';
  const total = columns.reduce((sum, column) => sum + column.count, 0);
  const body = !board ? (
    query.isError ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <BoardSkeleton label={words('loading')} />
    )
  ) : total === 0 && isFiltered ? (
    <EmptyState
      title={words('no_match', { names: label.toLocaleLowerCase(scope.language) })}
      description={words('no_match_text')}
      actions={
        <Button onClick={() => setAddress({ filter: null, q: '' })}>{words('clear_all')}</Button>
      }
    />
  ) : (
    <Board
      board={board}
      label={t(`board_by_${grouping}`, { name: label })}
      columnsLabel={t(`columns_${grouping}`)}
      phone={phone}
      canMove={canMove}
      mayMove={mayMove}
      selection={selection}
      selecting={selecting}
      openId={openId}
      onOpen={open}
      onMove={(id, spot) => {
        const column = columns.find((one) => one.id === spot.column);
        if (chosen.size > 1 && chosen.has(id) && column) void moveChosen(column);
        else void move(id, spot);
      }}
      reading={reading}
      onFetchMore={fetchMore}
      renderCard={renderCard}
      renderMenu={renderMenu}
      menuId={menu}
      onMenu={setMenu}
      renderHead={(column) => (
        <ColumnHead
          column={column}
          onAdd={
            scope.can('create') && column.kind === 'open' && targets.includes(column)
              ? () => setAdding(adding === column.id ? null : column.id)
              : undefined
          }
        />
      )}
      renderForm={(column) =>
        adding === column.id ? (
          <QuickAdd
            scope={scope}
            column={column}
            preset={preset(column.id)}
            onClose={() => setAdding(null)}
          />
        ) : null
      }
    />
  );
  return (
    <div className="flex h-full min-h-0">
      <section className="relative flex min-w-0 flex-1 flex-col" aria-label={label}>
        <BoardBar
          scope={scope}
          phone={phone}
          address={address}
          setAddress={setAddress}
          total={board ? total : null}
          pipelines={pipelines}
          pipeline={pipeline?.id ?? null}
          grouping={grouping}
          onGrouping={chooseGrouping}
          selecting={selecting}
          onSelecting={(next) => {
            setSelecting(next);
            clear();
          }}
        />
        <FilterChips
          scope={scope}
          filter={filter}
          onFilter={(next) => setAddress({ filter: next })}
        />
        {body}
        <BulkBar scope={scope} selection={selection} matching={undefined} filter={null} q="">
          {canMove ? (
            <MoveMenu
              grouping={grouping}
              columns={targets}
              current={null}
              title={null}
              open={menu === ofSelection}
              onOpenChange={(next) => setMenu(next ? ofSelection : null)}
              onMove={(column) => void moveChosen(column)}
            />
          ) : null}
        </BulkBar>
      </section>
      {openId ? (
        <RecordPanel
          scope={scope}
          id={openId}
          onPrevious={neighbour(-1)}
          onNext={neighbour(1)}
          onClose={() => open(null)}
          phone={phone}
        />
      ) : null}
      <CreateFromAddress scope={scope} phone={phone} address={address} setAddress={setAddress} />
      <ConflictDialog />
      {asking ? (
        <MoveDialog scope={scope} asking={asking} reasons={pipeline?.lost_reasons ?? []} />
      ) : null}
    </div>
  );
}
