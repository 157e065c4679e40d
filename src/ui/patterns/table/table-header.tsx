'use client';

import { ArrowDown, ArrowUp, ChevronDown, Pin } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, type PointerEvent, useRef, useState } from 'react';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import {
  type Column,
  type ColumnLayout,
  columnWidth,
  moveColumn,
  nudgeColumn,
  setPinned,
  setShown,
  setWidth,
  titleColumn,
} from '../model/columns';
import { type SortKey, toggleSort } from '../model/sort';
import type { ObjectScope } from '../object-scope';

export interface TableHeaderProps {
  scope: ObjectScope;
  columns: readonly Column[];
  /** Sort paths by column, null where it cannot be sorted. */
  sortPaths: ReadonlyMap<string, string | null>;
  layout: ColumnLayout;
  onLayout: (next: ColumnLayout) => void;
  sort: readonly SortKey[];
  onSort: (next: SortKey[]) => void;
  /** The header cell the keyboard stands on, -1 for none. */
  active: number;
  /** Opens the menu of that column, for the keyboard. */
  menuAt: number;
  onMenuAt: (column: number) => void;
  selected: boolean | 'indeterminate';
  onSelectAll?: ((selected: boolean) => void) | undefined;
  gridId: string;
}

/** The sticky head: click sorts, shift-click adds a key, dragging moves, the edge resizes, the menu does all of it by keyboard. */
export const TableHeader = memo(function TableHeader(props: TableHeaderProps) {
  const t = useTranslations('list');
  return (
    <div role="rowgroup" className="sticky top-0 z-20 w-max min-w-full border-b bg-background">
      <div role="row" aria-rowindex={1} tabIndex={-1} className="flex h-9">
        <div
          role="columnheader"
          tabIndex={-1}
          className="sticky left-0 z-10 flex shrink-0 items-center justify-center bg-background"
          style={{ width: columnWidth.select }}
        >
          {props.onSelectAll ? (
            <Checkbox
              tabIndex={-1}
              aria-label={t('select_loaded')}
              checked={props.selected}
              onCheckedChange={(checked) => props.onSelectAll?.(checked === true)}
            />
          ) : (
            <span className="sr-only">{t('selection')}</span>
          )}
        </div>
        {props.columns.map((column, at) => (
          <HeaderCell key={column.path} column={column} at={at} {...props} />
        ))}
        <div className="min-w-8 flex-1" />
      </div>
    </div>
  );
});

function HeaderCell({
  scope,
  column,
  at,
  sortPaths,
  layout,
  onLayout,
  sort,
  onSort,
  active,
  menuAt,
  onMenuAt,
  gridId,
}: TableHeaderProps & { column: Column; at: number }) {
  const t = useTranslations('list');
  const [over, setOver] = useState(false);
  const label = column.entry
    ? column.entry.field.label[scope.language]
    : scope.object.label[scope.language];
  const path = sortPaths.get(column.path) ?? null;
  const index = sort.findIndex((key) => key.path === path);
  const key = index >= 0 ? sort[index] : undefined;
  const isTitle = column.path === titleColumn;

  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names the active cell
    <div
      role="columnheader"
      id={`${gridId}-h-${at}`}
      aria-colindex={at + 2}
      aria-sort={key ? (key.descending ? 'descending' : 'ascending') : undefined}
      style={{ width: column.width, ...(column.pinned ? { left: column.left } : {}) }}
      draggable={!isTitle}
      onDragStart={(event) => event.dataTransfer.setData('application/x-ambit-column', column.path)}
      onDragOver={(event) => {
        if (isTitle || !event.dataTransfer.types.includes('application/x-ambit-column')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const moved = event.dataTransfer.getData('application/x-ambit-column');
        if (moved) onLayout(moveColumn(scope.entries, layout, moved, column.path));
      }}
      className={cn(
        'group/head relative flex shrink-0 items-center bg-background text-muted-foreground text-xs',
        column.pinned && 'sticky z-10',
        over && 'shadow-[inset_2px_0_0_var(--primary)]',
        at === active && 'outline-2 outline-ring -outline-offset-2',
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        disabled={!path}
        onClick={(event) => path && onSort(toggleSort(sort, path, event.shiftKey))}
        title={path ? t('sort_hint') : undefined}
        className={cn(
          'flex h-full min-w-0 flex-1 items-center gap-1 px-2.5 font-medium',
          path && 'hover:text-foreground',
          column.numeric && 'justify-end',
        )}
      >
        {column.pinned && !isTitle ? (
          <Pin aria-label={t('pinned')} className="size-3 shrink-0" />
        ) : null}
        <span className="truncate">{label}</span>
        {key ? (
          <span className="flex shrink-0 items-center text-foreground">
            {key.descending ? (
              <ArrowDown aria-hidden className="size-3.5" />
            ) : (
              <ArrowUp aria-hidden className="size-3.5" />
            )}
            {sort.length > 1 ? <span className="text-2xs">{index + 1}</span> : null}
          </span>
        ) : null}
      </button>
      <DropdownMenu open={menuAt === at} onOpenChange={(open) => onMenuAt(open ? at : -1)}>
        <DropdownMenuTrigger
          tabIndex={-1}
          aria-label={t('column_menu', { name: label })}
          className={cn(
            'absolute rounded-sm bg-background p-0.5 opacity-0 hover:bg-hover group-hover/head:opacity-100 data-[state=open]:opacity-100',
            column.numeric ? 'left-1' : 'right-2',
          )}
        >
          <ChevronDown aria-hidden className="size-3.5" />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {path ? (
            <>
              <DropdownMenuItem onSelect={() => onSort([{ path, descending: false }])}>
                {t('sort_up')}
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => onSort([{ path, descending: true }])}>
                {t('sort_down')}
              </DropdownMenuItem>
              {sort.length > 0 && !key ? (
                <DropdownMenuItem onSelect={() => onSort(toggleSort(sort, path, true))}>
                  {t('sort_also')}
                </DropdownMenuItem>
              ) : null}
              {key ? (
                <DropdownMenuItem onSelect={() => onSort(sort.filter((one) => one !== key))}>
                  {t('sort_off')}
                </DropdownMenuItem>
              ) : null}
              <DropdownMenuSeparator />
            </>
          ) : null}
          {isTitle ? null : (
            <>
              <DropdownMenuItem
                onSelect={() => onLayout(setPinned(layout, column.path, !column.pinned))}
              >
                {column.pinned ? t('unpin') : t('pin')}
              </DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => onLayout(nudgeColumn(scope.entries, layout, column.path, -1))}
              >
                {t('move_left')}
              </DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => onLayout(nudgeColumn(scope.entries, layout, column.path, 1))}
              >
                {t('move_right')}
              </DropdownMenuItem>
            </>
          )}
          <DropdownMenuItem
            onSelect={() => onLayout(setWidth(layout, column.path, column.width + 40))}
          >
            {t('wider')}
          </DropdownMenuItem>
          <DropdownMenuItem
            onSelect={() => onLayout(setWidth(layout, column.path, column.width - 40))}
          >
            {t('narrower')}
          </DropdownMenuItem>
          {isTitle ? null : (
            <DropdownMenuItem onSelect={() => onLayout(setShown(layout, column.path, false))}>
              {t('hide_column')}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ResizeHandle
        width={column.width}
        onWidth={(width) => onLayout(setWidth(layout, column.path, width))}
      />
    </div>
  );
}

/** The edge of a header; only for the pointer, the menu does the same by keyboard. */
function ResizeHandle({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  return (
    <span
      aria-hidden
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={begin}
      onPointerMove={(event) =>
        start.current && onWidth(start.current.width + event.clientX - start.current.x)
      }
      onPointerUp={() => {
        start.current = null;
      }}
      className="absolute inset-y-0 right-0 w-1.5 cursor-col-resize touch-none after:absolute after:inset-y-2 after:right-0 after:w-px after:bg-border hover:after:inset-y-0 hover:after:w-0.5 hover:after:bg-primary"
    />
  );
}
