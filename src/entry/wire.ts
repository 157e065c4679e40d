import type { Logger } from 'pino';
import { KeptAnswers } from '@/core/run/answers';
import type { App } from '@/core/run/context';
import { Load } from '@/core/run/load';
import type { Module } from '@/core/run/module';
import { registryOf } from '@/core/run/registry-of';
import { authenticator } from '@/identity/authenticate';
import { principalsOf } from '@/identity/session/principals';
import { type Bus, memoryBus } from '@/platform/bus/bus';
import { memoryCache } from '@/platform/cache/memory-cache';
import { redisCache } from '@/platform/cache/redis-cache';
import { type Clock, systemClock } from '@/platform/clock';
import type { Database } from '@/platform/db/types';
import type { Env } from '@/platform/env';
import { type Limiter, memoryLimiter, redisLimiter, unlimited } from '@/platform/limits';
import { createMailer, type Mailer } from '@/platform/mail/mailer';
import { createMetrics, type Metrics } from '@/platform/metrics';
import { createOutbound, type Outbound } from '@/platform/outbound/outbound';
import { silentTransport, type Transport } from '@/platform/queue/transport';
import type { RedisLink } from '@/platform/redis';
import { diskStorage } from '@/platform/storage/disk';
import type { Storage } from '@/platform/storage/storage';

export interface Parts {
  readonly env: Env;
  readonly log: Logger;
  readonly db: Database;
  readonly modules: readonly Module[];
  readonly clock?: Clock;
  readonly metrics?: Metrics;
  readonly limiter?: Limiter;
  readonly load?: Load;
  readonly mail?: Mailer;
  readonly outbound?: Outbound;
  readonly bus?: Bus;
  readonly queue?: Transport;
  readonly storage?: Storage;
  /** Shared by all processes; null: each has its memory. */
  readonly redis?: RedisLink | null;
}

/** Puts a running Ambit together. What is not given is made as the environment says; tests give their own. */
export function wire({ env, log, db, modules, ...given }: Parts): App {
  const clock = given.clock ?? systemClock;
  const registry = registryOf(modules);
  const bus = given.bus ?? memoryBus();
  const cache = given.redis ? redisCache(given.redis) : memoryCache(bus);
  const answers = new KeptAnswers(cache, registry);
  principalsOf(db).share(bus);
  return {
    env,
    log,
    clock,
    db,
    registry,
    metrics: given.metrics ?? createMetrics(),
    limiter: given.limiter ?? limiterOf(env, given.redis ?? null),
    load: given.load ?? new Load(),
    answers,
    redis: given.redis ?? null,
    bus,
    queue: given.queue ?? silentTransport(),
    storage: given.storage ?? diskStorage(env.data_dir),
    mail: given.mail ?? createMailer(env, clock),
    outbound: given.outbound ?? createOutbound({ allow: env.outbound_allow }),
    authenticate: authenticator({ env, db, registry, log, bus, answers, clock }),
  };
}

function limiterOf(env: Env, redis: RedisLink | null): Limiter {
  if (!env.rate_limit) return unlimited();
  return redis ? redisLimiter(redis) : memoryLimiter();
}
