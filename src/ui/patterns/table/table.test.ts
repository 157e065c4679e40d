import { describe, expect, it } from 'vitest';
import { contacts } from '@/objects/contacts/object';
import type { RecordData } from '@/ui/data/types';
import { columnsOf } from '../model/columns';
import { entriesOf } from '../model/entries';
import { titleOf } from '../model/title';
import { valuesFromTitle } from '../records/values-from-title';
import { move } from './grid-keys';
import { pasteCells } from './paste-cells';

const entries = entriesOf(contacts);
const locale = {
  tag: 'en-GB',
  language: 'en' as const,
  timeZone: 'UTC',
  currency: 'GBP',
  now: new Date('2026-03-04T10:00:00Z'),
};
const record = (id: string): RecordData => ({
  id,
  title: id,
  version: 1,
  created_at: '',
  updated_at: '',
  deleted_at: null,
  custom: {},
});

describe('grid keys', () => {
  const size = { rows: 10, columns: 4, page: 5 };
  it('moves within the grid, and up into the header', () => {
    expect(move({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
    expect(move({ row: 9, column: 3 }, 'ArrowDown', false, size)).toEqual({ row: 9, column: 3 });
    expect(move({ row: 9, column: 3 }, 'ArrowRight', false, size)).toEqual({ row: 9, column: 3 });
    expect(move({ row: 2, column: 2 }, 'Home', true, size)).toEqual({ row: 0, column: 0 });
    expect(move({ row: 2, column: 2 }, 'PageDown', false, size)).toEqual({ row: 7, column: 2 });
    expect(move({ row: 2, column: 2 }, 'q', false, size)).toBeNull();
  });
});

describe('pasting cells', () => {
  const columns = columnsOf(entries, {
    shown: ['department'],
    order: ['title', 'email', 'status', 'tags', 'department'],
  });
  const from = columns.findIndex((column) => column.path === 'email');

  it('writes what can be read, record by record', () => {
    const pasted = pasteCells(
      [
        ['A@B.example', 'customer', 'x; y', 'IT'],
        ['c@d.example', 'Aktif'],
      ],
      [record('1'), record('2')],
      columns.slice(from),
      locale,
    );
    expect(pasted.edits.map(({ base, changes }) => [base.id, changes])).toEqual([
      ['1', { email: 'a@b.example', status: 'customer', tags: ['x', 'y'], department: 'IT' }],
      ['2', { email: 'c@d.example', status: 'active' }],
    ]);
    expect(pasted.skipped).toBe(0);
  });

  it('leaves what cannot be read, is not editable or lies beyond the list', () => {
    const pasted = pasteCells(
      [['nonsense', 'nope'], ['a@b.example']],
      [record('1')],
      columns.slice(from),
      locale,
    );
    expect(pasted).toMatchObject({ edits: [], cells: 0, skipped: 3 });
    expect(pasteCells([['x']], [record('1')], columns, locale).skipped).toBe(1);
  });
});

describe('titles', () => {
  it('are made of the title fields, or of what stands in for them', () => {
    expect(titleOf(contacts, { first_name: 'Ada', last_name: 'Byron' }, 'x')).toBe('Ada Byron');
    expect(
      titleOf(contacts, { first_name: null, last_name: null, email: 'a@b.example' }, 'x'),
    ).toBe('a@b.example');
    expect(titleOf(contacts, {}, 'before')).toBe('before');
  });

  it('are taken apart for a new record', () => {
    expect(valuesFromTitle(contacts, ' Ada  Lovelace Byron ')).toEqual({
      first_name: 'Ada Lovelace',
      last_name: 'Byron',
    });
    expect(valuesFromTitle(contacts, 'Ada')).toEqual({ first_name: 'Ada' });
    expect(valuesFromTitle({ ...contacts, title: ['last_name'] }, 'Acme Ltd')).toEqual({
      last_name: 'Acme Ltd',
    });
  });
});
