import { describe, expect, it } from 'vitest';
import {
  addNode,
  type Condition,
  countConditions,
  emptyGroup,
  fromFilter,
  isGroup,
  newCondition,
  parseFilter,
  replaceNode,
  toFilter,
  withOperator,
} from './filter-tree';
import { formatSort, parseSort, toggleSort } from './sort';

const condition = (field: string, op: Condition['op'], value?: Condition['value']): Condition => ({
  ...newCondition(field, 'text'),
  op,
  value,
});

describe('filter tree', () => {
  it('leaves out what is unfinished', () => {
    const root = emptyGroup();
    const inner = addNode(emptyGroup('or'), '', condition('x', 'eq'));
    const tree = {
      ...root,
      items: [
        condition('a', 'eq', ''),
        condition('b', 'between', ['1', '']),
        condition('c', 'in', []),
        inner,
      ],
    };
    expect(toFilter(tree)).toBeNull();
    expect(toFilter(addNode(tree, tree.key, condition('d', 'empty')))).toEqual({
      and: [{ field: 'd', op: 'empty' }],
    });
    expect(toFilter(addNode(tree, tree.key, condition('e', 'eq', false)))).toEqual({
      and: [{ field: 'e', op: 'eq', value: false }],
    });
  });

  it('survives the address bar, groups included', () => {
    const filter = {
      and: [
        { field: 'a', op: 'eq', value: 'ı' },
        {
          or: [
            { field: 'b', op: 'in', value: ['x', 'y'] },
            { field: 'c', op: 'empty' },
          ],
        },
      ],
    } as const;
    expect(toFilter(fromFilter(parseFilter(JSON.stringify(filter))))).toEqual(filter);
    expect(countConditions(filter)).toBe(3);
  });

  it('refuses what is no filter', () => {
    for (const text of [
      null,
      '',
      '{',
      '[]',
      '{"and":1}',
      '{"field":"a","op":"drop"}',
      '{"and":[{"or":[null]}]}',
    ])
      expect(parseFilter(text)).toBeNull();
    let deep = '{"field":"a","op":"empty"}';
    for (let at = 0; at < 12; at++) deep = `{"and":[${deep}]}`;
    expect(parseFilter(deep)).toBeNull();
  });

  it('keeps the value where a new operator can use it', () => {
    expect(withOperator(condition('a', 'eq', 'x'), 'in').value).toEqual(['x']);
    expect(withOperator(condition('a', 'in', ['x', 'y']), 'eq').value).toBe('x');
    expect(withOperator(condition('a', 'eq', 'x'), 'ne').value).toBe('x');
    expect(withOperator(condition('a', 'eq', 'x'), 'empty').value).toBeUndefined();
  });

  it('replaces and removes inside groups', () => {
    const leaf = condition('a', 'eq', '1');
    const inner = { ...emptyGroup('or'), items: [leaf] };
    const tree = { ...emptyGroup(), items: [inner] };
    const changed = replaceNode(tree, leaf.key, { ...leaf, value: '2' });
    expect(toFilter(changed)).toEqual({ and: [{ or: [{ field: 'a', op: 'eq', value: '2' }] }] });
    const emptied = replaceNode(tree, leaf.key, null);
    expect(emptied.items[0] && isGroup(emptied.items[0])).toBe(true);
    expect(toFilter(emptied)).toBeNull();
  });
});

describe('sort', () => {
  it('reads and writes the API form, dropping what is malformed', () => {
    expect(formatSort(parseSort('-created_at,account.name,,drop table'))).toBe(
      '-created_at,account.name',
    );
    expect(parseSort(null)).toEqual([]);
  });

  it('cycles one key, and keeps the others with shift', () => {
    const up = toggleSort([], 'a', false);
    expect(formatSort(up)).toBe('a');
    expect(formatSort(toggleSort(up, 'a', false))).toBe('-a');
    expect(formatSort(toggleSort(parseSort('-a'), 'a', false))).toBe('');
    expect(formatSort(toggleSort(up, 'b', true))).toBe('a,b');
    expect(formatSort(toggleSort(parseSort('a,b'), 'a', true))).toBe('-a,b');
    expect(formatSort(toggleSort(parseSort('-a,b'), 'a', true))).toBe('b');
    expect(formatSort(toggleSort(parseSort('a,b'), 'c', false))).toBe('c');
  });
});
