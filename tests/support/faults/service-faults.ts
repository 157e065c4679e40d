import { setTimeout as sleep } from 'node:timers/promises';
import { again, type Fault, restart, unnoticed } from './fault';
import { inside } from './points';

/** PostgreSQL and the way to it. */
export const databaseFaults: readonly Fault[] = [
  {
    name: 'PostgreSQL killed',
    outage_ms: restart,
    short: true,
    async strike({ postgres }, random) {
      await postgres.kill();
      await sleep(random.between(0, 1500));
      await postgres.start();
    },
  },
  {
    name: 'PostgreSQL killed inside a create',
    outage_ms: restart,
    async strike(house) {
      await inside(house, 'web', 'events', () => house.postgres.kill());
      await house.postgres.start();
    },
  },
  {
    name: 'a backend of PostgreSQL killed',
    outage_ms: restart,
    async strike({ admin }, random) {
      const { rows } = await admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where application_name like 'ambit-%' and datname = current_database()",
      );
      process.kill(random.pick(rows).pid, 'SIGKILL');
    },
  },
  {
    name: 'every connection to PostgreSQL reset',
    outage_ms: unnoticed,
    short: true,
    async strike({ links }, random) {
      for (let times = 0; times < 3; times++) {
        links.postgres.reset();
        await sleep(random.between(50, 400));
      }
    },
  },
  {
    name: 'PostgreSQL out of reach again and again',
    outage_ms: restart,
    async strike({ links }, random) {
      for (let times = 0; times < 3; times++) {
        await links.postgres.away();
        await sleep(random.between(100, 800));
        await links.postgres.back();
        await sleep(random.between(100, 800));
      }
    },
  },
  {
    name: 'connection cut exactly where a create commits',
    outage_ms: unnoticed,
    short: true,
    async strike({ links }) {
      // The statement that keeps the answer under its key travels with the commit.
      for (const when of ['before', 'after', 'before', 'after'] as const)
        await links.postgres.cutAt('idempotency_keep', when);
    },
  },
  {
    name: 'connections to PostgreSQL half-open',
    outage_ms: restart,
    short: true,
    async strike({ links }) {
      links.postgres.halfOpen();
    },
  },
  {
    name: 'PostgreSQL silent',
    outage_ms: restart,
    async strike({ links }, random) {
      links.postgres.set({ silent: true });
      await sleep(random.between(1000, 4000));
      links.postgres.set({});
    },
  },
  {
    name: 'PostgreSQL slow: 40 ms and 300 kB/s',
    outage_ms: restart,
    async strike({ links }) {
      links.postgres.set({ delay_ms: 40, bytes_per_second: 300_000 });
      await sleep(3000);
      links.postgres.set({});
    },
  },
];

/** Redis and mail, without which everything goes on. */
export const helperFaults: readonly Fault[] = [
  {
    name: 'Redis killed and back empty',
    outage_ms: unnoticed,
    short: true,
    async strike({ redis }, random) {
      await redis.kill(true);
      await sleep(random.between(500, 2000));
      await redis.start();
    },
  },
  {
    name: 'FLUSHALL of Redis',
    outage_ms: unnoticed,
    short: true,
    async strike({ redis }, random) {
      for (let times = 0; times < 5; times++) {
        await redis.send('FLUSHALL', 'SCRIPT FLUSH');
        await sleep(random.between(20, 300));
      }
    },
  },
  {
    name: 'Redis hangs',
    outage_ms: unnoticed,
    async strike({ redis }, random) {
      redis.signal('SIGSTOP');
      await sleep(random.between(1000, 4000));
      redis.signal('SIGCONT');
    },
  },
  {
    name: 'Redis comes and goes',
    outage_ms: unnoticed,
    async strike({ links }, random) {
      for (let times = 0; times < 4; times++) {
        await links.redis.away();
        await sleep(random.between(50, 800));
        await links.redis.back();
        await sleep(random.between(50, 800));
      }
    },
  },
  {
    name: 'connections to Redis half-open',
    outage_ms: unnoticed,
    short: true,
    async strike({ links }) {
      links.redis.halfOpen();
      await sleep(1500);
    },
  },
  {
    name: 'Redis slow: 2 s',
    outage_ms: unnoticed,
    async strike({ links }) {
      links.redis.set({ delay_ms: 2000 });
      await sleep(4000);
      links.redis.set({});
    },
  },
  {
    name: 'Redis away from the start',
    outage_ms: restart,
    async strike(house, random) {
      await house.redis.kill(true);
      await again(house, 'web', 'worker');
      await sleep(random.between(500, 1500));
      await house.redis.start();
    },
  },
  {
    name: 'mail server away',
    outage_ms: unnoticed,
    async strike({ links }, random) {
      await links.mail.away();
      await sleep(random.between(1000, 3000));
      await links.mail.back();
    },
  },
  {
    name: 'mail server silent',
    outage_ms: unnoticed,
    short: true,
    async strike({ links }, random) {
      links.mail.set({ silent: true });
      await sleep(random.between(1000, 3000));
      links.mail.set({});
    },
  },
  {
    name: 'connections to the mail server reset and slow',
    outage_ms: unnoticed,
    async strike({ links }, random) {
      links.mail.set({ delay_ms: 100, bytes_per_second: 2000 });
      for (let times = 0; times < 5; times++) {
        await sleep(random.between(100, 600));
        links.mail.reset();
      }
      links.mail.set({});
    },
  },
];
