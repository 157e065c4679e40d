import type { Field, FieldKind } from '@/core/shape/field';
import type { Entry } from './entries';

/** What a person changed about a list's columns; absent = as the object says. */
export interface ColumnLayout {
  readonly order?: readonly string[];
  readonly hidden?: readonly string[];
  readonly shown?: readonly string[];
  readonly pinned?: readonly string[];
  readonly widths?: Readonly<Record<string, number>>;
}

export interface Column {
  readonly path: string;
  /** Absent for the title column. */
  readonly entry?: Entry;
  readonly width: number;
  readonly pinned: boolean;
  /** Pixels from the left edge where a pinned column sticks. */
  readonly left: number;
  readonly numeric: boolean;
}

export const titleColumn = 'title';
/** Pixels. */
export const columnWidth: Readonly<Record<'min' | 'max' | 'title' | 'select', number>> = {
  min: 72,
  max: 640,
  title: 220,
  select: 40,
};

const widths: Partial<Record<FieldKind, number>> = {
  email: 200,
  phone: 150,
  url: 200,
  long_text: 260,
  boolean: 96,
  date: 120,
  datetime: 150,
  choice: 120,
  ref: 170,
  user: 160,
  tags: 200,
  multi_choice: 200,
  address: 240,
  emails: 240,
  phones: 200,
  addresses: 240,
};
const numeric: ReadonlySet<FieldKind> = new Set(['integer', 'decimal', 'percent', 'money']);

/** The width a column starts with, pixels. */
const defaultWidth = (field: Field | undefined): number => {
  if (!field) return columnWidth.title;
  // Told in the company's currency too.
  return field.base ? 200 : (widths[field.kind] ?? 140);
};

/** Paths of the columns an object shows at first: the title, then fields with a `column`, in that order. */
export function firstColumns(entries: readonly Entry[]): string[] {
  const shown = entries
    .filter((entry) => entry.field.column !== undefined)
    .sort((a, b) => (a.field.column ?? 0) - (b.field.column ?? 0));
  return [titleColumn, ...shown.map((entry) => entry.path)];
}

/** Every column in the person's order, shown ones marked; new fields appear at their own place at the end. */
export function arrange(
  entries: readonly Entry[],
  layout: ColumnLayout,
): { path: string; shown: boolean }[] {
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const first = firstColumns(entries);
  const natural = [
    ...first,
    ...entries.map((entry) => entry.path).filter((path) => !first.includes(path)),
  ];
  const kept = (layout.order ?? []).filter((path) => path === titleColumn || known.has(path));
  const ordered = [...kept, ...natural.filter((path) => !kept.includes(path))];
  const rest = ordered.filter((path) => path !== titleColumn);
  return [titleColumn, ...rest].map((path) => ({
    path,
    shown:
      path === titleColumn ||
      (first.includes(path) ? !layout.hidden?.includes(path) : (layout.shown ?? []).includes(path)),
  }));
}

/** The columns to draw: pinned ones first (the title always), each with width and sticky offset. `start` = pixels before the first. */
export function columnsOf(
  entries: readonly Entry[],
  layout: ColumnLayout,
  start = columnWidth.select,
): Column[] {
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const shown = arrange(entries, layout).filter((one) => one.shown);
  const isPinned = (path: string) => path === titleColumn || (layout.pinned ?? []).includes(path);
  const sorted = [
    ...shown.filter((one) => isPinned(one.path)),
    ...shown.filter((one) => !isPinned(one.path)),
  ];
  let left = start;
  return sorted.map(({ path }) => {
    const entry = known.get(path);
    // Deals and tasks have a field of this name too.
    const field = path === titleColumn ? undefined : entry?.field;
    const width = layout.widths?.[path] ?? defaultWidth(field);
    const pinned = isPinned(path);
    const column = {
      path,
      entry,
      width,
      pinned,
      left,
      numeric: entry ? numeric.has(entry.field.kind) : false,
    };
    if (pinned) left += width;
    return column;
  });
}

const without = (list: readonly string[] | undefined, path: string): string[] =>
  (list ?? []).filter((one) => one !== path);

export const setWidth = (layout: ColumnLayout, path: string, width: number): ColumnLayout => ({
  ...layout,
  widths: {
    ...layout.widths,
    [path]: Math.round(Math.min(columnWidth.max, Math.max(columnWidth.min, width))),
  },
});

export const setShown = (layout: ColumnLayout, path: string, shown: boolean): ColumnLayout => ({
  ...layout,
  shown: shown ? [...without(layout.shown, path), path] : without(layout.shown, path),
  hidden: shown ? without(layout.hidden, path) : [...without(layout.hidden, path), path],
});

export const setPinned = (layout: ColumnLayout, path: string, pinned: boolean): ColumnLayout => ({
  ...layout,
  pinned: pinned ? [...without(layout.pinned, path), path] : without(layout.pinned, path),
});

/** Puts `path` at the place of `target`; the title stays first. */
export function moveColumn(
  entries: readonly Entry[],
  layout: ColumnLayout,
  path: string,
  target: string,
): ColumnLayout {
  const order = arrange(entries, layout).map((one) => one.path);
  const from = order.indexOf(path);
  const to = order.indexOf(target);
  if (from < 1 || to < 1 || from === to) return layout;
  order.splice(from, 1);
  order.splice(to, 0, path);
  return { ...layout, order };
}

/** Moves a shown column one place left or right among the shown ones. */
export function nudgeColumn(
  entries: readonly Entry[],
  layout: ColumnLayout,
  path: string,
  by: -1 | 1,
): ColumnLayout {
  const shown = columnsOf(entries, layout).map((one) => one.path);
  const target = shown[shown.indexOf(path) + by];
  return target ? moveColumn(entries, layout, path, target) : layout;
}
