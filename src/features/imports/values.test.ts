import { describe, expect, test } from 'vitest';
import { type DateOrder, dateOrderOf, isZone, parseDay, parseTime, zoneName } from './dates';
import { EncodingProbe } from './decode';
import { layoutOf } from './detect';
import { decimalOf, parseNumber } from './numbers';
import { clean, fold, keyOf } from './text';

const style = (order: DateOrder, zone = 'UTC') => ({ order, zone, this_year: 2026 });

describe('days', () => {
  test.each([
    ['17.04.86', 'dmy', '1986-04-17'],
    ['31.12.25', 'dmy', '2025-12-31'],
    ['3/4/2026', 'mdy', '2026-03-04'],
    ['3/4/2026', 'dmy', '2026-04-03'],
    ['2026-3-4', 'mdy', '2026-03-04'],
    ['20260304', 'mdy', '2026-03-04'],
    ['12 Mar 2024', 'dmy', '2024-03-12'],
    ['March 12, 2024', 'mdy', '2024-03-12'],
    ['1. Dezember 2024', 'dmy', '2024-12-01'],
    ['5 Ağustos 2024', 'dmy', '2024-08-05'],
    ['--02-29', 'dmy', '--02-29'],
    ['0/0/00', 'mdy', null],
    ['0000-00-00', 'mdy', null],
  ] as const)('%s as %s is %s', (text, order, day) => {
    expect(parseDay(text, style(order))).toBe(day);
  });

  test.each(['31.02.2025', '29.02.2023', '12.13.2024', 'bald', '1', '2024'])(
    '%s is none',
    (text) => {
      expect(() => parseDay(text, style('dmy'))).toThrow();
    },
  );

  test('tell their order', () => {
    expect(dateOrderOf(['01/02/2025', '13/07/2024'])).toBe('dmy');
    expect(dateOrderOf(['01/02/2025', '7/13/2026'])).toBe('mdy');
    expect(dateOrderOf(['01.02.2025'])).toBe('dmy');
    expect(dateOrderOf(['01/02/2025'])).toBeNull();
  });
});

describe('times', () => {
  test.each([
    ['2026-07-01 12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-01-01', 'America/New_York', '2026-01-01T05:00:00.000Z'],
    ['2026-01-01T10:00:00.5+02:00', 'Asia/Tokyo', '2026-01-01T08:00:00.500Z'],
    ['1/2/2026 9:05 PM', 'UTC', '2026-01-02T21:05:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(parseTime(text, style('mdy', zone))).toBe(instant);
  });

  test('name zones however they are spelled', () => {
    expect(zoneName('europe_slash_copenhagen')).toBe('Europe/Copenhagen');
    expect(isZone('Mars/Base')).toBe(false);
  });
});

describe('numbers', () => {
  test.each([
    ['1.234,56', ',', '1234.56'],
    ['12.500', ',', '12500'],
    ['€ 12.500,00', ',', '12500.00'],
    ['(120,00)', ',', '-120.00'],
    ['1 234 567,8', ',', '1234567.8'],
    ['12,5 %', ',', '12.5'],
    ['5.6E8', '.', '560000000'],
    ['1,250.50', '.', '1250.50'],
    ['-0', '.', '0'],
    ['$-5', '.', '-5'],
    ['1,5', '.', '1.5'],
  ] as const)('%s with %s is %s', (text, decimal, number) => {
    expect(parseNumber(text, { decimal })).toBe(number);
  });

  test.each(['k.A.', '12,34,56', '', '1.2.3', '--5', '1e99'])('%s is none', (text) => {
    expect(() => parseNumber(text, { decimal: ',' })).toThrow();
  });

  test('tell their decimal mark', () => {
    expect(decimalOf(['12.500', '1.234,56'])).toBe(',');
    expect(decimalOf(['12,000', '1,250.50'])).toBe('.');
    expect(decimalOf(['12', ''])).toBeNull();
  });
});

describe('text', () => {
  test('loses what nobody meant', () => {
    expect(clean('\u200f\u00a0 Ber\u200blin\ufeff\u0000 ')).toBe('Berlin');
    expect(clean('👩\u200d🚀')).toBe('👩\u200d🚀');
    expect(clean('a\r\nb')).toBe('a\nb');
  });

  test('folds headers and makes keys', () => {
    expect(fold('İl / İLÇE')).toBe(fold('ıl ilçe'));
    expect(keyOf('Umsatz (EUR)')).toBe('umsatz');
    expect(keyOf('Region__c')).toBe('region');
  });
});

describe('encodings', () => {
  const encodingOf = (bytes: Buffer): string => {
    const probe = new EncodingProbe();
    probe.push(bytes);
    return probe.result().encoding;
  };
  test.each([
    ['utf-8', Buffer.from('Käse')],
    ['utf-16le', Buffer.from('name\tmail\n', 'utf16le')],
    ['windows-1252', Buffer.from([0x61, 0x80, 0x62, 0xfc])],
    ['iso-8859-1', Buffer.from([0x61, 0xfc, 0x62, 0xe4])],
    ['windows-1254', Buffer.from([0x61, 0xfe, 0xfd, 0xf0, 0x62, 0xdd])],
    ['windows-1251', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])],
  ])('%s is recognised', (name, bytes) => {
    expect(encodingOf(bytes)).toBe(name);
  });
});

describe('layouts', () => {
  test('have a title above the header, or no header at all', () => {
    expect(layoutOf('My contacts;;\n\nName;Mail;City\nA;a@x.example;B\n')).toMatchObject({
      delimiter: ';',
      header_row: 3,
    });
    expect(layoutOf('Ada,ada@example.com\nBob,bob@example.com\n')).toMatchObject({
      header_row: 0,
      columns: ['Column 1', 'Column 2'],
    });
    expect(layoutOf('E-Mail\na@x.example\n')).toMatchObject({ header_row: 1, columns: ['E-Mail'] });
  });

  test('of 10,000 columns or names of the language do no harm', () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',');
    expect(layoutOf(`${wide}\n${wide}\n`).columns).toHaveLength(10_000);
    expect(layoutOf('constructor,__proto__\na,b\n').vendor).toBe('spreadsheet');
  });
});
