import { describe, expect, test } from 'vitest';
import { daysOf, hoursElsewhere, stepped } from './days';
import { byDay, type Entry, instantAt, moved, placedOn, resized } from './layout';

const zone = 'Europe/Berlin';
const entry = (start: string, end: string | null = null, more: Partial<Entry> = {}): Entry => ({
  ...{ object: 'tasks', id: 'a', version: 1, title: 'a', start, end },
  ...{ all_day: false, owner_id: null, done: false, repeats: false, expected: false },
  ...more,
});

describe('days', () => {
  test('of the views, weeks from Monday', () => {
    expect(daysOf('week', '2027-03-28')[0]).toBe('2027-03-22');
    expect(daysOf('month', '2027-03-15')).toHaveLength(42);
    expect(daysOf('day', '2027-03-15')).toEqual(['2027-03-15']);
    expect(stepped('month', '2027-01-31', 1)).toBe('2027-02-01');
    expect(stepped('week', '2027-03-28', -1)).toBe('2027-03-21');
  });

  test('an entry of several days stands on each', () => {
    const days = daysOf('week', '2027-03-22');
    const found = byDay([entry('2027-03-22T22:00:00Z', '2027-03-24T23:00:00Z')], days, zone);
    expect(days.filter((day) => found.get(day)?.length)).toEqual([
      '2027-03-22',
      '2027-03-23',
      '2027-03-24',
    ]);
  });
});

test('of a day what lasts all of it comes first, then everything as it begins, whatever it is', () => {
  const day = '2027-03-22';
  const at = (id: string, from: string, more: Partial<Entry> = {}) =>
    entry(`${day}T${from}:00Z`, null, { id, ...more });
  const night = entry('2027-03-21T20:00:00Z', `${day}T01:00:00Z`, { id: 'night' });
  const found = byDay(
    [at('late', '16:30'), at('early', '09:30'), at('meeting', '10:00'), night].concat(
      at('all day', '23:00', { all_day: true, start: '2027-03-21T23:00:00Z' }),
    ),
    [day],
    zone,
  );
  expect(found.get(day)?.map(({ id }) => id)).toEqual([
    'all day',
    'night',
    'early',
    'meeting',
    'late',
  ]);
});

describe('columns', () => {
  test('what overlaps stands side by side, what follows takes the whole width', () => {
    const day = '2027-03-22';
    const at = (from: string, to: string) => entry(`${day}T${from}:00Z`, `${day}T${to}:00Z`);
    const placed = placedOn(
      day,
      [at('08:00', '09:00'), at('08:30', '10:00'), at('09:00', '09:30'), at('12:00', '12:05')],
      zone,
    );
    expect(placed.map(({ from, to, lane, lanes }) => [from, to, lane, lanes])).toEqual([
      [540, 600, 0, 2],
      [570, 660, 1, 2],
      [600, 630, 0, 2],
      [780, 810, 0, 1],
    ]);
  });

  test('over midnight it goes on at the top of the next day', () => {
    const night = entry('2027-03-22T22:00:00Z', '2027-03-23T01:00:00Z');
    expect(placedOn('2027-03-22', [night], zone)[0]).toMatchObject({ from: 1380, to: 1440 });
    expect(placedOn('2027-03-23', [night], zone)[0]).toMatchObject({
      ...{ from: 0, to: 120, continued: true },
    });
  });

  test('an hour that comes twice is drawn, not turned around', () => {
    // 02:30 summer time to 02:15 winter time, 45 minutes.
    const twice = entry('2027-10-31T00:30:00Z', '2027-10-31T01:15:00Z');
    expect(placedOn('2027-10-31', [twice], zone)[0]).toMatchObject({ from: 150, to: 180 });
  });
});

describe('changes keep the clock on the wall', () => {
  test('over the day clocks are put forward, with its length', () => {
    const before = entry('2027-03-27T08:00:00.000Z', '2027-03-27T09:00:00.000Z');
    expect(moved(before, 1, 0, zone)).toMatchObject({
      ...{ start: '2027-03-28T07:00:00.000Z', end: '2027-03-28T08:00:00.000Z' },
    });
    // 02:30 does not exist on that day.
    const early = entry('2027-03-27T01:30:00.000Z');
    expect(moved(early, 1, 0, zone).start).toBe('2027-03-28T01:30:00.000Z');
  });

  test('over the day they are put back, whole days too', () => {
    const before = entry('2027-10-30T22:00:00.000Z', '2027-10-31T23:00:00.000Z', { all_day: true });
    expect(moved(before, 1, 0, zone)).toMatchObject({
      ...{ start: '2027-10-31T23:00:00.000Z', end: '2027-11-01T23:00:00.000Z' },
    });
  });

  test('minutes lead to the next and the previous day', () => {
    expect(moved(entry('2027-03-22T22:45:00Z'), 0, 30, zone).start).toBe(
      '2027-03-22T23:15:00.000Z',
    );
    expect(instantAt('2027-03-22', -15, zone).toISOString()).toBe('2027-03-21T22:45:00.000Z');
  });

  test('a length stays within bounds', () => {
    const one = entry('2027-03-22T08:00:00.000Z', '2027-03-22T09:00:00.000Z');
    expect(resized(one, 15).end).toBe('2027-03-22T09:15:00.000Z');
    expect(resized(one, -600).end).toBe('2027-03-22T08:15:00.000Z');
    expect(resized(entry('2027-03-22T08:00:00.000Z'), 15).end).toBe('2027-03-22T08:45:00.000Z');
  });
});

test('a second zone shows both hours where only its clocks change in between', () => {
  const days = ['2027-03-13', '2027-03-15'].map((day) => instantAt(day, 9 * 60, zone));
  expect(hoursElsewhere(days, 'America/New_York', 'en-GB')).toBe('03:00/04:00');
  expect(hoursElsewhere(days, 'Asia/Kolkata', 'en-GB')).toBe('13:30');
});
