'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useMemo, useRef, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { cn } from '@/ui/primitives/cn';
import { useShortcuts } from '@/ui/shell/shortcuts';
import type { SelectionActions } from '../table/selection';
import type { CardHandlers } from './board-card';
import { rowHeight } from './board-card';
import { BoardColumn as Column } from './board-column';
import {
  type BoardColumn,
  type Board as BoardData,
  type CardColumn,
  cardOf,
  type Spot,
  spotOf,
} from './board-model';
import { ColumnSwitcher } from './column-switcher';
import { useArrivals } from './use-arrivals';
import { useBoardDrag } from './use-board-drag';
import { useBoardKeys } from './use-board-keys';

export interface BoardProps {
  board: BoardData;
  label: string;
  /** What its columns are: Stages. */
  columnsLabel: string;
  phone: boolean;
  canMove: boolean;
  /** Whether one may move this card, where cards can be moved. */
  mayMove: (card: RecordData) => boolean;
  selection: SelectionActions;
  /** Checkboxes are in sight; a click chooses. */
  selecting: boolean;
  openId: string | null;
  onOpen: (id: string) => void;
  /** A card was put down elsewhere; the spot counts without it. */
  onMove: (id: string, spot: Spot) => void;
  /** Columns that are being read on. */
  reading: ReadonlySet<string>;
  onFetchMore: (column: string) => void;
  renderCard: (card: RecordData, column: CardColumn) => ReactNode;
  renderMenu: (card: RecordData, column: CardColumn, open: boolean) => ReactNode;
  /** The card whose menu is open. */
  menuId: string | null;
  /** Asks for the menu of a card by its key. */
  onMenu: (id: string) => void;
  renderHead: (column: BoardColumn) => ReactNode;
  renderForm: (column: BoardColumn) => ReactNode;
}

/** Columns of cards that are moved by mouse, touch and keyboard. Knows nothing of what the cards are. */
export function Board(props: BoardProps) {
  const { board, phone, canMove, selection, selecting, onOpen, onMove } = props;
  const t = useTranslations('board');
  const hintId = useId();
  const root = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(0);
  const arrivals = useArrivals(board);
  const drop = (id: string, spot: Spot) => {
    const from = spotOf(board, id);
    if (from?.column === spot.column && from.index === spot.index) return;
    onMove(id, spot);
  };
  const open = (id: string) => (selecting ? selection.toggle(id) : onOpen(id));
  const drag = useBoardDrag({ root, board, rowHeight, phone, onDrop: drop });
  const movable = (id: string) => {
    const card = canMove && cardOf(board, id);
    return card ? props.mayMove(card) : false;
  };
  const keys = useBoardKeys({ board, movable, onDrop: drop, onOpen: open });
  useBoardShortcuts(props, keys);

  const current = { open, drag, keys, props, movable };
  const latest = useRef(current);
  latest.current = current;
  const { renderCard, mayMove } = props;
  const handlers = useMemo<CardHandlers>(
    () => ({
      onOpen: (id) => latest.current.open(id),
      onToggle: (id, extend) => {
        const { selection: chosen } = latest.current.props;
        if (extend) chosen.extend(id);
        else chosen.toggle(id);
      },
      onPress: (event, id) => latest.current.movable(id) && latest.current.drag.begin(event, id),
      onKeyDown: (event, id) => latest.current.keys.onKeyDown(event, id),
      onFocus: (id) => latest.current.keys.onFocus(id),
      onBlur: () => latest.current.keys.onBlur(),
      renderCard,
      renderMenu: (card, ...rest) =>
        canMove && mayMove(card) && latest.current.props.renderMenu(card, ...rest),
      selectLabel: (title) => t('select_one', { title }),
      hintId,
    }),
    [renderCard, canMove, mayMove, t, hintId],
  );

  const lift = drag.dragged ?? keys.carried;
  const tabbable =
    keys.active ?? board.columns.find((column) => column.data[0])?.data[0]?.id ?? null;
  const ghost = drag.dragged ? cardOf(board, drag.dragged.id) : undefined;
  const many = ghost && selection.isSelected(ghost.id) ? selection.selection.ids.size : 1;
  return (
    <>
      {phone ? (
        <ColumnSwitcher
          label={props.columnsLabel}
          columns={board.columns}
          current={seen}
          onChoose={(at) => root.current?.scrollTo({ left: at * root.current.clientWidth })}
        />
      ) : null}
      <section
        ref={root}
        aria-label={props.label}
        onScroll={({ currentTarget: box }) => {
          if (phone) setSeen(Math.round(box.scrollLeft / Math.max(1, box.clientWidth)));
        }}
        className={cn(
          'relative flex min-h-0 flex-1 gap-2 overflow-x-auto overscroll-x-contain p-3 max-md:gap-0 max-md:p-0',
          phone && 'scroll-smooth',
          phone && !drag.dragged && 'snap-x snap-mandatory',
        )}
      >
        {board.columns.map((column) => {
          const holds = (id: string | null | undefined) =>
            id && column.data.some((card) => card.id === id) ? id : null;
          return (
            <Column
              key={column.id}
              column={column}
              handlers={handlers}
              selection={selection}
              selecting={selecting || selection.selection.ids.size > 0}
              openId={props.openId}
              menuId={props.menuId}
              tabbable={holds(tabbable)}
              lifted={lift?.id ?? null}
              spot={lift?.spot?.column === column.id ? lift.spot : null}
              follow={keys.carried !== null}
              arrivals={arrivals}
              reading={props.reading.has(column.id)}
              onFetchMore={props.onFetchMore}
              head={props.renderHead(column)}
              form={props.renderForm(column)}
            />
          );
        })}
      </section>
      <p id={hintId} hidden>
        {t(canMove ? 'hint' : 'hint_read')}
      </p>
      <p aria-live="assertive" className="sr-only">
        {keys.said}
      </p>
      {drag.dragged && ghost ? (
        <div
          ref={drag.ghost}
          aria-hidden
          className="pointer-events-none fixed top-0 left-0 z-50"
          style={{ transform: `translate(${drag.dragged.x}px, ${drag.dragged.y}px)` }}
        >
          <div className="-translate-x-1/2 -translate-y-1/2 w-64 rotate-2 rounded-lg bg-background p-3 shadow-popover">
            <span className="block truncate font-medium">{ghost.title}</span>
            {many > 1 ? (
              <span className="-top-2 -right-2 absolute rounded-full bg-primary px-2 font-medium text-primary-foreground text-xs">
                {many}
              </span>
            ) : null}
          </div>
        </div>
      ) : null}
    </>
  );
}

/** Letters that work on the active card, and the keys of `use-board-keys` for the help. */
function useBoardShortcuts(
  { board, canMove, selection, openId, onOpen, onMenu }: BoardProps,
  keys: ReturnType<typeof useBoardKeys>,
): void {
  const t = useTranslations('board');
  const { active } = keys;
  const step = (right: number, down: number) => {
    const next = keys.neighbour(active ?? '', right, down);
    if (!next) return;
    keys.focus(next);
    if (openId) onOpen(next);
  };
  const first = () => {
    const id = active ?? board.columns.find((column) => column.data[0])?.data[0]?.id;
    if (id) keys.focus(id);
  };
  const group = 'list';
  useShortcuts([
    { keys: 'j', label: t('key_down'), group, run: () => step(0, 1) },
    { keys: 'k', label: t('key_up'), group, run: () => step(0, -1) },
    { keys: 'arrowright', label: t('key_right'), group, run: first },
    { keys: 'x', label: t('key_select'), group, run: () => active && selection.toggle(active) },
    {
      keys: 'shift+x',
      label: t('key_select_range'),
      group,
      run: () => active && selection.extend(active),
    },
    ...(canMove
      ? ([
          { keys: 'space', label: t('key_carry'), group, run: first },
          { keys: 'm', label: t('key_menu'), group, run: () => active && onMenu(active) },
        ] as const)
      : []),
  ]);
}
