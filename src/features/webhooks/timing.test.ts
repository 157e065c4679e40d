import { expect, test } from 'vitest';
import { nextTry, pauseAfter, schedule, wishOf } from './timing';

test('ten tries take 75 hours, spread by up to a seventh', () => {
  const total = (random: number) =>
    schedule.reduce((sum, _, at) => sum + (nextTry(at + 1, null, () => random) ?? 0), 0) / 3600;
  expect(schedule).toHaveLength(9);
  expect(total(0)).toBeGreaterThan(75);
  expect(total(0)).toBeLessThan(76);
  expect(total(1)).toBeCloseTo(total(0) * 1.15);
  expect(nextTry(10)).toBeNull();
});

test('a receiver may ask for more time, never for less, up to a day', () => {
  expect(nextTry(1, 600)).toBe(600);
  expect(nextTry(2, 1)).toBeGreaterThanOrEqual(300);
  expect(nextTry(1, 1e9)).toBe(86_400);
  expect(nextTry(10, 5)).toBeNull();
  const now = new Date('2026-11-26T10:00:00Z');
  expect(wishOf('120', now)).toBe(120);
  expect(wishOf('Thu, 26 Nov 2026 10:01:00 GMT', now)).toBe(60);
  expect(wishOf('Thu, 26 Nov 2026 09:00:00 GMT', now)).toBe(0);
  for (const senseless of [undefined, 'soon', '', '-5', '1e9'])
    expect(wishOf(senseless, now)).toBeNull();
});

test('a pause never outlasts the wait of a lone delivery', () => {
  for (let tries = 1; tries <= 9; tries++)
    expect(pauseAfter(tries)).toBeLessThan(nextTry(tries, null, () => 0) ?? 0);
});
