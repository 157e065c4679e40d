import { describe, expect, test } from 'vitest';
import { checklistProgress, checklistText, readChecklist, writeChecklist } from './checklist';
import { readRule } from './recurrence';
import { placesOf, writeRule } from './write-recurrence';

describe('rules', () => {
  test.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3;COUNT=5',
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270331T235959Z',
    'FREQ=WEEKLY',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=YEARLY;COUNT=1',
  ])('%s is taken apart and put together again', (rule) => {
    const repeat = readRule(rule);
    expect(repeat).not.toBeNull();
    expect(repeat && writeRule(repeat)).toBe(rule);
  });

  test.each([
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=DAILY;UNTIL=20270331T100000Z',
    'FREQ=HOURLY',
  ])('%s is left as it is', (rule) => {
    expect(readRule(rule)).toBeNull();
  });

  test('days are written in the order of the week', () => {
    const repeat = { every: 'week', interval: 1, days: ['FR', 'MO'], on: null, end: null } as const;
    expect(writeRule(repeat)).toBe('FREQ=WEEKLY;BYDAY=MO,FR');
  });

  test('a day has places in its month: by number, by weekday, as the last', () => {
    expect(placesOf('2027-03-09')).toEqual([{ day: 9 }, { place: 2, weekday: 'TU' }]);
    expect(placesOf('2027-03-31')).toEqual([
      { day: 31 },
      { place: -1, weekday: 'WE' },
      { day: -1 },
    ]);
    expect(placesOf('2027-02-22')).toEqual([
      { day: 22 },
      { place: 4, weekday: 'MO' },
      { place: -1, weekday: 'MO' },
    ]);
  });
});

test('a checklist is read and written line by line', () => {
  const items = readChecklist('[x] Book\n[ ] Order\n- [ ] Print');
  expect(writeChecklist(items)).toBe('[x] Book\n[ ] Order\n[ ] Print');
  expect(writeChecklist([])).toBeNull();
  expect(checklistProgress('[x] Book\n[ ] Order')).toBe('1/2');
  expect(checklistText('[x] Book\n[ ] Order')).toBe('☑ Book\n☐ Order');
});
