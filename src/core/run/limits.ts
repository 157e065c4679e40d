import type { Limit, Limiter, Taken } from '@/platform/limits';
import type { Contract } from '../shape/contract';
import { AppError, type ErrorDetails } from '../shape/errors';
import type { Principal } from './context';

/** A whole office may sit behind one address. */
const perAddress: Limit = { points: 6000, seconds: 60 };
/** Thirty a second, all day: far above a person, below a runaway script. */
const perPrincipal: Limit = { points: 1800, seconds: 60 };
/** A thousand people clicking at once. */
const perCompany: Limit = { points: 60_000, seconds: 60 };

/** One limit of a request. */
interface Wanted {
  readonly bucket: string;
  readonly key: string;
  readonly limit: Limit;
  /** What it counts, in the refusal. */
  readonly what: string;
  /** Others count here too: what is refused elsewhere must not use it up. */
  readonly shared?: boolean;
}

/** The limits of one request; remembers the tightest one for the RateLimit headers. */
export class Limits {
  private tightest: (Taken & { readonly points: number }) | null = null;

  constructor(private readonly limiter: Limiter) {}

  /** By client address, before anything is looked up. Throws 429. */
  async address(bucket: string, contract: Contract): Promise<void> {
    const what = 'from this address';
    await this.take([
      { bucket: 'address', key: bucket, limit: perAddress, what },
      ...own(contract, 'address', bucket),
    ]);
  }

  /** By person or key, and by company. Throws 429. */
  async principal(principal: Principal, contract: Contract): Promise<void> {
    const key = principal.api_key_id ?? principal.user.id;
    const what = principal.api_key_id === null ? 'of yours' : 'with this API key';
    const company = { key: principal.company.id, what: 'of your company', shared: true };
    await this.take([
      { bucket: 'principal', key, limit: perPrincipal, what },
      { bucket: 'company', limit: perCompany, ...company },
      ...own(contract, 'user', key),
    ]);
  }

  /** Refused by one limit, perhaps the operation's own, such as wrong passwords: that one is told. */
  refused({ retry_after = 1, points = 0 }: ErrorDetails): void {
    this.tightest = { allowed: false, remaining: 0, reset_seconds: retry_after, points };
  }

  headers(): Record<string, string> {
    if (!this.tightest) return {};
    const { points, remaining, reset_seconds } = this.tightest;
    return {
      'ratelimit-limit': String(points),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(reset_seconds),
    };
  }

  /** All at once, so that they cost one trip to Redis together. */
  private async take(wanted: readonly Wanted[]): Promise<void> {
    const all = await Promise.all(
      wanted.map(async (one) => ({
        ...one,
        taken: await this.limiter.take(one.bucket, one.key, one.limit),
      })),
    );
    for (const { taken, limit } of all) {
      if (!this.tightest || taken.remaining <= this.tightest.remaining)
        this.tightest = { ...taken, points: limit.points };
    }
    const [longest] = all
      .filter(({ taken }) => !taken.allowed)
      .sort((a, b) => b.taken.reset_seconds - a.taken.reset_seconds);
    if (!longest) return;
    for (const { bucket, key, limit, shared, taken } of all)
      if (shared && taken.allowed) await this.limiter.giveBack(bucket, key, limit);
    throw new AppError('rate_limited', `Too many requests ${longest.what}. Wait a moment.`, {
      retry_after: longest.taken.reset_seconds,
      points: longest.limit.points,
    });
  }
}

/** The limit of the operation itself, when it has one of this kind. */
function own(contract: Contract, by: 'address' | 'user', key: string): Wanted[] {
  const rate = contract.limits?.rate;
  if (rate?.by !== by) return [];
  return [{ bucket: contract.name, key, limit: rate, what: 'of this kind' }];
}
