import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../process';
import { again, type Fault, restart, unnoticed } from './fault';
import type { FaultHouse, Office } from './house';
import { inside } from './points';

const killedInside = (part: 'web' | 'worker', table: string) => (house: FaultHouse) =>
  inside(house, part, table, () => house.kill(part)).then(() => house.start(part));

/** Processes of Ambit, killed at named points and at any time. */
export const processFaults: readonly Fault[] = [
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
