import { describe, expect, it } from 'vitest';
import type { RecordData } from '@/ui/data/types';
import { afterAt, type Board, type BoardColumn, spotOf, withCardAt } from './board-model';

const card = (id: string, amount: string, probability: number): RecordData => ({
  id,
  title: id,
  version: 1,
  created_at: '',
  updated_at: '',
  deleted_at: null,
  custom: {},
  amount,
  probability,
});

const column = (id: string, probability: number, more: Partial<BoardColumn>): BoardColumn => ({
  id,
  name: id,
  kind: 'open',
  probability,
  rotting_days: null,
  count: 0,
  amount: '0.00',
  weighted_amount: '0.00',
  without_rate: 0,
  next_cursor: null,
  data: [],
  ...more,
});

const board: Board = {
  columns: [
    column('new', 10, {
      count: 3,
      amount: '1000.35',
      weighted_amount: '100.04',
      data: [card('a', '1000.30', 10), card('b', '0.05', 10), card('c', '', 10)],
    }),
    column('offer', 50, {
      count: 1,
      amount: '7.00',
      weighted_amount: '3.50',
      data: [card('d', '7.00', 50)],
    }),
  ],
};
const amountOf = (one: RecordData) => String(one.amount || '0');
const enter = (one: RecordData, target: BoardColumn) => ({
  ...one,
  probability: target.probability,
});
const ids = (shown: Board, at: number) => shown.columns[at]?.data.map((one) => one.id).join('');

describe('a card that moves', () => {
  it('takes its amount along to the cent and weighs it anew', () => {
    const moved = withCardAt(board, 'a', { column: 'offer', index: 1 }, enter, amountOf);
    expect(ids(moved, 0)).toBe('bc');
    expect(ids(moved, 1)).toBe('da');
    expect(moved.columns[0]).toMatchObject({ count: 2, amount: '0.05', weighted_amount: '0.01' });
    expect(moved.columns[1]).toMatchObject({
      count: 2,
      amount: '1007.30',
      weighted_amount: '503.65',
    });
  });

  it('leaves count and sums alone within its column', () => {
    const moved = withCardAt(board, 'a', { column: 'new', index: 2 }, (one) => one, amountOf);
    expect(ids(moved, 0)).toBe('bca');
    expect(moved.columns[0]).toMatchObject({
      count: 3,
      amount: '1000.35',
      weighted_amount: '100.04',
    });
  });

  it('leaves sums to the server when its worth is not known, and shares the columns it does not touch', () => {
    const moved = withCardAt(board, 'b', { column: 'new', index: 0 }, enter, () => null);
    expect(moved.columns[0]).toMatchObject({ amount: '1000.35', weighted_amount: '100.04' });
    expect(moved.columns[1]).toBe(board.columns[1]);
    expect(withCardAt(board, 'x', { column: 'new', index: 0 }, enter, amountOf)).toBe(board);
  });

  it('stands behind the card before its place, itself not counted', () => {
    expect(afterAt(board, 'a', { column: 'new', index: 0 })).toBeNull();
    expect(afterAt(board, 'a', { column: 'new', index: 1 })).toBe('b');
    expect(afterAt(board, 'a', { column: 'offer', index: 9 })).toBe('d');
    expect(spotOf(board, 'c')).toEqual({ column: 'new', index: 2 });
  });
});
