import { randomBytes } from 'node:crypto';
import { type RedisLink, redisPrefix } from '../redis';
import { type Cache, memoryBytes } from './cache';
import { RecentTexts } from './recent-texts';

/** How often a process in doubt tries to end it, ms. */
const tryEvery = 250;
/** Longer than any text is kept, seconds: a version that ran out is made anew. */
const versionSeconds = 86_400;
const largest = 256 * 1024;

const versionName = (tag: string): string => `${redisPrefix}:cache:tag:${tag}`;
const textName = (key: string): string => `${redisPrefix}:cache:text:${key}`;
/** One tag of everything. */
const all = '*';
/** Random, so that one which Redis lost never comes back. */
const newVersion = (): string => randomBytes(9).toString('base64url');

/**
 * The cache of all processes: versions of tags in Redis, asked for every time; texts in memory, and in Redis for the other
 * processes. A process that lost Redis may have missed to bump, so it knows nothing until it has bumped everything; a
 * process that starts does the same for one that was killed between a commit and its bump.
 */
export function redisCache(redis: RedisLink, most = memoryBytes): Cache {
  const texts = new RecentTexts(most);
  let doubt = false;
  let losses = 0;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const lost = (): void => {
    losses++;
    if (doubt || ended) return;
    doubt = true;
    timer = setInterval(recover, tryEvery).unref();
  };
  const recover = async (): Promise<void> => {
    const before = losses;
    const done = await redis.ask((client) => setVersions(client, [all]));
    if (done === null || losses !== before) return;
    doubt = false;
    clearInterval(timer);
  };
  redis.client.on('close', lost).on('end', () => {
    ended = true;
    clearInterval(timer);
  });
  lost();
  void recover();

  /** Null: Redis is away. */
  const versionsOf = async (tags: readonly string[]): Promise<string | null> => {
    const names = tags.map(versionName);
    const found = await redis.ask((client) => client.mget(names));
    if (found === null || !found.includes(null)) return found?.join() ?? null;
    const made = await redis.ask((client) => {
      const batch = client.pipeline();
      for (const name of names) batch.set(name, newVersion(), 'EX', versionSeconds, 'NX');
      return batch.mget(names).exec();
    });
    const versions = made?.at(-1)?.[1] as readonly (string | null)[] | null | undefined;
    return versions && !versions.includes(null) ? versions.join() : null;
  };

  return {
    async look(key, tags) {
      if (doubt) return null;
      const versions = await versionsOf([all, ...tags]);
      if (versions === null) return null;
      const near = texts.get(key, versions);
      if (near !== null) return { versions, kept: near };
      const far = await redis.ask((client) =>
        client.pipeline().get(textName(key)).pttl(textName(key)).exec(),
      );
      const value = far?.[0]?.[1];
      const left = Number(far?.[1]?.[1] ?? 0);
      if (typeof value !== 'string' || !value.startsWith(`${versions}\n`) || left <= 0)
        return { versions, kept: null };
      const kept = value.slice(versions.length + 1);
      texts.put(key, versions, kept, left);
      return { versions, kept };
    },
    keep(key, versions, text, ttl_seconds) {
      texts.put(key, versions, text, ttl_seconds * 1000);
      if (doubt || text.length > largest) return;
      const value = `${versions}\n${text}`;
      // A Redis that is full refuses it, and is not away for that.
      if (redis.ready()) redis.client.set(textName(key), value, 'EX', ttl_seconds).catch(() => {});
    },
    async bump(tags) {
      if ((await redis.ask((client) => setVersions(client, tags))) === null) lost();
    },
    bytes: () => texts.bytes,
  };
}

async function setVersions(client: RedisLink['client'], tags: readonly string[]): Promise<true> {
  const batch = client.pipeline();
  for (const tag of tags) batch.set(versionName(tag), newVersion(), 'EX', versionSeconds);
  for (const [error] of (await batch.exec()) ?? []) if (error) throw error;
  return true;
}
