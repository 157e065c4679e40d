import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Line, lineAmounts, toDecimal, totalsOf, toUnits } from './line-amounts';

const line = (given: Partial<Line>): Line => ({
  quantity: 1,
  unit_price: null,
  discount_percent: null,
  discount_amount: null,
  tax_rate: null,
  ...given,
});

const hundredths = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((n) => n / 100);
const price = fc.bigInt({ min: 0n, max: 10n ** 11n }).map((units) => toDecimal(units, 2));
const anyLine: fc.Arbitrary<Line> = fc.record({
  quantity: fc.integer({ min: 0, max: 10 ** 10 }).map((n) => n / 10_000),
  unit_price: price,
  discount_percent: fc.option(hundredths(100)),
  discount_amount: fc.option(price),
  tax_rate: fc.option(hundredths(100)),
});

/** Whether `rounded` is the whole number nearest to `over / under`, halves up. */
const isNearest = (rounded: bigint, over: bigint, under: bigint): boolean => {
  const twice = 2n * (rounded * under - over);
  return twice > -under && twice <= under;
};

describe('a line', () => {
  test.each([
    // 3 x 19.99 less 10 %: 53.973
    [
      line({ quantity: 3, unit_price: '19.99', discount_percent: 10, tax_rate: 19 }),
      'EUR',
      '59.97',
      '53.97',
      '10.25',
    ],
    // Halves go up: 0.5 x 0.01
    [line({ quantity: 0.5, unit_price: '0.01' }), 'EUR', '0.01', '0.01', '0.00'],
    // The discount is taken before rounding: 0.5 x 0.01 less 50 % is a quarter of a cent.
    [
      line({ quantity: 0.5, unit_price: '0.01', discount_percent: 50 }),
      'EUR',
      '0.01',
      '0.00',
      '0.00',
    ],
    [
      line({ quantity: 2, unit_price: '100', discount_amount: '25.50', tax_rate: 8.1 }),
      'CHF',
      '200.00',
      '174.50',
      '14.13',
    ],
    // No cents in yen, three decimals in dinars.
    [line({ quantity: 1.5, unit_price: '1001', tax_rate: 10 }), 'JPY', '1502', '1502', '150'],
    [line({ quantity: 1, unit_price: '1.005', tax_rate: 5 }), 'KWD', '1.005', '1.005', '0.050'],
    // More than a float can hold.
    [
      line({ quantity: 999_999.9999, unit_price: '999999999.99' }),
      'EUR',
      '999999999890000.00',
      '999999999890000.00',
      '0.00',
    ],
  ])('%# rounds as the rule says', (given, currency, list, net, tax) => {
    const digits = { JPY: 0, KWD: 3 }[currency] ?? 2;
    const found = lineAmounts(given, currency);
    expect([found.list, found.net, found.tax].map((units) => toDecimal(units, digits))).toEqual([
      list,
      net,
      tax,
    ]);
  });

  test('is within half a minor unit of the exact value, and adds up', () => {
    fc.assert(
      fc.property(anyLine, (given) => {
        const { list, discount, net, tax, total } = lineAmounts(given, 'EUR');
        const exact = toUnits(given.quantity, 4) * toUnits(given.unit_price, 2);
        expect(isNearest(list, exact, 10_000n)).toBe(true);
        if (given.discount_percent === null)
          expect(discount).toBe(toUnits(given.discount_amount, 2));
        else {
          const kept = 10_000n - toUnits(given.discount_percent, 2);
          expect(isNearest(net, exact * kept, 100_000_000n)).toBe(true);
          expect(net >= 0n && net <= list).toBe(true);
        }
        if (net > 0n) expect(isNearest(tax, net * toUnits(given.tax_rate, 2), 10_000n)).toBe(true);
        expect(net).toBe(list - discount);
        expect(total).toBe(net + tax);
      }),
    );
  });
});

describe('totals', () => {
  test('are the sums of the lines, in any order, with the tax of every rate', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
        const totals = totalsOf(lines, 'EUR');
        const each = lines.map((one) => lineAmounts(one, 'EUR'));
        for (const key of ['list', 'discount', 'net', 'tax', 'total'] as const)
          expect(totals[key]).toBe(each.reduce((sum, one) => sum + one[key], 0n));
        expect(totals.taxes.reduce((sum, { tax }) => sum + tax, 0n)).toBe(totals.tax);
        expect(totals.taxes.map(({ rate }) => rate)).toEqual(
          [...new Set(lines.flatMap(({ tax_rate }) => tax_rate ?? []))].sort((a, b) => a - b),
        );
        expect(totalsOf([...lines].reverse(), 'EUR')).toEqual(totals);
      }),
    );
  });
});

describe('a discount on the whole', () => {
  const off = fc.oneof(
    fc.record({
      discount_percent: fc.integer({ min: 0, max: 10_000 }).map((units) => units / 100),
      discount_amount: fc.constant(null),
    }),
    fc.record({
      discount_percent: fc.constant(null),
      discount_amount: fc.bigInt({ min: 0n, max: 10n ** 9n }).map((units) => toDecimal(units, 2)),
    }),
  );

  test('is taken to the cent, spread over the rates, and the tax follows from what is left', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), off, (lines, given) => {
        const plain = totalsOf(lines, 'EUR');
        const sums = totalsOf(lines, 'EUR', given);
        expect(sums.net + sums.tax).toBe(sums.total);
        expect(sums.list - sums.discount).toBe(sums.net);
        expect(sums.net).toBe(plain.net - sums.whole);
        expect(sums.taxes.reduce((sum, { tax }) => sum + tax, 0n)).toBe(sums.tax);
        expect(totalsOf([...lines].reverse(), 'EUR', given)).toEqual(sums);
        if (sums.whole === 0n) {
          expect(sums).toEqual(plain);
          return;
        }
        if (given.discount_amount !== null)
          expect(sums.whole).toBe(toUnits(given.discount_amount, 2));
        for (const { rate, net, tax } of sums.taxes)
          expect(net > 0n ? isNearest(tax, net * toUnits(rate, 2), 10_000n) : tax === 0n).toBe(
            true,
          );
        const untaxed = lines.filter(({ tax_rate }) => tax_rate === null);
        const rest = sums.net - sums.taxes.reduce((sum, { net }) => sum + net, 0n);
        if (untaxed.length === 0) expect(rest).toBe(0n);
        // Nobody's part is off its share by a whole unit.
        const positive = plain.taxes.filter(({ net }) => net > 0n);
        if (untaxed.length === 0 && positive.length === plain.taxes.length)
          for (const [at, { net }] of plain.taxes.entries()) {
            const part = net - (sums.taxes[at]?.net ?? 0n);
            const error = part * plain.net - sums.whole * net;
            expect(error < plain.net && error > -plain.net).toBe(true);
          }
      }),
    );
  });

  test('by example', () => {
    const line = (unit_price: string, tax_rate: number | null) => ({
      ...{ quantity: 1, unit_price, tax_rate, discount_percent: null, discount_amount: null },
    });
    const lines = [line('100', 20), line('50', 10), line('0.01', null)];
    const ten = totalsOf(lines, 'EUR', { discount_percent: 10, discount_amount: null });
    expect(ten).toMatchObject({ list: 15001n, whole: 1500n, net: 13501n, tax: 2250n });
    expect(ten.taxes).toEqual([
      { rate: 10, net: 4500n, tax: 450n },
      { rate: 20, net: 9000n, tax: 1800n },
    ]);
    const cents = totalsOf([line('0.01', 20), line('0.01', 10), line('0.01', 0)], 'EUR', {
      ...{ discount_percent: null, discount_amount: '0.01' },
    });
    expect(cents.taxes.map(({ net }) => net)).toEqual([0n, 1n, 1n]);
  });
});

describe('decimals', () => {
  test('go to minor units and back without loss', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.integer({ min: 0, max: 4 }),
        (units, digits) => {
          expect(toUnits(toDecimal(units, digits), digits)).toBe(units);
        },
      ),
    );
    expect(() => toUnits('1.005', 2)).toThrow();
    expect(() => toUnits('1e3', 2)).toThrow();
  });
});
