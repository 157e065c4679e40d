'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { cn } from '@/ui/primitives/cn';
import { Skeleton } from '@/ui/primitives/skeleton';
import type { SelectionActions } from '../table/selection';
import { useVisibleRows } from '../table/use-visible-rows';
import { BoardCard, type CardHandlers, rowHeight } from './board-card';
import type { CardColumn, BoardColumn as Column, Spot } from './board-model';
import { ahead } from './use-board';

interface Props {
  column: Column;
  handlers: CardHandlers;
  selection: SelectionActions;
  selecting: boolean;
  openId: string | null;
  menuId: string | null;
  /** The card Tab comes to, when it is in this column. */
  tabbable: string | null;
  lifted: string | null;
  /** Where a lifted card would come to, when that is here. */
  spot: Spot | null;
  /** Scrolls to the spot: it is moved by keyboard. */
  follow: boolean;
  arrivals: ReadonlySet<string>;
  reading: boolean;
  onFetchMore: (column: string) => void;
  /** Sums and buttons below the name; a form below them. */
  head: ReactNode;
  form: ReactNode;
}

/** One column: its head, and those of its cards that are in sight. */
export function BoardColumn(props: Props) {
  const { column, handlers, selection, tabbable, lifted, spot, arrivals, reading } = props;
  const { onFetchMore, follow } = props;
  const t = useTranslations('board');
  const scroller = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const { id, kind, rotting_days, data } = column;
  const shown = useMemo<CardColumn>(() => ({ id, kind, rotting_days }), [id, kind, rotting_days]);
  const { indexes } = useVisibleRows(scroller, { count: data.length, rowHeight, beyond: 4 });
  const last = indexes.at(-1) ?? 0;
  const hasMore = column.next_cursor !== null;
  useEffect(() => {
    if (hasMore && !reading && last >= data.length - ahead) onFetchMore(column.id);
  }, [hasMore, reading, last, data.length, onFetchMore, column.id]);
  const place = spot ? spot.index + (isBelowItself(data, lifted, spot) ? 1 : 0) : -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place
  useEffect(() => {
    if (follow) mark.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [follow, place]);

  // A card that has the focus or is carried stays drawn wherever one scrolls.
  const kept = [tabbable, lifted].map((id) => data.findIndex((card) => card.id === id));
  const drawn = [...new Set([...indexes, ...kept.filter((at) => at >= 0)])].sort((a, b) => a - b);
  return (
    <section
      aria-label={t('column', { name: column.name, count: column.count })}
      data-board-column={column.id}
      className={cn(
        'flex h-full w-64 shrink-0 snap-start flex-col rounded-lg bg-surface max-md:w-full max-md:rounded-none',
        spot && 'bg-selected',
      )}
    >
      {props.head}
      {props.form}
      <div
        ref={scroller}
        data-board-cards={column.id}
        className="relative min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-y-contain pb-2"
      >
        <ul
          aria-label={column.name}
          className="relative mt-1"
          style={{ height: Math.max(1, data.length) * rowHeight }}
        >
          {drawn.map((index) => {
            const card = data[index];
            return card ? (
              <BoardCard
                key={card.id}
                card={card}
                column={shown}
                index={index}
                handlers={handlers}
                selected={selection.isSelected(card.id)}
                selecting={props.selecting}
                opened={props.openId === card.id}
                menuOpen={props.menuId === card.id}
                tabbable={tabbable === card.id}
                lifted={lifted === card.id}
                arrived={arrivals.has(card.id)}
              />
            ) : null;
          })}
        </ul>
        {place >= 0 ? (
          <div
            ref={mark}
            aria-hidden
            className="pointer-events-none absolute inset-x-2 top-0 h-0.5 rounded-full bg-primary"
            style={{ transform: `translateY(${Math.max(0, place * rowHeight - 5)}px)` }}
          />
        ) : null}
        {data.length === 0 ? (
          <p className="absolute inset-x-0 top-6 text-center text-faint-foreground">{t('empty')}</p>
        ) : null}
        {reading ? <Skeleton className="mx-2 h-24" /> : null}
      </div>
    </section>
  );
}

/** A spot counts without the lifted card, which is still drawn. */
function isBelowItself(cards: Column['data'], id: string | null, spot: Spot): boolean {
  const own = cards.findIndex((card) => card.id === id);
  return own >= 0 && spot.index > own;
}
