'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { BoardColumn } from '@/ui/patterns/board/board-model';
import { Button } from '@/ui/primitives/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import type { Grouping } from './groupings';

interface Props {
  grouping: Grouping;
  columns: readonly BoardColumn[];
  /** The column it is in; null for several. */
  current: string | null;
  /** Of a card; null: the button says what it does in words, for several or on the page of a deal. */
  title: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMove: (column: BoardColumn) => void;
}

/** Every column, to move there without dragging. */
export function MoveMenu({ grouping, columns, current, title, open, onOpenChange, onMove }: Props) {
  const t = useTranslations('board');
  return (
    <DropdownMenu open={open} onOpenChange={onOpenChange}>
      <DropdownMenuTrigger asChild>
        {title === null ? (
          <Button size="sm" className="max-md:order-last max-md:flex-1">
            {t(`move_to_${grouping}`)}
          </Button>
        ) : (
          <Button
            variant="ghost"
            size="icon-sm"
            tabIndex={-1}
            aria-label={t('move_named', { title })}
          >
            <Ellipsis aria-hidden />
          </Button>
        )}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>{t(`move_to_${grouping}`)}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={current ?? ''}
          onValueChange={(id) => {
            const column = columns.find((one) => one.id === id);
            if (column && id !== current) onMove(column);
          }}
        >
          {columns.map((column) => (
            <DropdownMenuRadioItem key={column.id} value={column.id}>
              {column.name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
