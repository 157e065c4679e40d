import { describe, expect, test } from 'vitest';
import type { RecordData } from '@/ui/data/types';
import type { Locale } from '@/ui/patterns/values/locale';
import { working } from '@/ui/patterns/values/recurrence';
import { arrange, boundsOf, groupNames, groupOf, type Reads } from './groups';
import { dayOfSnooze, laterToday, onDay } from './snooze';
import { readTitle } from './title-date';

/** A Thursday, three in the afternoon in Istanbul (UTC+3). */
const locale: Locale = {
  tag: 'en-TR',
  language: 'en',
  timeZone: 'Europe/Istanbul',
  currency: 'TRY',
  now: new Date('2027-03-25T12:00:00.000Z'),
};
const at = (now: string, timeZone = locale.timeZone): Locale => ({
  ...locale,
  timeZone,
  now: new Date(now),
});

const task = (id: string, due_at: string | null, more: object = {}): RecordData => ({
  id,
  title: id,
  version: 1,
  created_at: '2027-01-01T00:00:00.000Z',
  updated_at: '2027-01-01T00:00:00.000Z',
  deleted_at: null,
  custom: {},
  owner_id: 'me',
  status: 'open',
  done_at: null,
  all_day: false,
  due_at,
  ...more,
});

describe('a time named in a title', () => {
  test.each([
    ['call Anna next tue 3pm', 'call Anna', '2027-03-30T12:00:00.000Z', false],
    ['Send the offer tomorrow', 'Send the offer', '2027-03-25T21:00:00.000Z', true],
    ['Lunch with Bo on friday at 12:30', 'Lunch with Bo', '2027-03-26T09:30:00.000Z', false],
    ['tomorrow 9am stand-up', 'stand-up', '2027-03-26T06:00:00.000Z', false],
    ['call back in 2 hours', 'call back', '2027-03-25T14:00:00.000Z', false],
    ['renew 5 may 2027', 'renew', '2027-05-04T21:00:00.000Z', true],
    // Half past two has passed.
    ['ring 14:30', 'ring', '2027-03-26T11:30:00.000Z', false],
    ["yarın 15:00'te Anna'yı ara", "Anna'yı ara", '2027-03-26T12:00:00.000Z', false],
    ['Teklifi haftaya salı gönder', 'Teklifi gönder', '2027-03-29T21:00:00.000Z', true],
    ['Ara 3 gün sonra', 'Ara', '2027-03-27T21:00:00.000Z', true],
    ['Sunumu bitir CUMARTESİ', 'Sunumu bitir', '2027-03-26T21:00:00.000Z', true],
  ])('%s', (text, title, due_at, all_day) => {
    expect(readTitle(text, locale)).toMatchObject({ title, due_at, all_day });
  });

  test.each([
    ['report every week', '2027-03-24T21:00:00.000Z', true, 'FREQ=WEEKLY'],
    ['report every day 9am', '2027-03-26T06:00:00.000Z', false, 'FREQ=DAILY'],
    ['report every 2 weeks', '2027-03-24T21:00:00.000Z', true, 'FREQ=WEEKLY;INTERVAL=2'],
    ['report every monday at 9:00', '2027-03-29T06:00:00.000Z', false, 'FREQ=WEEKLY;BYDAY=MO'],
    // Today is one, and four o'clock is still to come; two has passed.
    ['report every thu 16:00', '2027-03-25T13:00:00.000Z', false, 'FREQ=WEEKLY;BYDAY=TH'],
    ['report every thu 14:00', '2027-04-01T11:00:00.000Z', false, 'FREQ=WEEKLY;BYDAY=TH'],
    ['report every weekday', '2027-03-24T21:00:00.000Z', true, `FREQ=WEEKLY;BYDAY=${working}`],
    ['every month report', '2027-03-24T21:00:00.000Z', true, 'FREQ=MONTHLY'],
    ['her pazartesi report', '2027-03-28T21:00:00.000Z', true, 'FREQ=WEEKLY;BYDAY=MO'],
    [
      "her iş günü 10:00'da report",
      '2027-03-26T07:00:00.000Z',
      false,
      `FREQ=WEEKLY;BYDAY=${working}`,
    ],
    ['report 3 haftada bir', '2027-03-24T21:00:00.000Z', true, 'FREQ=WEEKLY;INTERVAL=3'],
    ['report ayda bir', '2027-03-24T21:00:00.000Z', true, 'FREQ=MONTHLY'],
  ])('%s', (text, due_at, all_day, recurrence) => {
    expect(readTitle(text, locale)).toMatchObject({ title: 'report', due_at, all_day, recurrence });
  });

  test('the first working day after a Friday is a Monday', () => {
    const friday = { ...locale, now: new Date('2027-03-26T12:00:00.000Z') };
    expect(readTitle('report every weekday 9:00', friday)?.due_at).toBe('2027-03-29T06:00:00.000Z');
    const sunday = { ...locale, now: new Date('2027-03-28T12:00:00.000Z') };
    expect(readTitle('report every weekday', sunday)?.due_at).toBe('2027-03-28T21:00:00.000Z');
  });

  test.each([
    'rent a car',
    'ask every customer',
    'her şey hazır',
    'every 2 weekdays of it',
    'buy 2 m cable',
    'price for 3.5 litres',
    'May to sign',
    'review 1/2 of it',
    'tomorrow',
    'sit in the sun',
    '',
  ])('%s names none', (text) => {
    expect(readTitle(text, locale)).toBeNull();
  });
});

describe('groups', () => {
  const bounds = boundsOf(locale);

  test.each([
    ['2027-03-24T20:59:59.999Z', 'overdue'],
    ['2027-03-24T21:00:00.000Z', 'today'],
    ['2027-03-25T20:59:59.999Z', 'today'],
    ['2027-03-25T21:00:00.000Z', 'tomorrow'],
    ['2027-03-26T21:00:00.000Z', 'week'],
    ['2027-03-28T20:59:59.999Z', 'week'],
    ['2027-03-28T21:00:00.000Z', 'later'],
    [null, 'undated'],
  ])('%s is %s', (due_at, group) => {
    expect(groupOf(task('a', due_at), 'me', bounds)).toBe(group);
  });

  test('what is done, in the bin or of others', () => {
    expect(groupOf(task('a', null, { status: 'done' }), 'me', bounds)).toBe('done');
    expect(groupOf(task('a', null, { owner_id: 'you' }), 'me', bounds)).toBeNull();
    expect(groupOf(task('a', null, { deleted_at: 'x' }), 'me', bounds)).toBeNull();
  });

  test('days have 23 and 25 hours where clocks change', () => {
    const before = boundsOf(at('2027-03-27T12:00:00Z', 'Europe/Berlin'));
    expect([before.tomorrow, before.after].map((time) => new Date(time).toISOString())).toEqual([
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ]);
    const autumn = boundsOf(at('2027-10-31T12:00:00Z', 'Europe/Berlin'));
    expect(autumn.tomorrow - autumn.today).toBe(25 * 3_600_000);
  });

  test('on Sunday tomorrow is next week already', () => {
    const sunday = boundsOf(at('2027-03-28T09:00:00Z'));
    expect(groupOf(task('a', '2027-03-29T09:00:00Z'), 'me', sunday)).toBe('tomorrow');
    expect(groupOf(task('a', '2027-03-30T09:00:00Z'), 'me', sunday)).toBe('later');
  });

  test('a changed task stands where it belongs, and counts follow', () => {
    const none = Object.fromEntries(groupNames.map((name) => [name, { tasks: [], total: 0 }]));
    const moved = task('b', '2027-03-26T09:00:00.000Z');
    const reads = {
      ...none,
      today: { tasks: [task('a', '2027-03-25T09:00:00.000Z'), moved], total: 40 },
      tomorrow: { tasks: [task('c', '2027-03-26T08:00:00.000Z')], total: 7 },
      done: { tasks: [task('d', null, { status: 'done', owner_id: 'you' })], total: 3 },
    } as unknown as Reads;
    const shown = arrange(reads, 'me', bounds);
    const brief = groupNames.map((name) => [
      name,
      shown[name].total,
      shown[name].tasks.map(({ id }) => id).join(),
    ]);
    expect(brief.filter(([, total]) => total !== 0)).toEqual([
      ['today', 39, 'a'],
      ['tomorrow', 8, 'c,b'],
      ['done', 2, ''],
    ]);
  });

  test('of two copies the newer one counts', () => {
    const none = Object.fromEntries(groupNames.map((name) => [name, { tasks: [], total: 0 }]));
    const reads = {
      ...none,
      overdue: { tasks: [task('a', '2027-03-01T09:00:00.000Z')], total: 1 },
      later: { tasks: [task('a', '2027-05-01T09:00:00.000Z', { version: 2 })], total: 1 },
    } as unknown as Reads;
    const { overdue, later } = arrange(reads, 'me', bounds);
    expect([overdue.total, later.total]).toEqual([0, 1]);
  });
});

describe('snoozing', () => {
  test('later today is three hours on, unless that is tomorrow', () => {
    expect(laterToday(at('2027-03-25T12:20:00.000Z'))).toEqual({
      due_at: '2027-03-25T16:00:00.000Z',
      all_day: false,
    });
    expect(laterToday(at('2027-03-25T18:30:00.000Z'))).toBeNull();
  });

  test('next week is Monday, also on a Monday and on a Sunday', () => {
    expect(dayOfSnooze('tomorrow', locale)).toBe('2027-03-26');
    expect(dayOfSnooze('next_week', locale)).toBe('2027-03-29');
    expect(dayOfSnooze('next_week', at('2027-03-29T09:00:00Z'))).toBe('2027-04-05');
    expect(dayOfSnooze('next_week', at('2027-03-28T09:00:00Z'))).toBe('2027-03-29');
  });

  test('a task keeps its time on the clock where clocks change, and a whole day stays one', () => {
    const berlin = at('2027-03-27T12:00:00Z', 'Europe/Berlin');
    const timed = task('a', '2027-03-27T08:30:00.000Z');
    expect(onDay('2027-03-29', timed, berlin).due_at).toBe('2027-03-29T07:30:00.000Z');
    const whole = task('a', '2027-03-26T23:00:00.000Z', { all_day: true });
    expect(onDay('2027-03-29', whole, berlin)).toEqual({
      due_at: '2027-03-28T22:00:00.000Z',
      all_day: true,
    });
    expect(onDay('2027-03-29', task('a', null), berlin).all_day).toBe(true);
  });
});
