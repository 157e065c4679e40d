import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type RedisLink, redisPrefix } from './redis';

/** At most `points` in any window of `seconds`. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** Points left in the window. */
  readonly remaining: number;
  /** Seconds until the window ends, at least 1. */
  readonly reset_seconds: number;
}

export interface Limiter {
  /** Takes one point of `key` in `bucket`. Never throws. */
  take(bucket: string, key: string, limit: Limit): Promise<Taken>;
  /** Gives one point back. */
  giveBack(bucket: string, key: string, limit: Limit): Promise<void>;
  /** Gives back every point of `key`: the reason for the limit is gone. */
  forget(bucket: string, key: string, limit: Limit): Promise<void>;
}

/** Limits kept in the memory of this process: a window per key, which forgets itself when it ends. */
export function memoryLimiter(): Limiter {
  const limiterOf = kept(
    (_name, { points, seconds }) =>
      new RateLimiterMemory({ keyPrefix: '', points, duration: seconds }),
  );
  return {
    take: async (bucket, key, limit) => consume(limiterOf(bucket, limit), key),
    async giveBack(bucket, key, limit) {
      await limiterOf(bucket, limit).reward(key);
    },
    async forget(bucket, key, limit) {
      await limiterOf(bucket, limit).delete(key);
    },
  };
}

/** Limits that all processes share. While Redis is away each process counts by itself, from nothing. */
export function redisLimiter(redis: RedisLink): Limiter {
  const local = memoryLimiter();
  const limiterOf = kept(
    (name, { points, seconds }) =>
      new RateLimiterRedis({
        storeClient: redis.client,
        keyPrefix: `${redisPrefix}:limit:${name}`,
        points,
        duration: seconds,
      }),
  );
  return {
    take: async (bucket, key, limit) =>
      (await redis.ask(() => consume(limiterOf(bucket, limit), key))) ??
      local.take(bucket, key, limit),
    async giveBack(bucket, key, limit) {
      const given = await redis.ask(() => limiterOf(bucket, limit).reward(key));
      if (!given) await local.giveBack(bucket, key, limit);
    },
    async forget(bucket, key, limit) {
      await redis.ask(() => limiterOf(bucket, limit).delete(key));
      await local.forget(bucket, key, limit);
    },
  };
}

/** For load tests: everything is allowed. */
export function unlimited(): Limiter {
  return {
    take: async (_bucket, _key, { points, seconds }) => ({
      allowed: true,
      remaining: points,
      reset_seconds: seconds,
    }),
    giveBack: async () => undefined,
    forget: async () => undefined,
  };
}

const taken = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Taken => ({
  allowed,
  remaining: remainingPoints,
  reset_seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
});

/** One limiter of the library for every bucket and limit. */
function kept<T extends RateLimiterAbstract>(make: (name: string, limit: Limit) => T) {
  const limiters = new Map<string, T>();
  return (bucket: string, limit: Limit): T => {
    const name = `${bucket}:${limit.points}:${limit.seconds}`;
    let limiter = limiters.get(name);
    if (!limiter) limiters.set(name, (limiter = make(name, limit)));
    return limiter;
  };
}

/** The library refuses by throwing its result. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<Taken> {
  try {
    return taken(true, await limiter.consume(key));
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return taken(false, refused);
    throw refused;
  }
}
