import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyDigits } from '../../../shape/money';
import { parseEmail, parsePhone, parseUrl } from './contact-points';
import { countryCode } from './countries';
import { parseDate, parseInstant, parsePartialDate } from './dates';
import { formatScaled, parseScaled } from './numbers';
import { Problem } from './problem';
import { cleanLine, cleanText } from './text';

const refused = (parse: () => unknown) => expect(parse).toThrow(Problem);

describe('money and decimals', () => {
  test('what goes in comes out, digit for digit, never through a float', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 17n) + 1n, max: 10n ** 17n - 1n }),
        fc.integer({ min: 0, max: 6 }),
        (scaled, digits) => {
          expect(parseScaled(formatScaled(scaled, digits), digits)).toBe(scaled);
        },
      ),
    );
  });

  test('sums of parsed amounts are the parsed sum', () => {
    const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 50 }), (amounts) => {
        const texts = amounts.map((amount) => formatScaled(BigInt(amount), 2));
        const sum = texts.map((text) => parseScaled(text, 2)).reduce((a, b) => a + b, 0n);
        expect(sum).toBe(BigInt(amounts.reduce((a, b) => a + b, 0)));
      }),
    );
  });

  test('numbers count by the digits they print; nothing is rounded', () => {
    expect(parseScaled(0.1, 2)).toBe(10n);
    expect(parseScaled('1250.5', 2)).toBe(125050n);
    expect(parseScaled('-0.00', 2)).toBe(0n);
    expect(parseScaled(1e-2, 2)).toBe(1n);
    expect(parseScaled('007.10', 1)).toBe(71n);
    for (const bad of [
      0.1 + 0.2,
      '1.005',
      1e-7,
      1e21,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '1,5',
      '0x10',
      '1e3',
      '',
      ' ',
      null,
      true,
      [],
      '9'.repeat(30),
    ]) {
      refused(() => parseScaled(bad, 2));
    }
    expect(currencyDigits('JPY')).toBe(0);
    expect(currencyDigits('KWD')).toBe(3);
  });
});

describe('dates', () => {
  test('only days of the calendar', () => {
    expect(parseDate('2024-02-29')).toBe('2024-02-29');
    for (const bad of [
      '2025-02-29',
      '2026-13-01',
      '2026-04-31',
      '0000-01-01',
      '1900-02-29',
      '26-01-01',
      '2026-1-1',
      'today',
      20260101,
      '2026-01-01T00:00:00Z',
    ]) {
      refused(() => parseDate(bad));
    }
    expect(parsePartialDate('--02-29')).toBe('--02-29');
    refused(() => parsePartialDate('--02-30'));
  });

  test('instants need their zone and become UTC', () => {
    expect(parseInstant('2026-03-01T00:30:00+02:00')).toBe('2026-02-28T22:30:00.000Z');
    expect(parseInstant('2026-03-01 09:30Z')).toBe('2026-03-01T09:30:00.000Z');
    expect(parseInstant('2026-03-01T09:30:00.123456Z')).toBe('2026-03-01T09:30:00.123Z');
    for (const bad of [
      '2026-03-01T09:30:00',
      '2026-02-30T09:30:00Z',
      '2026-03-01T25:00:00Z',
      '0001-01-01T00:00:00+10:00',
      'infinity',
      0,
    ]) {
      refused(() => parseInstant(bad));
    }
  });
});

test('mail addresses', () => {
  expect(parseEmail(' Anna.B+x@Example.COM ')).toBe('anna.b+x@example.com');
  expect(parseEmail('jörg@bücher.example')).toBe('jörg@bücher.example');
  expect(parseEmail("o'neil@xn--bcher-kva.example")).toBe("o'neil@xn--bcher-kva.example");
  for (const bad of [
    'anna.kestrel.example.com',
    'bernd@@example.com',
    'carla@',
    '@example.org',
    'eva@exa mple.com',
    'ina@example,com',
    'jan(at)example.org',
    'a..b@example.com',
    '.a@example.com',
    'a@localhost',
    'a@1.2.3.4',
    `${'a'.repeat(65)}@example.com`,
    'a@-b.example',
    'a@b.example\nbcc:x@y.example',
    'a@b.e%61xample',
  ]) {
    refused(() => parseEmail(bad));
  }
});

test('phones are E.164 where the country is known, refused only when impossible', () => {
  expect(parsePhone('030 231 25301', 'DE')).toEqual({ value: '+493023125301' });
  expect(parsePhone('+1 (212) 555-0171 ext. 9', 'DE')).toEqual({
    value: '+12125550171',
    extension: '9',
  });
  expect(parsePhone('0049 30 23125301', '')).toEqual({ value: '+493023125301' });
  expect(parsePhone('0171/39200-12', '')).toEqual({ value: '0171/39200-12' });
  for (const bad of ['12', 'call me', '+999123456', '+1 555', 'x'.repeat(100)])
    refused(() => parsePhone(bad, 'US'));
});

test('web addresses are http(s) and have a host', () => {
  expect(parseUrl('Acme.example/De?x=1')).toBe('https://acme.example/De?x=1');
  expect(parseUrl('HTTP://WWW.Acme.example/A')).toBe('http://www.acme.example/A');
  expect(parseUrl('acme.example:8080')).toBe('https://acme.example:8080');
  for (const bad of [
    'javascript:alert(1)',
    'JAVASCRIPT://x.example/%0aalert(1)',
    'data:text/html,x',
    'ftp://a.example',
    'acme',
    'https://user:pw@a.example',
    'http://',
    'a b.example',
    'java\tscript:x.example',
  ]) {
    refused(() => parseUrl(bad));
  }
});

test('country names', () => {
  for (const [name, code] of [
    ['Deutschland', 'DE'],
    ['Türkiye', 'TR'],
    ['turkey', 'TR'],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['de', 'DE'],
    ['Vereinigte Staaten', 'US'],
    ['Almanya', 'DE'],
    ['UK', 'GB'],
    ["Côte d'Ivoire", 'CI'],
  ]) {
    expect(countryCode(name as string), name).toBe(code);
  }
  for (const none of ['Bavaria', 'EU', 'ZZ', '']) expect(countryCode(none)).toBeUndefined();
});

describe('text', () => {
  test('is trimmed of everything invisible and composed', () => {
    expect(cleanLine('\ufeff\u200b\u00a0 Jose\u0301\u00a0Maria \u2060')).toBe('José Maria');
    expect(cleanLine('a\r\nb\tc')).toBe('a b c');
    expect(cleanText(' a\r\n b\u0007 \n')).toBe('a\n b');
  });

  test('cleaning again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });

  test('takes time in proportion to its length', () => {
    const start = performance.now();
    cleanText(`a${' '.repeat(1_000_000)}b`);
    cleanLine(`é${'\u200b '.repeat(300_000)}b`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
