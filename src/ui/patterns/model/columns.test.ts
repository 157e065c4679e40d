import { describe, expect, it } from 'vitest';
import { email, integer, text } from '@/core/shape/field';
import {
  columnsOf,
  columnWidth,
  moveColumn,
  nudgeColumn,
  setPinned,
  setShown,
  setWidth,
} from './columns';
import type { Entry } from './entries';

const both = (label: string) => ({ en: label, tr: label });
const entries: Entry[] = [
  { path: 'email', field: email(both('E-mail'), { column: 2 }) },
  { path: 'city', field: text(both('City'), { column: 1 }) },
  { path: 'size', field: integer(both('Size')) },
];
const paths = (layout = {}) => columnsOf(entries, layout).map((column) => column.path);

describe('columns of a list', () => {
  it('starts with the title, then what the object shows, in its order', () => {
    expect(paths()).toEqual(['title', 'city', 'email']);
  });

  it('is as wide for the title when the object has a field of that name', () => {
    const titled = [{ path: 'title', field: text(both('Title')) }, ...entries];
    expect(columnsOf(titled, {})[0]).toMatchObject({ path: 'title', width: columnWidth.title });
    expect(columnsOf(titled, {})).toHaveLength(3);
  });

  it('shows, hides and pins', () => {
    const shown = setShown({}, 'size', true);
    expect(paths(shown)).toEqual(['title', 'city', 'email', 'size']);
    expect(paths(setShown(shown, 'city', false))).toEqual(['title', 'email', 'size']);
    expect(paths(setShown(setShown(shown, 'size', false), 'city', false))).toEqual([
      'title',
      'email',
    ]);
    const pinned = columnsOf(entries, setPinned(shown, 'size', true));
    expect(pinned.map((column) => [column.path, column.pinned, column.left])).toEqual([
      ['title', true, columnWidth.select],
      ['size', true, columnWidth.select + columnWidth.title],
      ['city', false, columnWidth.select + columnWidth.title + 140],
      ['email', false, columnWidth.select + columnWidth.title + 140],
    ]);
    expect(pinned[1]?.numeric).toBe(true);
  });

  it('keeps the width within bounds', () => {
    expect(columnsOf(entries, setWidth({}, 'city', 9000))[1]?.width).toBe(columnWidth.max);
    expect(columnsOf(entries, setWidth({}, 'city', 3))[1]?.width).toBe(columnWidth.min);
  });

  it('moves columns but never the title', () => {
    expect(paths(moveColumn(entries, {}, 'email', 'city'))).toEqual(['title', 'email', 'city']);
    expect(paths(moveColumn(entries, {}, 'title', 'city'))).toEqual(['title', 'city', 'email']);
    expect(paths(moveColumn(entries, {}, 'city', 'title'))).toEqual(['title', 'city', 'email']);
    expect(paths(nudgeColumn(entries, {}, 'city', 1))).toEqual(['title', 'email', 'city']);
    expect(paths(nudgeColumn(entries, {}, 'email', 1))).toEqual(['title', 'city', 'email']);
  });

  it('leaves out what the stored order names and no longer exists', () => {
    expect(paths({ order: ['gone', 'email'], widths: { gone: 10 } })).toEqual([
      'title',
      'email',
      'city',
    ]);
  });
});
