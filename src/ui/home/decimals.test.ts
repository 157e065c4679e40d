import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumOf } from './decimals';

test('adds without losing a cent', () => {
  expect(sumOf([])).toBe('0');
  expect(sumOf(['1.10', '2'])).toBe('3.10');
  expect(sumOf(['-0.05', '-0.10'])).toBe('-0.15');
  expect(sumOf(['9007199254740993.01', '0.01'])).toBe('9007199254740993.02');
});

test('agrees with whole cents', () => {
  const cents = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }));
  const text = (value: bigint) => {
    const digits = String(value < 0n ? -value : value).padStart(3, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  fc.assert(
    fc.property(cents, (values) => {
      fc.pre(values.length > 0);
      expect(sumOf(values.map(text))).toBe(text(values.reduce((sum, value) => sum + value, 0n)));
    }),
  );
});
