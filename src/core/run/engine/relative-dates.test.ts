import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter, relativeDays } from './relative-dates';
import { dayIn, startOfDay } from './time-zone';

describe('relative dates', () => {
  // A Wednesday in a leap year.
  const today = '2024-02-28';
  it.each([
    ['today', '2024-02-28', '2024-02-28'],
    ['yesterday', '2024-02-27', '2024-02-27'],
    ['tomorrow', '2024-02-29', '2024-02-29'],
    ['-7d', '2024-02-21', '2024-02-21'],
    ['+2d', '2024-03-01', '2024-03-01'],
    ['+1w', '2024-03-06', '2024-03-06'],
    ['-12m', '2023-02-28', '2023-02-28'],
    ['+1y', '2025-02-28', '2025-02-28'],
    ['this_week', '2024-02-26', '2024-03-03'],
    ['last_week', '2024-02-19', '2024-02-25'],
    ['next_week', '2024-03-04', '2024-03-10'],
    ['this_month', '2024-02-01', '2024-02-29'],
    ['last_month', '2024-01-01', '2024-01-31'],
    ['next_month', '2024-03-01', '2024-03-31'],
    ['this_quarter', '2024-01-01', '2024-03-31'],
    ['last_quarter', '2023-10-01', '2023-12-31'],
    ['next_quarter', '2024-04-01', '2024-06-30'],
    ['this_year', '2024-01-01', '2024-12-31'],
    ['last_year', '2023-01-01', '2023-12-31'],
    ['next_year', '2025-01-01', '2025-12-31'],
  ])('%s', (text, from, to) => expect(relativeDays(text, today)).toEqual({ from, to }));

  it('keeps to the last day of shorter months', () => {
    expect(relativeDays('+1m', '2024-01-31')?.from).toBe('2024-02-29');
    expect(relativeDays('-1y', '2024-02-29')?.from).toBe('2023-02-28');
  });

  it.each(['', 'now', '7d', '-7', '-99999d', '-7x', 'this_day', 'toString', '__proto__', 'Today'])(
    'refuses %s',
    (text) => expect(relativeDays(text, today)).toBeNull(),
  );

  it.each(['-9999y', '-2024y'])('refuses a day before the calendar: %s', (text) =>
    expect(relativeDays(text, today)).toBeNull(),
  );
  it.each([
    ['2024-02-29', '2024-03-01'],
    ['0001-01-01', '0001-01-02'],
    ['0099-12-31', '0100-01-01'],
  ])('knows the day after %s', (day, next) => expect(dayAfter(day)).toBe(next));
  it('counts in the first century too', () =>
    expect(relativeDays('-1950y', '2026-05-06')?.from).toBe('0076-05-06'));
});

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Istanbul', '2026-07-01', '2026-06-30T21:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-02', '2026-11-02T08:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
    ['UTC', '2026-01-01', '2026-01-01T00:00:00.000Z'],
    // Clocks went from 23:59:59 to 01:00:00: the day began an hour late.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // Clocks went back at midnight: 23:00 came twice, the next day began once.
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00.000Z'],
    ['Africa/Cairo', '2023-04-28', '2023-04-27T22:00:00.000Z'],
    ['UTC', '0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['UTC', '0050-06-01', '0050-06-01T00:00:00.000Z'],
    // Local mean time: 53 minutes and 28 seconds east.
    ['Europe/Berlin', '0050-06-01', '0050-05-31T23:06:32.000Z'],
  ])('%s %s begins at %s', (zone, day, start) =>
    expect(startOfDay(zone, day).toISOString()).toBe(start),
  );

  it('the start of a day lies on it and the moment before does not', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'America/Sao_Paulo',
      'Pacific/Apia',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    );
    const instants = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const day = dayIn(zone, instant);
        const start = startOfDay(zone, day);
        expect(dayIn(zone, start)).toBe(day);
        expect(dayIn(zone, new Date(start.getTime() - 1)) < day).toBe(true);
        expect(start.getTime()).toBeLessThanOrEqual(instant.getTime());
      }),
    );
  });
});
