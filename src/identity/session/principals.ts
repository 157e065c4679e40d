import type { Principal } from '@/core/run/context';
import { revokedChannel } from '@/core/run/revoked';
import type { Bus } from '@/platform/bus/bus';
import type { Database } from '@/platform/db/types';

/** How long a principal may be used without asking the database again, ms. */
const freshFor = 1000;

interface Entry {
  readonly until: number;
  readonly principal: Promise<Principal | null>;
  /** What the look-up found, once it has. */
  found?: Principal | null;
}

/** Whose cached principals to forget; every given part must match. */
export interface Revoked {
  readonly user_id?: string;
  readonly company_id?: string;
  readonly session_id?: string;
  readonly api_key_id?: string;
}

/**
 * Principals by the hash of their token, at most a second old. Concurrent requests of one token
 * share one look-up. What is revoked here is gone at once in this process; others hear of it over the bus, or forget
 * it within a second.
 */
export class PrincipalCache {
  private readonly entries = new Map<string, Entry>();
  private readonly buses = new Set<Bus>();
  /** How often the database was spared, for the metrics. */
  readonly lookups = { hit: 0, miss: 0 };

  async get(key: string, load: () => Promise<Principal | null>): Promise<Principal | null> {
    const now = performance.now();
    const entry = this.entries.get(key);
    if (entry && entry.until > now) {
      this.lookups.hit += 1;
      return entry.principal;
    }
    this.lookups.miss += 1;
    this.dropStale(now);
    const principal = load();
    const made: Entry = { until: now + freshFor, principal };
    this.entries.set(key, made);
    try {
      made.found = await principal;
      return made.found;
    } catch (error) {
      if (this.entries.get(key) === made) this.entries.delete(key);
      throw error;
    }
  }

  /** Call after the commit: forgets here and tells everybody. */
  revoke(revoked: Revoked): void {
    this.drop(revoked);
    for (const bus of this.buses) bus.publish(revokedChannel, { ...revoked });
  }

  /** Tells what is revoked here over `bus`, and forgets what is told there. */
  share(bus: Bus): void {
    this.buses.add(bus);
    bus.subscribe(revokedChannel, (message) => this.drop(message as Revoked));
  }

  /** A look-up under way may have read the old state, so those are dropped too. */
  private drop(revoked: Revoked): void {
    for (const [key, { found }] of this.entries) {
      if (found === undefined || (found !== null && matches(found, revoked)))
        this.entries.delete(key);
    }
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  /** Entries stand in the order of their end, so this looks at no more than it drops. */
  private dropStale(now: number): void {
    for (const [key, { until }] of this.entries) {
      if (until > now) return;
      this.entries.delete(key);
    }
  }
}

/** Whether what was revoked concerns `principal`. */
export function matches(
  principal: Principal,
  { user_id, company_id, session_id, api_key_id }: Revoked,
): boolean {
  return (
    (user_id === undefined || principal.user.id === user_id) &&
    (company_id === undefined || principal.company.id === company_id) &&
    (session_id === undefined || principal.session_id === session_id) &&
    (api_key_id === undefined || principal.api_key_id === api_key_id)
  );
}

const caches = new WeakMap<Database, PrincipalCache>();

/** The cache that belongs to a database. */
export function principalsOf(db: Database): PrincipalCache {
  let cache = caches.get(db);
  if (!cache) {
    cache = new PrincipalCache();
    caches.set(db, cache);
  }
  return cache;
}
