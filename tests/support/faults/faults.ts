import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../process';
import type { FaultHouse, Office } from './house';
import { inside } from './points';
import type { Random } from './seed';

/** What can happen to a running Ambit, and what callers may notice of it. */
export interface Fault {
  readonly name: string;
  /** Longest time in which nobody is answered, ms: generous enough for a machine half as fast as the one it was measured on. */
  readonly outage_ms: number;
  /** Part of the short run. */
  readonly short?: boolean;
  /** Does it and mends it; what it made beside the callers' contacts is in the answer. */
  strike(house: FaultHouse, random: Random, office: Office): Promise<{ imported: number } | void>;
}

/** Nobody should notice: writes and reads go on. */
const unnoticed = 2500;
/** A process or PostgreSQL starts again. */
const restart = 20_000;

const again = async (house: FaultHouse, ...parts: ('web' | 'worker')[]): Promise<void> => {
  await Promise.all(parts.map((part) => house.kill(part)));
  await Promise.all(parts.map((part) => house.start(part)));
};
const killedInside = (part: 'web' | 'worker', table: string) => (house: FaultHouse) =>
  inside(house, part, table, () => house.kill(part)).then(() => house.start(part));

const processes: readonly Fault[] = [
  {
    name: 'web killed at any time',
    outage_ms: restart,
    strike: (house) => again(house, 'web'),
  },
  {
    name: 'web killed inside a create',
    outage_ms: restart,
    short: true,
    strike: killedInside('web', 'events'),
  },
  {
    name: 'web and worker killed between commit and relay',
    outage_ms: restart,
    short: true,
    async strike(house, random, { company_id }) {
      house.signal('worker', 'SIGSTOP');
      const waiting = async () => {
        const { rows } = await house.admin.query('select from outbox where company_id = $1', [
          company_id,
        ]);
        return rows.length > 5;
      };
      await until(waiting, 20_000, 'events wait for the relay');
      await sleep(random.between(0, 300));
      await again(house, 'web', 'worker');
    },
  },
  {
    name: 'worker killed at any time',
    outage_ms: unnoticed,
    strike: (house) => again(house, 'worker'),
  },
  {
    name: 'relay killed between taking events and adding their jobs',
    outage_ms: unnoticed,
    short: true,
    strike: killedInside('worker', 'jobs'),
  },
  {
    name: 'worker killed inside a step: notifications',
    outage_ms: unnoticed,
    strike: killedInside('worker', 'notifications'),
  },
  {
    name: 'worker killed inside a step: deliveries of webhooks',
    outage_ms: unnoticed,
    strike: killedInside('worker', 'webhook_deliveries'),
  },
  {
    name: 'worker killed while a receiver holds a webhook',
    outage_ms: unnoticed,
    short: true,
    async strike(house) {
      const { receiver } = house;
      const usual = receiver.answer;
      let held = 0;
      receiver.answer = () => {
        held += 1;
      };
      try {
        await until(() => held > 0, 30_000, 'a webhook is held');
        await house.kill('worker');
      } finally {
        receiver.answer = usual;
      }
      await house.start('worker');
    },
  },
  {
    name: 'worker killed while the mail server takes a mail',
    outage_ms: unnoticed,
    short: true,
    async strike(house) {
      const before = house.mail.received.length;
      house.mail.hold_ms = 30_000;
      try {
        await until(() => house.mail.received.length > before, 40_000, 'a mail is held');
        await house.kill('worker');
      } finally {
        house.mail.hold_ms = 0;
      }
      await house.start('worker');
    },
  },
  {
    name: 'worker killed inside a chunk of an import',
    outage_ms: unnoticed,
    short: true,
    async strike(house, random, office) {
      const imported = 1000 * Math.floor(random.between(2, 5));
      await startImport(house, office, imported);
      await inside(house, 'worker', 'match_keys', () => house.kill('worker'));
      await house.start('worker');
      return { imported };
    },
  },
];

const databases: readonly Fault[] = [
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

const helpers: readonly Fault[] = [
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

/** The matrix. */
export const faults: readonly Fault[] = [...processes, ...databases, ...helpers];

/** Hands in a file with so many people and has it begun at once. */
async function startImport(house: FaultHouse, { ada }: Office, rows: number): Promise<void> {
  const { rows: before } = await house.admin.query<{ count: number }>(
    'select count(*)::int as count from imports',
  );
  const file = before[0]?.count ?? 0;
  const people = Array.from(
    { length: rows },
    (_, at) => `Imported,Person ${at} of ${file},p${at}.${file}@example.com`,
  );
  const form = new FormData();
  form.set('options', JSON.stringify({ start: true }));
  form.set('file', new Blob([`First name,Last name,E-mail\n${people.join('\n')}\n`]), 'people.csv');
  const answer = await fetch(`${house.url}/api/contacts/import`, {
    method: 'POST',
    headers: { cookie: ada.cookie(), origin: house.url, 'x-forwarded-for': '192.0.2.1' },
    body: form,
  });
  if (answer.status !== 202) throw new Error(`the import answered ${answer.status}`);
}
