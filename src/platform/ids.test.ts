import { expect, test } from 'vitest';
import { firstIdAt, isId, newId } from './ids';

test('ids are UUIDv7, unlike each other and sort in the order they were made', () => {
  const started = new Date();
  const ids = Array.from({ length: 5000 }, newId);
  expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect((ids[0] ?? '') > firstIdAt(started)).toBe(true);
});

test('the part after the order is random', () => {
  const ends = Array.from({ length: 1000 }, () => newId().slice(24));
  expect(new Set(ends).size).toBe(1000);
});
