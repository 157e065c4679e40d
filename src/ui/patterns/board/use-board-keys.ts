'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type Board, cardOf, columnOf, type Spot, spotOf } from './board-model';

/** A card picked up by keyboard, and where it would come to. */
export interface Carried {
  readonly id: string;
  readonly spot: Spot;
}

interface Options {
  readonly board: Board;
  /** Whether the card may be moved. */
  readonly movable: (id: string) => boolean;
  readonly onDrop: (id: string, spot: Spot) => void;
  readonly onOpen: (id: string) => void;
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/**
 * The board by keyboard: arrows go from card to card, Space takes one up, arrows carry it, Space or Enter puts it down,
 * Escape gives up. `said` is what a screen reader announces.
 */
export function useBoardKeys({ board, movable, onDrop, onOpen }: Options) {
  const t = useTranslations('board');
  const [active, setActive] = useState<string | null>(null);
  const [carried, setCarried] = useState<Carried | null>(null);
  const [said, setSaid] = useState('');
  const keep = useRef(false);
  const wanted = useRef<string | null>(null);

  // A card that is drawn anew elsewhere keeps the focus it had, unless somebody went away from it.
  useEffect(() => {
    const leave = () => {
      keep.current = false;
    };
    window.addEventListener('pointerdown', leave, true);
    return () => window.removeEventListener('pointerdown', leave, true);
  }, []);
  useEffect(() => {
    const lost = keep.current && document.activeElement === document.body ? active : null;
    const id = wanted.current ?? lost;
    if (id === null) return;
    const card = document.querySelector<HTMLElement>(`[data-card="${id}"]`);
    if (!card) return;
    wanted.current = null;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const focus = useCallback((id: string) => {
    wanted.current = id;
    keep.current = true;
    setActive(id);
  }, []);

  /** The card so many columns and places further; empty columns are passed over. */
  const neighbour = (id: string, right: number, down: number): string | null => {
    const from = spotOf(board, id);
    if (!from) return board.columns.find((column) => column.data[0])?.data[0]?.id ?? null;
    if (right === 0) return columnOf(board, from.column)?.data[from.index + down]?.id ?? null;
    const columns = board.columns.map((column) => column.id);
    for (let at = columns.indexOf(from.column) + right; board.columns[at]; at += right) {
      const cards = board.columns[at]?.data ?? [];
      if (cards.length > 0) return cards[Math.min(from.index, cards.length - 1)]?.id ?? null;
    }
    return null;
  };

  const say = (key: 'picked_up' | 'over' | 'put_down' | 'given_up', id: string, spot: Spot) => {
    const column = columnOf(board, spot.column);
    setSaid(
      t(`said_${key}`, {
        title: cardOf(board, id)?.title ?? '',
        column: column?.name ?? '',
        place: spot.index + 1,
      }),
    );
  };

  const carry = (right: number, down: number) => {
    if (!carried) return;
    const { id, spot } = carried;
    const at = board.columns.findIndex((column) => column.id === spot.column) + right;
    const column = board.columns[at];
    if (!column) return;
    const most = column.data.filter((card) => card.id !== id).length;
    const index = Math.max(0, Math.min(most, spot.index + down));
    const next = { column: column.id, index };
    setCarried({ id, spot: next });
    say('over', id, next);
  };

  const giveUp = () => {
    if (!carried) return;
    say('given_up', carried.id, carried.spot);
    setCarried(null);
  };

  const onKeyDown = (event: KeyboardEvent, id: string) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = (run: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    const step = steps[event.key];
    if (step) {
      return act(() => {
        if (carried) return carry(...step);
        const next = neighbour(id, ...step);
        if (next) focus(next);
      });
    }
    if (carried) {
      if (event.key === 'Escape') return act(giveUp);
      if (event.key === ' ' || event.key === 'Enter') {
        return act(() => {
          setCarried(null);
          say('put_down', carried.id, carried.spot);
          focus(carried.id);
          onDrop(carried.id, carried.spot);
        });
      }
      return;
    }
    if (event.key === 'Enter') return act(() => onOpen(id));
    if (event.key === ' ' && !event.shiftKey) {
      act(() => {
        const spot = spotOf(board, id);
        if (!spot || !movable(id)) return;
        setCarried({ id, spot });
        say('picked_up', id, spot);
      });
    }
  };

  return {
    active: active !== null && spotOf(board, active) ? active : null,
    carried,
    said,
    focus,
    neighbour,
    onKeyDown,
    onFocus: (id: string) => {
      keep.current = true;
      setActive(id);
    },
    /** Leaving a card that is carried puts it back. */
    onBlur: giveUp,
  };
}
