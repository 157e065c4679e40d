import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '@/platform/db/embedded/account';
import { binaries, program } from '@/platform/db/embedded/binaries';
import { HttpPerson } from '../http-person';
import { freePort, kill, type Running, startProgram, statusOf, stop, until } from '../process';
import { type Receiver, startReceiver } from '../receiver';
import { startRedis, type TestRedis } from '../redis';
import { type TestMailServer, testMailServer } from '../smtp';
import { type Cluster, externalVariables, startCluster } from '../system-postgres';
import { type FaultProxy, startFaultProxy } from './proxy';

type Part = 'web' | 'worker';

/**
 * Ambit as two processes, one that answers and one that works, with a PostgreSQL, a Redis and a mail server of their own,
 * each behind a proxy that can misbehave, and a receiver of webhooks.
 */
export interface FaultHouse {
  readonly url: string;
  readonly postgres: Cluster;
  readonly redis: TestRedis;
  readonly mail: TestMailServer;
  readonly receiver: Receiver;
  /** Between both processes and the real thing. */
  readonly links: Readonly<Record<'postgres' | 'redis' | 'mail', FaultProxy>>;
  /** Past every proxy, as superuser; reconnects by itself. */
  readonly admin: pg.Pool;
  pid(part: Part): number;
  kill(part: Part): Promise<void>;
  /** Starts a part that was killed and waits until it works. */
  start(part: Part): Promise<void>;
  signal(part: Part, name: 'SIGSTOP' | 'SIGCONT'): void;
  /** What a part has printed since it was started last. */
  output(part: Part): string;
  /** Ends both as a supervisor does; their exit codes. */
  stop(): Promise<(number | null)[]>;
  close(): Promise<void>;
}

export async function faultHouse(): Promise<FaultHouse> {
  const data = mkdtempSync(join(tmpdir(), 'ambit-faults-'));
  chmodSync(data, 0o755);
  const bin = dirname(program(binaries(data, serverAccount()), 'postgres'));
  const [postgres, redis, mail, receiver, port] = await Promise.all([
    startCluster(bin, { durable: true }),
    startRedis(),
    testMailServer(),
    startReceiver(),
    freePort(),
  ]);
  const proxies = [postgres.port, Number(new URL(redis.url).port), Number(new URL(mail.url).port)];
  const [database, memory, letters] = (await Promise.all(proxies.map(startFaultProxy))) as [
    FaultProxy,
    FaultProxy,
    FaultProxy,
  ];
  const own = await externalVariables(postgres, data);
  const through = (url: string, name: string): string =>
    `${url.replace(`:${postgres.port}/`, `:${database.port}/`)}?application_name=${name}`;
  const url = `http://localhost:${port}`;
  const variables = (part: Part) => ({
    ...own,
    DATABASE_URL: through(own.DATABASE_URL, `ambit-${part}`),
    REDIS_URL: `redis://127.0.0.1:${memory.port}`,
    SMTP_URL: `smtp://127.0.0.1:${letters.port}`,
    AMBIT_OUTBOUND_ALLOW: '127.0.0.1',
    AMBIT_ROLES: part === 'web' ? 'web' : 'worker,relay,scheduler',
    BASE_URL: url,
    PORT: String(port),
    TRUST_PROXY: '1',
  });
  const parts = new Map<Part, Running>();
  const running = (part: Part): Running => {
    const found = parts.get(part);
    if (!found) throw new Error(`${part} was never started`);
    return found;
  };
  const start = async (part: Part): Promise<void> => {
    const env = variables(part);
    const first = !parts.has(part) && part === 'web';
    const one = startProgram('start', ['--no-pages'], {
      ...env,
      DATABASE_OWNER_URL: first ? own.DATABASE_OWNER_URL : '',
    });
    parts.set(part, one);
    const works = async () => {
      if (one.child.exitCode !== null) throw new Error(`${part} ended: ${one.output()}`);
      return part === 'web'
        ? (await statusOf(`${url}/readyz`)) === 200
        : one.output().includes('works in the background');
    };
    await until(works, 60_000, `${part} works`);
  };
  const name = new URL(own.DATABASE_URL).pathname.slice(1);
  const admin = new pg.Pool({
    connectionString: postgres.admin_url.replace(/\w+$/, name),
    max: 4,
    application_name: 'fault-tests',
    options: '-c jit=off',
  });
  admin.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const house: FaultHouse = {
    url,
    postgres,
    redis,
    mail,
    receiver,
    links: { postgres: database, redis: memory, mail: letters },
    admin,
    pid: (part) => running(part).pid,
    kill: (part) => kill(running(part)),
    start,
    signal: (part, what) => void running(part).child.kill(what),
    output: (part) => running(part).output(),
    stop: () => Promise.all([...parts.values()].map(stop)),
    async close() {
      await Promise.all([...parts.values()].map(kill));
      await admin.end().catch(() => undefined);
      await Promise.all([database.close(), memory.close(), letters.close()]);
      await Promise.all([postgres.close(), redis.close(), mail.stop(), receiver.close()]);
      rmSync(data, { recursive: true, force: true });
    },
  };
  try {
    await start('web');
    await start('worker');
    return house;
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** A company at work: Ada writes through API keys, Grace gets what is made and is told of it. */
export interface Office {
  readonly company_id: string;
  readonly grace_id: string;
  /** Keys that make contacts, each with an address of its own. */
  readonly callers: readonly Readonly<Record<string, string>>[];
  readonly ada: HttpPerson;
}

/** Makes the company and a webhook for what it makes. */
export async function openOffice(house: FaultHouse, callers: number): Promise<Office> {
  const ada = await HttpPerson.registered(house.url, { 'x-forwarded-for': '192.0.2.1' });
  const grace = 'grace@example.com';
  await expectMade(ada.post('/invitations', { email: grace, role: 'rep' }));
  const invited = () => house.mail.received.find(({ to }) => to.includes(grace));
  await until(() => invited() !== undefined, 20_000, 'the invitation arrives');
  const text = (invited()?.source ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '=');
  const token = /invitation#(?:token=)?([\w-]{20,})/.exec(text)?.[1];
  const joining = new HttpPerson(house.url, { 'x-forwarded-for': '192.0.2.2' });
  const body = { token, name: 'Grace Hopper', password: joining.password };
  await expectMade(joining.post('/invitations/accept', body));
  await expectMade(ada.post('/webhooks', { url: house.receiver.url, events: ['contact.created'] }));
  const keys: Record<string, string>[] = [];
  for (let at = 0; at < callers; at++) {
    const scopes = ['contacts:read', 'contacts:create'];
    const { key } = await expectMade<{ key: string }>(
      ada.post('/api-keys', { name: `Caller ${at}`, scopes }),
    );
    keys.push({ authorization: `Bearer ${key}`, 'x-forwarded-for': `198.51.100.${at + 1}` });
  }
  const { rows } = await house.admin.query<{ company_id: string; user_id: string }>(
    'select company_id, user_id from members where email = $1',
    [grace],
  );
  const [{ company_id, user_id }] = rows as [{ company_id: string; user_id: string }];
  return { company_id, grace_id: user_id, callers: keys, ada };
}

async function expectMade<T = unknown>(
  answer: Promise<{ status: number; data: unknown }>,
): Promise<T> {
  const { status, data } = await answer;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(data)}`);
  return data as T;
}
