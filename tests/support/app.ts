import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { App } from '@/core/run/context';
import { takeMails } from '@/core/run/mail/take-mails';
import type { Module } from '@/core/run/module';
import { type Parts, wire } from '@/entry/wire';
import { readEnv } from '@/platform/env';
import { newId } from '@/platform/ids';
import type { Mail } from '@/platform/mail/mail';
import { silentTransport, type Transport } from '@/platform/queue/transport';
import { startDatabase, type TestDatabase } from './database';
import { testSecret } from './names';

export interface TestApp extends App {
  /** Mails that were sent, oldest first. */
  readonly sent: Mail[];
  /** Resolves when the mails written so far were sent. */
  delivered(): Promise<void>;
}

export interface TestAppOptions extends Partial<Omit<Parts, 'env' | 'modules'>> {
  /** Modules to serve; every module of the registry unless given. */
  readonly modules?: readonly Module[];
  /** A database other than the worker's. */
  readonly database?: Pick<TestDatabase, 'db' | 'admin'>;
  /** Variables beside those of a test. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * An Ambit on the worker's database: everything real but mail, which is kept in `sent`, and the log, which is silent. No
 * worker runs, yet mails are delivered as soon as they are written; give a `queue` to leave that to workers of the test.
 */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { db, admin } = options.database ?? (await startDatabase());
  const sent: Mail[] = [];
  let delivering: Promise<void> = Promise.resolve();
  const since = newId();
  const atOnce = (): Transport => ({
    ...silentTransport(),
    wake: (queue) => {
      if (queue === 'emails') delivering = delivering.then(() => deliver(app, admin, since));
    },
  });
  const app: App = wire({
    log: pino({ level: 'silent' }),
    db,
    mail: {
      send: async (mail) => void sent.push(mail),
      mailbox: null,
      close: async () => undefined,
    },
    queue: atOnce(),
    ...options,
    modules: options.modules ?? (await import('@/registry')).modules,
    env: readEnv({
      DATA_DIR: join(tmpdir(), `ambit-test-data-${process.pid}`),
      AMBIT_SECRET: testSecret,
      BASE_URL: 'http://localhost:3000',
      ...options.env,
    }),
  });
  return { ...app, sent, delivered: () => delivering };
}

/** Sends what waits since this application was made: what other tests left in the worker's database is not its own. */
async function deliver(app: App, admin: TestDatabase['admin'], since: string): Promise<void> {
  const { rows } = await admin.query<{ company_id: string }>(
    "select distinct company_id from mails where status = 'waiting' and id >= $1",
    [since],
  );
  for (const { company_id } of rows)
    for (const mail of await takeMails(app, company_id)) await app.mail.send(mail);
}
