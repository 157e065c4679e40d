import { dayIn, instantIn } from '@/core/run/engine/time-zone';

const day = 86_400_000;

/** When quiet hours end that are on now; null when none are. They may reach over midnight. */
export function quietUntil(
  hours: { readonly from: string; readonly to: string } | null,
  zone: string,
  now: Date,
): Date | null {
  if (!hours || hours.from === hours.to) return null;
  for (const ahead of [-1, 0]) {
    const start = dayIn(zone, new Date(now.getTime() + ahead * day));
    const from = instantIn(zone, start, hours.from);
    const last = hours.to > hours.from ? start : nextDay(start);
    const until = instantIn(zone, last, hours.to);
    if (from <= now && now < until) return until;
  }
  return null;
}

const nextDay = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + day).toISOString().slice(0, 10);

/** The last time the digest hour came. What was there by then belongs into a digest. */
export function lastDigest(hour: number, zone: string, now: Date): Date {
  const time = `${String(hour).padStart(2, '0')}:00`;
  const today = instantIn(zone, dayIn(zone, now), time);
  return today <= now ? today : instantIn(zone, dayIn(zone, new Date(now.getTime() - day)), time);
}
