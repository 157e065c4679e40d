import { describe, expect, it } from 'vitest';
import {
  boolean,
  choice,
  date,
  email,
  integer,
  longText,
  money,
  multiChoice,
  percent,
  tags,
  text,
  url,
} from '@/core/shape/field';
import { dayOf, instantOf } from './calendar';
import { editText, formatMoney, formatPartialDay, formatRelative, formatValue } from './format';
import { type Locale, localeTag } from './locale';
import { parseDay, parseInstant, parsePartialDay } from './natural-date';
import { decimalText, parseText } from './parse';
import { parseSheet, sheetCell } from './paste';
import { formatPhone } from './phone';

const both = (label: string) => ({ en: label, tr: label });
// A Wednesday.
const now = new Date('2026-03-04T10:00:00Z');
const us: Locale = {
  tag: localeTag('en', 'US'),
  language: 'en',
  timeZone: 'America/New_York',
  currency: 'USD',
  now,
};
const tr: Locale = {
  tag: localeTag('tr', 'TR'),
  language: 'tr',
  timeZone: 'Europe/Istanbul',
  currency: 'TRY',
  now,
};

describe('days as people type them', () => {
  it.each([
    ['2026-03-05', '2026-03-05'],
    ['3/5', '2026-03-05'],
    ['3/5/26', '2026-03-05'],
    ['25/3/2026', '2026-03-25'],
    ['5.3.2026', '2026-03-05'],
    ['5 mar', '2026-03-05'],
    ['March 5, 2027', '2027-03-05'],
    ['5th march', '2026-03-05'],
    ['today', '2026-03-04'],
    ['Tomorrow', '2026-03-05'],
    ['wed', '2026-03-11'],
    ['fri', '2026-03-06'],
    ['next fri', '2026-03-13'],
    ['last mon', '2026-03-02'],
    ['in 2 weeks', '2026-03-18'],
    ['-7d', '2026-02-25'],
    ['3 days ago', '2026-03-01'],
    ['next month', '2026-04-04'],
    ['end of month', '2026-03-31'],
    ['bugün', '2026-03-04'],
    ['YARIN', '2026-03-05'],
    ['cuma', '2026-03-06'],
    ['gelecek salı', '2026-03-10'],
    ['3 gün sonra', '2026-03-07'],
    ['5 Ağustos', '2026-08-05'],
    ['2 hafta önce', '2026-02-18'],
  ])('%s', (typed, day) => expect(parseDay(typed, us)).toBe(day));

  it('reads 3/5 as the locale does', () => {
    expect(parseDay('3/5/2026', tr)).toBe('2026-05-03');
    expect(parseDay('3.5.', tr)).toBe('2026-05-03');
  });

  it.each(['', 'soon', '30 feb', '2026-13-01', '99 mar', 'in 2 moons', '1.2.3.4'])(
    'refuses %j',
    (typed) => expect(parseDay(typed, us)).toBeNull(),
  );

  it('keeps a missing year missing', () => {
    expect(parsePartialDay('29 feb', us)).toBe('--02-29');
    expect(parsePartialDay('3/5', us)).toBe('--03-05');
    expect(parsePartialDay('--03-05', us)).toBe('--03-05');
    expect(parsePartialDay('5 mar 1980', us)).toBe('1980-03-05');
    expect(formatPartialDay('--03-05', 'en-US')).toBe('March 5');
  });

  it('reads a clock in the company time zone', () => {
    expect(parseInstant('tomorrow 3pm', us)).toBe('2026-03-05T20:00:00.000Z');
    expect(parseInstant('next tue 15:30', us)).toBe('2026-03-10T19:30:00.000Z');
    expect(parseInstant('5.3.2026 at 9:05', tr)).toBe('2026-03-05T06:05:00.000Z');
    expect(parseInstant('tomorrow', tr)).toBe('2026-03-05T06:00:00.000Z');
    expect(parseInstant('tomorrow 25:00', us)).toBeNull();
    const typed = editText({ kind: 'datetime', label: both('x') }, '2026-03-05T20:00:00.000Z', us);
    expect(typed).toBe('2026-03-05 3:00 PM');
    expect(parseInstant(typed, us)).toBe('2026-03-05T20:00:00.000Z');
    for (const [text, hour] of [
      ['12:00 AM', '05'],
      ['12:30 PM', '17'],
    ] as const)
      expect(parseInstant(`2026-03-05 ${text}`, us)).toContain(`T${hour}:`);
    const turkish = editText(
      { kind: 'datetime', label: both('x') },
      '2026-03-05T20:00:00.000Z',
      tr,
    );
    expect(turkish).toBe('2026-03-05 23:00');
  });

  it.each([
    ['next tue 3pm', us, '2026-03-10T19:00:00.000Z'],
    ['fri', us, '2026-03-06T14:00:00.000Z'],
    ['in 2 weeks', us, '2026-03-18T13:00:00.000Z'],
    ['in 2 hours', us, '2026-03-04T12:00:00.000Z'],
    ['30 min', us, '2026-03-04T10:30:00.000Z'],
    ['15.3. 14:00', tr, '2026-03-15T11:00:00.000Z'],
    ['yarın 15:00', tr, '2026-03-05T12:00:00.000Z'],
    ['yarın saat 15:00', tr, '2026-03-05T12:00:00.000Z'],
    ['haftaya salı', tr, '2026-03-10T06:00:00.000Z'],
    ['haftaya', tr, '2026-03-11T06:00:00.000Z'],
    ['3 gün sonra', tr, '2026-03-07T06:00:00.000Z'],
    ['cuma', tr, '2026-03-06T06:00:00.000Z'],
    ['2 saat sonra', tr, '2026-03-04T12:00:00.000Z'],
    ['30 dakika sonra', tr, '2026-03-04T10:30:00.000Z'],
  ] as const)('reads %j as an instant', (text, locale, instant) => {
    expect(parseInstant(text, locale)).toBe(instant);
  });

  it('counts calendar days', () => {
    expect(dayOf(2026, 2, 29)).toBeNull();
    expect(instantOf('2026-03-08', 2, 30, 'America/New_York').toISOString()).toMatch(/T0[67]:30/);
  });
});

describe('numbers as people type them', () => {
  it.each([
    ['1.234,56', 'en-US', '1234.56'],
    ['1,234.56', 'tr-TR', '1234.56'],
    ['1.234', 'tr-TR', '1234'],
    ['1.234', 'en-US', '1.234'],
    ['1,234', 'en-US', '1234'],
    ['1,5', 'en-US', '1.5'],
    ['1.234.567', 'en-US', '1234567'],
    ['€ 12k', 'en-US', '12000'],
    ['1.5m', 'en-US', '1500000'],
    ['(120)', 'en-US', '-120'],
    ['-0', 'en-US', '0'],
    ['12 345,6', 'en-US', '12345.6'],
    ['90071992547409931.5', 'en-US', '90071992547409931.5'],
  ])('%s in %s', (typed, tag, exact) => expect(decimalText(typed, tag)).toBe(exact));

  it.each(['', 'abc', '1.2.3', '1,2,3', '--', '1e5'])('refuses %j', (typed) =>
    expect(decimalText(typed, 'en-US')).toBeNull(),
  );
});

describe('texts for a field', () => {
  const status = choice(both('Status'), {
    choices: [
      { value: 'in_progress', label: { en: 'In progress', tr: 'Sürüyor' }, aliases: ['wip'] },
    ],
  });
  it('reads every kind', () => {
    expect(parseText(integer(both('n')), '12', us)).toEqual({ value: 12 });
    expect(parseText(integer(both('n')), '1.5', us)).toEqual({ code: 'integer' });
    expect(parseText(integer(both('n'), { max: 5 }), '6', us)).toEqual({ code: 'big' });
    expect(parseText(percent(both('p')), '12,5 %', tr)).toEqual({ value: 12.5 });
    expect(parseText(money(both('m')), '1.250', tr)).toEqual({ value: '1250.00' });
    expect(parseText(money(both('m')), '1250', us, 'JPY')).toEqual({ value: '1250' });
    expect(parseText(boolean(both('b')), 'Evet', tr)).toEqual({ value: true });
    expect(parseText(status, 'In Progress', us)).toEqual({ value: 'in_progress' });
    expect(parseText(status, 'sürüyor', us)).toEqual({ value: 'in_progress' });
    expect(parseText(status, 'WIP', us)).toEqual({ value: 'in_progress' });
    expect(parseText(status, 'nope', us)).toEqual({ code: 'choice' });
    expect(
      parseText(multiChoice(both('c'), { choices: status.choices ?? [] }), 'wip; wip', us),
    ).toEqual({ value: ['in_progress'] });
    expect(parseText(email(both('e')), 'Anna <ANNA@x.example>', us)).toEqual({
      value: 'anna@x.example',
    });
    expect(parseText(email(both('e')), 'anna', us)).toEqual({ code: 'email' });
    expect(parseText(url(both('u')), 'x.example/a', us)).toEqual({ value: 'https://x.example/a' });
    expect(parseText(url(both('u')), 'javascript:alert(1)', us)).toEqual({ code: 'url' });
    expect(parseText(tags(both('t')), 'a, b;a', us)).toEqual({ value: ['a', 'b'] });
    expect(parseText(date(both('d')), 'never', us)).toEqual({ code: 'date' });
  });

  it('treats nothing as empty, unless it is required', () => {
    expect(parseText(text(both('x')), '  ', us)).toEqual({ value: null });
    expect(parseText(tags(both('x')), '', us)).toEqual({ value: [] });
    expect(parseText(text(both('x'), { required: true }), ' ', us)).toEqual({ code: 'required' });
  });

  it('shows values in the words of the reader', () => {
    const words = { yes: 'Yes', no: 'No', recurrence: (rule: string) => `by ${rule}` };
    const show = (field: typeof status, value: unknown, record = {}) =>
      formatValue({ path: 'x_id', field }, value, record, us, words);
    expect(show(status, 'in_progress')).toBe('In progress');
    expect(show(status, 'gone')).toBe('gone');
    expect(
      show(money(both('m'), { base: 'b' }) as typeof status, '90071992547409931.50', {
        currency: 'EUR',
      }),
    ).toBe('€90,071,992,547,409,931.50');
    expect(formatMoney('1500000.00', 'GBP', 'en-GB')).toBe('£1,500,000');
    expect(formatMoney('1.50', 'GBP', 'en-GB')).toBe('£1.50');
    expect(formatMoney('5', 'nonsense', 'en')).toBe('5 nonsense');
    expect(show({ kind: 'ref', label: both('r') }, 'id', { x: { id: 'id', title: 'Acme' } })).toBe(
      'Acme',
    );
    expect(show({ kind: 'boolean', label: both('b') }, false)).toBe('No');
    const list = longText(both('l'), { format: 'checklist' }) as typeof status;
    expect(show(list, '[x] Book\n[ ] Order')).toBe('☑ Book\n☐ Order');
    expect(formatRelative('2026-03-01T10:00:00Z', us)).toBe('3 days ago');
  });
});

describe('phone numbers', () => {
  it.each([
    ['+442079460715', '+44 207 946 0715'],
    ['+14155550101', '+1 415 555 0101'],
    ['+905321234567', '+90 532 123 4567'],
    ['+35312345678', '+353 1234 5678'],
    ['+493023125301', '+49 302 312 5301'],
  ])('groups %s', (stored, shown) => {
    expect(formatPhone(stored)).toBe(shown);
  });

  it('leaves alone what is stored without its country', () => {
    expect(formatPhone('0800 FLOWERS')).toBe('0800 FLOWERS');
    expect(formatPhone('+12')).toBe('+12');
  });
});

describe('cells from a sheet', () => {
  it('splits rows and cells, quoted ones included', () => {
    expect(parseSheet('a\tb\r\nc\t"d\n""e"""\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd\n"e"'],
    ]);
    expect(parseSheet('5" pipe\tx')).toEqual([['5" pipe', 'x']]);
    expect(parseSheet('"open\tx')).toEqual([['"open', 'x']]);
    expect(parseSheet('')).toEqual([['']]);
    expect(parseSheet(sheetCell('a\n"b"'))).toEqual([['a\n"b"']]);
  });
});
