import { expect, test } from 'vitest';
import { lastDigest, quietUntil } from './hours';

const at = (text: string) => new Date(text);
const iso = (date: Date | null) => date?.toISOString() ?? null;

test('quiet hours end where the member lives, also after midnight and where clocks change', () => {
  const night = { from: '22:00', to: '07:00' };
  const quiet = (zone: string, now: string) => iso(quietUntil(night, zone, at(now)));
  expect(quiet('Europe/Istanbul', '2026-11-26T18:59:00Z')).toBeNull();
  expect(quiet('Europe/Istanbul', '2026-11-26T19:00:00Z')).toBe('2026-11-27T04:00:00.000Z');
  expect(quiet('Europe/Istanbul', '2026-11-27T03:59:00Z')).toBe('2026-11-27T04:00:00.000Z');
  expect(quiet('Europe/Istanbul', '2026-11-27T04:00:00Z')).toBeNull();
  // Summer time begins in Berlin during this night, which is an hour shorter.
  expect(quiet('Europe/Berlin', '2026-03-28T21:30:00Z')).toBe('2026-03-29T05:00:00.000Z');
  const noon = { from: '12:00', to: '13:00' };
  expect(iso(quietUntil(noon, 'UTC', at('2026-11-26T12:30:00Z')))).toBe('2026-11-26T13:00:00.000Z');
  expect(quietUntil(noon, 'UTC', at('2026-11-26T13:30:00Z'))).toBeNull();
  expect(quietUntil({ from: '08:00', to: '08:00' }, 'UTC', at('2026-11-26T08:00:00Z'))).toBeNull();
  expect(quietUntil(null, 'UTC', at('2026-11-26T08:00:00Z'))).toBeNull();
});

test('the digest hour is that of the member, the one of yesterday before it came today', () => {
  const last = (hour: number, zone: string, now: string) => iso(lastDigest(hour, zone, at(now)));
  expect(last(8, 'Asia/Kolkata', '2026-11-26T02:29:00Z')).toBe('2026-11-25T02:30:00.000Z');
  expect(last(8, 'Asia/Kolkata', '2026-11-26T02:30:00Z')).toBe('2026-11-26T02:30:00.000Z');
  expect(last(0, 'America/New_York', '2026-11-26T04:00:00Z')).toBe('2026-11-25T05:00:00.000Z');
});
