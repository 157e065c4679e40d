'use client';

import { useTranslations } from 'next-intl';
import { type MouseEvent, memo } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Avatar } from '@/ui/primitives/avatar';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { Skeleton } from '@/ui/primitives/skeleton';
import type { Move } from '../editors/editor';
import { type Column, columnWidth } from '../model/columns';
import { valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { Value } from '../values/value';
import type { CellChange } from './cell-editor';
import { CellEditor } from './lazy-cell-editor';

export interface RowHandlers {
  onActivate(row: number, column: number): void;
  onEdit(row: number, column: number): void;
  onOpen(id: string): void;
  onToggle(id: string, extend: boolean): void;
  /** Keys pressed between the start of an edit and its editor. */
  early(): string;
  onDone(change: CellChange | null, move?: Move): void;
}

export interface TableRowProps {
  scope: ObjectScope;
  record: RecordData;
  row: number;
  top: number;
  height: number;
  columns: readonly Column[];
  selected: boolean;
  opened: boolean;
  /** The active cell of this row, -1 for none. */
  active: number;
  editing: boolean;
  gridId: string;
  handlers: RowHandlers;
}

/** One record. Drawn again only when something of it changed. */
export const TableRow = memo(function TableRow({
  scope,
  record,
  row,
  top,
  height,
  columns,
  selected,
  opened,
  active,
  editing,
  gridId,
  handlers,
}: TableRowProps) {
  const t = useTranslations('list');
  const surface = selected
    ? 'bg-primary-soft'
    : opened
      ? 'bg-selected'
      : 'bg-background group-hover/row:bg-surface';
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names the active cell
    <div
      role="row"
      aria-rowindex={row + 2}
      aria-selected={selected}
      style={{ height, transform: `translateY(${top}px)` }}
      className={cn(
        'group/row absolute top-0 left-0 flex w-max min-w-full border-b',
        // Its editor may reach over the rows below.
        editing && 'z-10',
        surface,
      )}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        role="gridcell"
        aria-colindex={1}
        className={cn('sticky left-0 z-10 flex shrink-0 items-center justify-center', surface)}
        style={{ width: columnWidth.select }}
      >
        <Checkbox
          tabIndex={-1}
          aria-label={t('select_one', { title: record.title })}
          checked={selected}
          onClick={(event: MouseEvent) => {
            event.preventDefault();
            handlers.onToggle(record.id, event.shiftKey);
          }}
          className={cn(
            !selected && 'opacity-0 focus-visible:opacity-100 group-hover/row:opacity-100',
            active >= 0 && 'opacity-100',
          )}
        />
      </div>
      {columns.map((column, at) => {
        const isActive = at === active;
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column.path}
            role="gridcell"
            id={`${gridId}-${row}-${at}`}
            aria-colindex={at + 2}
            style={{ width: column.width, ...(column.pinned ? { left: column.left } : {}) }}
            onMouseDown={() => !(isActive && editing) && handlers.onActivate(row, at)}
            onDoubleClick={() => handlers.onEdit(row, at)}
            className={cn(
              'relative flex shrink-0 items-center text-sm',
              column.pinned && cn('sticky z-10', surface),
              column.numeric && 'justify-end tabular-nums',
              isActive && 'outline-2 outline-ring -outline-offset-2',
              isActive && editing ? 'z-30 bg-background' : 'px-2.5',
            )}
          >
            {isActive && editing ? (
              <CellEditor
                scope={scope}
                record={record}
                entry={column.entry}
                early={handlers.early}
                onDone={handlers.onDone}
              />
            ) : column.entry ? (
              <span className="block min-w-0 truncate">
                <Value entry={column.entry} value={valueAt(record, column.path)} record={record} />
              </span>
            ) : (
              <TitleCell
                record={record}
                square={scope.object.title.length === 1}
                onOpen={handlers.onOpen}
              />
            )}
          </div>
        );
      })}
    </div>
  );
});

function TitleCell({
  record,
  square,
  onOpen,
}: {
  record: RecordData;
  square: boolean;
  onOpen: (id: string) => void;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => onOpen(record.id)}
      className="flex min-w-0 items-center gap-2 text-left font-medium underline-offset-4 hover:underline"
    >
      <Avatar size="xs" name={record.title} id={record.id} square={square} />
      <span className="truncate">{record.title}</span>
    </button>
  );
}

/** Stands for a record that is still on its way. */
export function SkeletonRow({
  columns,
  top,
  height,
  row,
}: {
  columns: readonly Column[];
  top: number;
  height: number;
  row: number;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: nothing to focus yet
    <div
      role="row"
      aria-rowindex={row + 2}
      aria-busy
      style={{ height, transform: `translateY(${top}px)` }}
      className="absolute top-0 left-0 flex w-max min-w-full border-b"
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className="shrink-0" style={{ width: columnWidth.select }} />
      {columns.map((column) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={column.path}
          role="gridcell"
          className="flex shrink-0 items-center px-2.5"
          style={{ width: column.width }}
        >
          <Skeleton className="h-3 w-3/5" />
        </div>
      ))}
    </div>
  );
}
