'use client';

import { useTranslations } from 'next-intl';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { FieldKind } from '@/core/shape/field';
import type { RecordData } from '@/ui/data/types';
import { keepKeys } from '@/ui/primitives/keep-keys';
import { isShortcut, useShortcuts } from '@/ui/shell/shortcuts';
import { type ColumnLayout, columnsOf, columnWidth, titleColumn } from '../model/columns';
import { isEditableInPlace, isLocked, sortPath, valueAt } from '../model/entries';
import type { SortKey } from '../model/sort';
import type { ObjectScope } from '../object-scope';
import { useEdit } from '../records/use-edit';
import { usePaste } from '../records/use-paste';
import { emptyValue } from '../values/empty';
import { formatValue } from '../values/format';
import { sheetCell } from '../values/paste';
import { useLocaleInfo } from '../values/use-locale-info';
import { useValueWords } from '../values/use-value-words';
import { move, type Place } from './grid-keys';
import { preloadCellEditor } from './lazy-cell-editor';
import type { SelectionActions } from './selection';
import { TableHeader } from './table-header';
import { type RowHandlers, SkeletonRow, TableRow } from './table-row';
import { useVisibleRows } from './use-visible-rows';

/** Kinds whose editor in a cell is one line of text. */
const isText = (kind: FieldKind): boolean =>
  /^(text|email|phone|url|integer|decimal|percent|money|date|partial_date|datetime)$/.test(kind);

export const rowHeight = 34;
const headHeight = 37;
/** Milliseconds between a shortcut and the start of a word. */
const typingPause = 1200;

export interface RecordTableProps {
  scope: ObjectScope;
  records: readonly RecordData[];
  /** More can be fetched; `total` when it is known. */
  hasMore: boolean;
  fetching: boolean;
  fetchMore: () => void;
  total: number | undefined;
  layout: ColumnLayout;
  onLayout: (next: ColumnLayout) => void;
  sort: readonly SortKey[];
  onSort: (next: SortKey[]) => void;
  selection: SelectionActions;
  openId: string | null;
  onOpen: (id: string) => void;
  /** Names the result: another one begins at its top. */
  result: string;
  /** Cells can be edited and pasted into. */
  editable: boolean;
  label: string;
}

/**
 * The list as a grid: rows are drawn as they are scrolled to and fetched ahead of that. The grid itself holds the
 * focus and names the active cell, so that scrolling never loses it.
 */
export function RecordTable(props: RecordTableProps) {
  const {
    scope,
    records,
    hasMore,
    fetching,
    fetchMore,
    total,
    layout,
    selection,
    openId,
    onOpen,
    editable,
  } = props;
  const t = useTranslations('list');
  const words = useValueWords();
  const locale = useLocaleInfo();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const [editing, setEditing] = useState(false);
  const [menuAt, setMenuAt] = useState(-1);
  const [focused, setFocused] = useState(false);
  const early = useRef('');
  const shortcutAt = useRef(Number.NEGATIVE_INFINITY);
  const edit = useEdit(scope);
  const paste = usePaste(scope);

  const columns = useMemo(() => columnsOf(scope.entries, layout), [scope.entries, layout]);
  const sortPaths = useMemo(() => {
    const own = scope.entries.map((entry) => [entry.path, sortPath(entry, scope.custom)] as const);
    return new Map<string, string | null>([...own, [titleColumn, titleColumn]]);
  }, [scope]);

  // The scroll bar speaks of what is loaded and a stretch beyond it, which fills while one gets there.
  const beyond = hasMore
    ? Math.max(1, Math.min((total ?? records.length + 50) - records.length, 400))
    : 0;
  const count = records.length + beyond;
  const { indexes, show } = useVisibleRows(scroller, {
    count,
    rowHeight,
    head: headHeight,
    beyond: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another result
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setAt((place) => ({ ...place, row: Math.min(place.row, 0) }));
  }, [props.result]);
  const lastShown = indexes.at(-1) ?? 0;
  useEffect(() => {
    if (hasMore && !fetching && lastShown >= records.length - 40) fetchMore();
  }, [hasMore, fetching, lastShown, records.length, fetchMore]);

  const goTo = useCallback(
    (place: Place) => {
      setAt(place);
      if (place.row >= 0) show(place.row);
      const column = columns[place.column];
      const box = scroller.current;
      if (!box || !column || column.pinned) return;
      const pinned = columns
        .filter((one) => one.pinned)
        .reduce((sum, one) => sum + one.width, columnWidth.select);
      const left = columns
        .slice(0, place.column)
        .reduce((sum, one) => sum + one.width, columnWidth.select);
      if (left - pinned < box.scrollLeft) box.scrollLeft = left - pinned;
      else if (left + column.width > box.scrollLeft + box.clientWidth)
        box.scrollLeft = left + column.width - box.clientWidth;
    },
    [show, columns],
  );

  const startEdit = useCallback(
    (place: Place, first = '') => {
      const column = columns[place.column];
      if (!editable || !column || place.row < 0) return;
      if (column.entry && !isEditableInPlace(column.entry)) return;
      const record = records[place.row];
      if (record && (isLocked(scope.object, record) || !scope.can('update', record))) return;
      goTo(place);
      const isTyped = column.entry !== undefined && isText(column.entry.field.kind);
      early.current = isTyped ? first : '';
      if (!isTyped) keepKeys(first);
      setEditing(true);
    },
    [columns, editable, goTo, records, scope],
  );

  const handlers = useMemo<RowHandlers>(
    () => ({
      onActivate: (row, column) => {
        setEditing(false);
        setAt({ row, column });
      },
      onEdit: (row, column) => startEdit({ row, column }),
      onOpen,
      early: () => {
        const keys = early.current;
        early.current = '';
        return keys;
      },
      onToggle: (id, extend) => (extend ? selection.extend(id) : selection.toggle(id)),
      onDone: (change, direction) => {
        setEditing(false);
        scroller.current?.focus({ preventScroll: true });
        if (change) void edit(change);
        if (!direction) return;
        const key = { up: 'ArrowUp', down: 'ArrowDown', left: 'ArrowLeft', right: 'ArrowRight' }[
          direction
        ];
        const next = move(at, key, false, {
          rows: records.length,
          columns: columns.length,
          page: 1,
        });
        if (!next || next.row < 0) return;
        if (direction === 'left' || direction === 'right') startEdit(next);
        goTo(next);
      },
    }),
    [selection, onOpen, startEdit, edit, at, records.length, columns.length, goTo],
  );

  const record = records[at.row];
  const step = (by: number) => {
    const next = Math.max(0, Math.min(records.length - 1, at.row + by));
    goTo({ ...at, row: next });
    const found = records[next];
    if (openId && found) onOpen(found.id);
  };
  useShortcuts([
    { keys: 'j', label: t('key_down'), group: 'list', run: () => step(1) },
    { keys: 'k', label: t('key_up'), group: 'list', run: () => step(-1) },
    {
      keys: 'x',
      label: t('key_select'),
      group: 'list',
      run: () => record && selection.toggle(record.id),
    },
    {
      keys: 'shift+x',
      label: t('key_select_range'),
      group: 'list',
      run: () => record && selection.extend(record.id),
    },
    { keys: 'e', label: t('key_edit'), group: 'list', run: () => startEdit(at) },
  ]);

  /** Typing goes on while the editor is being fetched or drawn. */
  const keepKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') early.current += '\n';
    else if (event.key.length === 1) early.current += event.key;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== scroller.current) return;
    if (editing) return keepKey(event);
    const mod = event.ctrlKey || event.metaKey;
    const page = Math.max(
      1,
      Math.floor((scroller.current.clientHeight - headHeight) / rowHeight) - 1,
    );
    const next = event.altKey
      ? null
      : move(at, event.key, mod, { rows: records.length, columns: columns.length, page });
    const act = (run: () => void) => {
      event.preventDefault();
      run();
    };
    if (next) return act(() => goTo(next));
    if (event.key === 'Enter')
      return act(() => (at.row < 0 ? setMenuAt(at.column) : record && onOpen(record.id)));
    if (event.key === 'F2') return act(() => startEdit(at));
    if (event.key === ' ' && record)
      return act(() =>
        event.shiftKey ? selection.extend(record.id) : selection.toggle(record.id),
      );
    if (event.key === 'a' && mod) return act(() => selection.setLoaded(true));
    const entry = columns[at.column]?.entry;
    // Typing into a cell edits it. A letter right after a shortcut belongs to a word that was typed by mistake, or to
    // a sequence such as `g a`, and must not change a record.
    if (event.key.length === 1 && !mod && !event.altKey) {
      if (isShortcut(event.nativeEvent)) shortcutAt.current = event.timeStamp;
      else if (
        event.timeStamp - shortcutAt.current > typingPause &&
        event.key !== ' ' &&
        entry &&
        entry.field.kind !== 'boolean'
      )
        return act(() => startEdit(at, event.key));
    }
    if (
      event.key === 'Delete' &&
      editable &&
      record &&
      scope.can('update', record) &&
      entry &&
      isEditableInPlace(entry) &&
      !entry.field.required
    ) {
      act(
        () =>
          void edit({
            base: record,
            changes: { [entry.path]: emptyValue(entry.field) },
            related: { [entry.path]: null },
          }),
      );
    }
  };
  const onCopy = (event: ClipboardEvent) => {
    const column = columns[at.column];
    if (
      event.target !== scroller.current ||
      !record ||
      !column ||
      window.getSelection()?.toString()
    )
      return;
    const text = column.entry
      ? formatValue(column.entry, valueAt(record, column.path), record, locale, words)
      : record.title;
    event.clipboardData.setData('text/plain', sheetCell(text));
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.target !== scroller.current || !editable || at.row < 0) return;
    event.preventDefault();
    void paste(
      event.clipboardData.getData('text/plain'),
      records.slice(at.row),
      columns.slice(at.column),
    );
  };

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={total === undefined ? -1 : total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={
        at.row < 0
          ? `${gridId}-h-${at.column}`
          : record
            ? `${gridId}-${at.row}-${at.column}`
            : undefined
      }
      onKeyDown={onKeyDown}
      onCopy={onCopy}
      onPaste={onPaste}
      onFocus={() => {
        setFocused(true);
        preloadCellEditor();
      }}
      onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
      className="relative min-h-0 flex-1 overflow-auto overscroll-contain outline-none"
    >
      <TableHeader
        scope={scope}
        columns={columns}
        sortPaths={sortPaths}
        layout={layout}
        onLayout={props.onLayout}
        sort={props.sort}
        onSort={props.onSort}
        active={focused && at.row < 0 ? at.column : -1}
        menuAt={menuAt}
        onMenuAt={(column) => {
          setMenuAt(column);
          if (column < 0) scroller.current?.focus({ preventScroll: true });
        }}
        selected={
          selection.selection.all ||
          (records.length > 0 && records.every((one) => selection.selection.ids.has(one.id))) ||
          (selection.selection.ids.size > 0 ? 'indeterminate' : false)
        }
        onSelectAll={selection.setLoaded}
        gridId={gridId}
      />
      <div
        role="rowgroup"
        className="relative w-max min-w-full"
        style={{
          height: count * rowHeight,
          width: columns.reduce((sum, one) => sum + one.width, columnWidth.select + 32),
        }}
      >
        {indexes.map((index) => {
          const one = records[index];
          const top = index * rowHeight;
          if (!one)
            return (
              <SkeletonRow key={index} columns={columns} top={top} height={rowHeight} row={index} />
            );
          const isActive = index === at.row && (focused || editing || openId === one.id);
          return (
            <TableRow
              key={one.id}
              scope={scope}
              record={one}
              row={index}
              top={top}
              height={rowHeight}
              columns={columns}
              selected={selection.isSelected(one.id)}
              opened={openId === one.id}
              active={isActive ? at.column : -1}
              editing={isActive && editing}
              gridId={gridId}
              handlers={handlers}
            />
          );
        })}
      </div>
    </div>
  );
}
