import { randomFillSync } from 'node:crypto';
import { v7, validate, version } from 'uuid';
import { type Clock, systemClock } from './clock';

/** Random bytes for 256 ids at a time: asking for them is most of the price of an id. */
const bytes = new Uint8Array(16 * 256);
let used = bytes.length;
let clock: Clock = systemClock;
let msecs = 0;
let seq = 0;

/** A new UUIDv7: ids made later sort later, also within one millisecond of one process. */
export function newId(): string {
  if (used === bytes.length) {
    randomFillSync(bytes);
    used = 0;
  }
  const random = bytes.subarray(used, (used += 16));
  const now = clock.now().getTime();
  if (now > msecs) {
    msecs = now;
    // 31 random bits, so that there is room to count up from them.
    seq =
      (((random[6] ?? 0) & 0x7f) << 24) |
      ((random[7] ?? 0) << 16) |
      ((random[8] ?? 0) << 8) |
      (random[9] ?? 0);
  } else {
    seq = (seq + 1) | 0;
    if (seq === 0) msecs += 1;
  }
  return v7({ random, msecs, seq });
}

/**
 * Takes the time of ids from another clock until `run` is through, to tell of a past. Only while nothing else makes ids in
 * this process: before it serves.
 */
export async function withIdsOf<T>(other: Clock, run: () => Promise<T>): Promise<T> {
  [clock, msecs] = [other, 0];
  try {
    return await run();
  } finally {
    [clock, msecs] = [systemClock, 0];
  }
}

/** Whether a text is a UUID of any version, as PostgreSQL would take it with hyphens. */
export const isId = (text: string): boolean => validate(text);

/** The smallest UUIDv7 of an instant: the lower bound of everything made from then on. */
export function firstIdAt(instant: Date): string {
  const hex = instant.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The instant a UUIDv7 was made, ms since 1970; null for anything else. */
export function instantOf(id: string): number | null {
  if (!validate(id) || version(id) !== 7) return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
