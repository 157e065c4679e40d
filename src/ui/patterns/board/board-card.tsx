'use client';

import { type KeyboardEvent, memo, type ReactNode } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import type { CardColumn } from './board-model';

/** Of one card and the gap below it, pixels. */
export const rowHeight = 104;
const gap = 8;

/** What a card can be asked to do; the same for all cards of a board. */
export interface CardHandlers {
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string, extend: boolean) => void;
  readonly onPress: (event: PointerEvent, id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, id: string) => void;
  readonly onFocus: (id: string) => void;
  readonly onBlur: () => void;
  readonly renderCard: (card: RecordData, column: CardColumn) => ReactNode;
  /** A menu at the corner of the card; null when nothing may be done. */
  readonly renderMenu: (card: RecordData, column: CardColumn, open: boolean) => ReactNode;
  readonly selectLabel: (title: string) => string;
  readonly hintId: string;
}

interface FaceProps {
  card: RecordData;
  column: CardColumn;
  handlers: CardHandlers;
  selected: boolean;
  /** The checkbox is in sight without pointing at the card. */
  selecting: boolean;
  opened: boolean;
  menuOpen: boolean;
  /** Tab comes here. */
  tabbable: boolean;
  /** In the hand of a pointer or the keyboard. */
  lifted: boolean;
}

interface Props extends FaceProps {
  index: number;
  /** It came from elsewhere just now. */
  arrived: boolean;
}

/** One card at its place in the column. What moves it, a card that came or went above, draws nothing in it anew. */
export function BoardCard({ index, arrived, ...face }: Props) {
  return (
    <li
      style={{ transform: `translateY(${index * rowHeight}px)`, height: rowHeight - gap }}
      className={cn(
        'group absolute inset-x-2 top-0 transition-transform duration-150',
        arrived && 'animate-slide-up',
      )}
    >
      <CardFace {...face} />
    </li>
  );
}

/**
 * A button that opens the card, with a checkbox and a menu above it. Drawn anew only when something of its own changes:
 * a move, a key or a letter would otherwise draw every card in sight.
 */
const CardFace = memo(function CardFace(props: FaceProps) {
  const { card, column, handlers, selected, selecting, opened, lifted } = props;
  return (
    <>
      <button
        type="button"
        data-card={card.id}
        tabIndex={props.tabbable ? 0 : -1}
        aria-describedby={handlers.hintId}
        aria-current={opened || undefined}
        onClick={() => handlers.onOpen(card.id)}
        onPointerDown={(event) => handlers.onPress(event.nativeEvent, card.id)}
        onKeyDown={(event) => handlers.onKeyDown(event, card.id)}
        onKeyUp={(event) => event.key === ' ' && event.preventDefault()}
        onFocus={() => handlers.onFocus(card.id)}
        onBlur={handlers.onBlur}
        className={cn(
          'block size-full select-none overflow-hidden rounded-lg border bg-background p-2.5 text-left transition-colors [-webkit-touch-callout:none] hover:border-control',
          (selected || opened) && 'border-primary bg-primary-soft',
          lifted && 'border-primary border-dashed opacity-60',
        )}
      >
        {handlers.renderCard(card, column)}
      </button>
      <span className="absolute top-1 right-1 flex items-center">
        <span
          className={cn(
            'flex items-center p-1 max-md:hidden',
            selecting || selected
              ? 'max-md:flex max-md:p-3'
              : 'opacity-0 focus-within:opacity-100 group-hover:opacity-100',
          )}
        >
          <Checkbox
            checked={selected}
            tabIndex={-1}
            aria-label={handlers.selectLabel(card.title)}
            onClick={(event) => {
              event.preventDefault();
              handlers.onToggle(card.id, event.shiftKey);
            }}
          />
        </span>
        {handlers.renderMenu(card, column, props.menuOpen)}
      </span>
    </>
  );
});
