import type { Bus } from '../bus/bus';
import { type Cache, memoryBytes } from './cache';
import { RecentTexts } from './recent-texts';

/** How long nobody else must have been heard of, ms: three of their beacons. */
const quiet = 15_000;
/** Tags whose version is remembered; beyond, all are bumped at once. */
const mostTags = 50_000;

/**
 * The cache of a process without Redis. What another process changes would be heard of too late, so it knows nothing
 * while there is another one on the bus.
 */
export function memoryCache(bus: Bus, most = memoryBytes): Cache {
  const texts = new RecentTexts(most);
  const versions = new Map<string, number>();
  let count = 0;
  let unknown = 0;
  const bumpAll = (): void => {
    versions.clear();
    unknown = ++count;
  };
  bus.onGap(bumpAll);
  const alone = (): boolean =>
    bus.state() === 'up' && performance.now() - bus.othersHeardAt() > quiet;
  return {
    async look(key, tags) {
      if (!alone()) return null;
      // Whoever was there meanwhile may have changed anything.
      const now = [bus.othersHeardAt(), ...tags.map((tag) => versions.get(tag) ?? unknown)].join();
      return { versions: now, kept: texts.get(key, now) };
    },
    keep: (key, seen, text, ttl_seconds) => texts.put(key, seen, text, ttl_seconds * 1000),
    bump(tags) {
      for (const tag of tags) versions.set(tag, ++count);
      if (versions.size > mostTags) bumpAll();
    },
    bytes: () => texts.bytes,
  };
}
