const minute = 60;
const hour = 60 * minute;

/** Seconds from one try to the next: ten tries over 75 hours. */
export const schedule: readonly number[] = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** How far the tries spread, so that what failed together does not come back together. */
const spread = 0.15;
/** A receiver may ask for more time, up to this. */
const longestWish = 24 * hour;

/** Seconds until the try after `attempts` tries, no sooner than the receiver asked; null when that was the last. */
export function nextTry(
  attempts: number,
  wish: number | null = null,
  random: () => number = Math.random,
): number | null {
  const delay = schedule[attempts - 1];
  if (delay === undefined) return null;
  return Math.max(delay * (1 + spread * random()), Math.min(wish ?? 0, longestWish));
}

/** Seconds an endpoint is left alone after so many rounds without a success; always shorter than the wait of a lone delivery. */
export const pauseAfter = (failures: number): number =>
  failures <= 1 ? 4 : failures === 2 ? minute : failures === 3 ? 5 * minute : 10 * minute;

/** `Retry-After` in seconds; null when absent or senseless. */
export function wishOf(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000);
}
