import { describe, expect, test } from 'vitest';
import { nextOccurrence, plainRule } from './recurrence';

const next = (rule: string, due: string, zone: string, now = due) =>
  nextOccurrence(rule, new Date(due), new Date(now), zone);

describe('rules', () => {
  test('days and longer are taken in their plain form', () => {
    expect(plainRule(' rrule:freq=weekly;byday=mo,we ')).toBe('FREQ=WEEKLY;BYDAY=MO,WE');
    expect(plainRule('FREQ=MONTHLY;BYDAY=-1FR')).toBe('FREQ=MONTHLY;BYDAY=-1FR');
  });
  test.each([
    'weekly',
    '',
    'FREQ=HOURLY',
    'FREQ=SECONDLY;COUNT=1000000',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;INTERVAL=100',
    'FREQ=DAILY;COUNT=1000',
    'FREQ=DAILY;COUNT=3;UNTIL=20270101',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=WEEKLY;BYDAY=2MO',
    'FREQ=DAILY;BYHOUR=3',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2',
    'FREQ=DAILY;DTSTART=20200101',
    'INTERVAL=2',
    'FREQ=DAILY\nRDATE:20200101',
  ])('%j is refused', (rule) => {
    expect(plainRule(rule)).toBeNull();
  });
});

describe('the next time keeps the time on the wall', () => {
  test.each([
    ['Europe/Berlin', '2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z'],
    ['Europe/Berlin', '2026-10-24T07:00:00.000Z', '2026-10-25T08:00:00.000Z'],
    ['America/New_York', '2026-03-07T14:00:00.000Z', '2026-03-08T13:00:00.000Z'],
    ['America/New_York', '2026-10-31T13:00:00.000Z', '2026-11-01T14:00:00.000Z'],
    // No summer time since 2016.
    ['Europe/Istanbul', '2026-03-28T06:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['Europe/Istanbul', '2026-10-24T06:00:00.000Z', '2026-10-25T06:00:00.000Z'],
  ])('9 in the morning in %s, after %s', (zone, due, expected) => {
    expect(next('FREQ=DAILY', due, zone)?.due_at).toBe(expected);
  });
  test('a time the clocks skip comes as soon as they go on', () => {
    const skipped = next('FREQ=DAILY', '2026-03-28T01:30:00.000Z', 'Europe/Berlin');
    expect(skipped?.due_at).toBe('2026-03-29T01:30:00.000Z');
  });
  test('the day is that of the zone, also around midnight', () => {
    const monday = next('FREQ=WEEKLY;BYDAY=MO', '2026-03-22T22:30:00.000Z', 'Europe/Istanbul');
    expect(monday?.due_at).toBe('2026-03-29T22:30:00.000Z');
  });
});

describe('which time is next', () => {
  const zone = 'Europe/Berlin';
  test('the last day of months of any length', () => {
    expect(next('FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31T08:00:00.000Z', zone)?.due_at).toBe(
      '2026-02-28T08:00:00.000Z',
    );
  });
  test('what was missed is not caught up, and the rhythm stays', () => {
    const due = '2026-01-05T08:00:00.000Z';
    const late = next('FREQ=WEEKLY;INTERVAL=2', due, zone, '2026-01-26T12:00:00.000Z');
    expect(late?.due_at).toBe('2026-02-02T08:00:00.000Z');
  });
  test('done early, it is the one after', () => {
    const early = next('FREQ=DAILY', '2026-01-05T08:00:00.000Z', zone, '2026-01-01T08:00:00.000Z');
    expect(early?.due_at).toBe('2026-01-06T08:00:00.000Z');
  });
  test('a series counts down and ends', () => {
    const due = '2026-01-05T08:00:00.000Z';
    expect(next('FREQ=DAILY;COUNT=2', due, zone)?.recurrence).toBe('FREQ=DAILY;COUNT=1');
    expect(next('FREQ=DAILY;COUNT=1', due, zone)).toBeNull();
    expect(next('FREQ=DAILY;UNTIL=20260105', due, zone)).toBeNull();
    expect(next('FREQ=DAILY;UNTIL=20260106T230000Z', due, zone)?.due_at).toBe(
      '2026-01-06T08:00:00.000Z',
    );
  });
  test('what rested for very long starts anew, and quickly', () => {
    const started = performance.now();
    const now = '2026-01-05T12:00:00.000Z';
    expect(next('FREQ=DAILY', '0001-01-05T08:00:00.000Z', 'UTC', now)?.due_at).toBe(
      '2026-01-06T08:00:00.000Z',
    );
    expect(next('FREQ=YEARLY;INTERVAL=99', '9950-02-28T08:00:00.000Z', 'UTC', now)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
  // A rule that is taken is one that comes again: the library would search for the others for many seconds.
  test('every rule that is taken comes again', () => {
    const days = ['MO', '5FR', '-1SU', 'MO,TU,WE,TH,FR'];
    const rules = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].flatMap((frequency) =>
      [1, 2, 6, 7, 11, 12, 24, 99].flatMap((interval) => {
        const rule = `FREQ=${frequency};INTERVAL=${interval}`;
        return [
          rule,
          ...days.flatMap((day) => [`${rule};BYDAY=${day}`, `${rule};BYDAY=${day};BYSETPOS=4`]),
          ...['30', '31', '-1'].map((day) => `${rule};BYMONTHDAY=${day}`),
          `${rule};BYMONTH=2;BYMONTHDAY=30`,
        ];
      }),
    );
    const taken = rules.filter((rule) => plainRule(rule) !== null);
    expect(taken.length).toBeGreaterThan(50);
    for (const due of ['2024-02-29T12:00:00.000Z', '2026-01-31T12:00:00.000Z']) {
      const ends = taken.filter((rule) => next(rule, due, 'UTC') === null);
      expect(ends).toEqual([]);
    }
  });
});
