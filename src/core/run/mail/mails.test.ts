import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { jobsModule } from '@/features/jobs/module';
import { workPrincipal } from '@/identity/member-principal';
import { systemClock } from '@/platform/clock';
import { readEnv } from '@/platform/env';
import { createLogger } from '@/platform/log/logger';
import { letterTo } from '@/platform/mail/layout';
import { createMailer } from '@/platform/mail/mailer';
import { silentTransport } from '@/platform/queue/transport';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../../tests/support/database';
import { testSecret } from '../../../../tests/support/names';
import { messageIdOf, type TestMailServer, testMailServer } from '../../../../tests/support/smtp';
import type { Ctx } from '../context';
import { startWorkers, type Workers } from '../jobs/worker';
import { type MailOptions, queueMail } from './queue-mail';
import { sendMailJob } from './send-job';

let database: TestDatabase;
let company: TestCompany;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  database = await ownDatabase('mails');
  company = await testCompany({}, database);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const address = 'ada.byron@example.com';
const letter = letterTo(address, {
  language: 'en',
  subject: 'Reset your password',
  greeting: 'Hello Ada,',
  paragraphs: ['Somebody asked.'],
  button: { label: 'Choose', url: 'https://crm.example.com/reset-password#topsecrettoken' },
  closing: 'Once.',
});

interface House {
  readonly app: TestApp;
  readonly ctx: Ctx;
  readonly server: TestMailServer;
  /** Everything it logged. */
  readonly log: () => string;
  work(): Workers;
}

/** An Ambit that sends through a mail server of its own. `port`: where that is not running yet. */
async function house(server: TestMailServer): Promise<House> {
  let logged = '';
  const to = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const env = { SMTP_URL: server.url, AMBIT_SECRET: testSecret };
  const mail = createMailer(readEnv(env), systemClock);
  const log = createLogger({ to });
  const app = await testApp({
    modules: [jobsModule],
    database,
    env,
    mail,
    log,
    queue: silentTransport(),
  });
  const work = () => {
    const workers = startWorkers(app, {
      kinds: [{ ...sendMailJob, backoff: () => 0.1 }],
      principalOf: workPrincipal,
      look_ms: 30,
      lease_seconds: 2,
    });
    cleanups.push(() => workers.stop());
    return workers;
  };
  return { app, ctx: testCtx(app, company, company), server, log: () => logged, work };
}

async function server(): Promise<TestMailServer> {
  const made = await testMailServer();
  cleanups.push(() => made.stop());
  return made;
}

const post = ({ ctx }: House, options: Partial<MailOptions> = {}) =>
  ctx.app.db.withCompany(ctx.scope, (tx) =>
    queueMail(tx, { ...ctx, ...ctx.scope }, letter, { kind: 'password_reset', ...options }),
  );

interface Row {
  readonly id: string;
  readonly status: string;
  readonly sealed: string;
  readonly error: string | null;
}

/** The mail that was written last. */
async function mailRow(): Promise<Row | undefined> {
  const { rows } = await database.admin.query<Row>('select * from mails order by id desc limit 1');
  return rows[0];
}
const status = async () => (await mailRow())?.status;
const sent = () => expect.poll(status, { timeout: 20_000 }).toBe('sent');
const given = () => expect.poll(status, { timeout: 20_000 }).toBe('failed');

describe('a mail', () => {
  test('is there exactly when its cause is, unreadable, and wiped once it was sent', async () => {
    const one = await house(await server());
    const undone = one.ctx.app.db.withCompany(one.ctx.scope, async (tx) => {
      await queueMail(tx, { ...one.ctx, ...one.ctx.scope }, letter, { kind: 'invitation' });
      throw new Error('the cause did not happen');
    });
    await expect(undone).rejects.toThrow('did not happen');
    expect(await mailRow()).toBeUndefined();
    await post(one);
    const tables = await database.admin.query<{ text: string }>(
      'select (select jsonb_agg(m) from mails m)::text || (select jsonb_agg(j) from jobs j)::text as text',
    );
    expect(tables.rows[0]?.text).toContain('emails.send');
    expect(tables.rows[0]?.text).not.toMatch(/ada|Reset your|topsecret/i);
    one.work();
    await sent();
    expect((await mailRow())?.sealed).toBe('');
    expect(one.server.received).toHaveLength(1);
    expect(one.server.received[0]?.to).toEqual([address]);
    expect(messageIdOf(one.server.received[0])).toContain((await mailRow())?.id);
  });

  test('waits for a mail server that is away, and costs its request no time', async () => {
    const gone = await testMailServer();
    const one = await house(gone);
    await gone.stop();
    one.work();
    const started = performance.now();
    await post(one);
    expect(performance.now() - started).toBeLessThan(2000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await status()).toBe('waiting');
    const back = await testMailServer(Number(new URL(gone.url).port));
    cleanups.push(() => back.stop());
    await sent();
    expect(back.received).toHaveLength(1);
  }, 30_000);

  test('is tried again after a refusal that may pass', async () => {
    const one = await house(await server());
    one.server.refuse = 451;
    one.work();
    await post(one);
    await expect.poll(() => one.server.offered, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(await status()).toBe('waiting');
    one.server.refuse = null;
    await sent();
    expect(one.server.received).toHaveLength(1);
  }, 30_000);

  test('is given up after one that will not, with a reason, and may be replayed', async () => {
    const one = await house(await server());
    one.server.refuse = 550;
    one.work();
    await post(one);
    await given();
    expect(one.server.offered).toBe(1);
    expect((await mailRow())?.error).toBe('550 no mailbox …');
    const failed = async () => (await call(one.ctx, 'jobs.list', { search: 'status=failed' })).data;
    await expect.poll(async () => (await failed()).length).toBe(1);
    expect((await failed())[0].error).toBe('A mail was given up. 550 no mailbox …');
    expect(JSON.stringify(await failed()) + one.log()).not.toMatch(/ada\.byron|topsecret/i);
    one.server.refuse = null;
    await call(one.ctx, 'jobs.replay', { body: {} });
    await sent();
    expect(messageIdOf(one.server.received[0])).toContain((await mailRow())?.id);
  }, 30_000);

  test('is not sent when it would come too late to be of use', async () => {
    const one = await house(await server());
    await post(one, { useful_seconds: -1 });
    one.work();
    await given();
    expect(one.server.received).toEqual([]);
  });
});

describe('is not sent twice', () => {
  test('by a worker that is stopped while a slow server takes it', async () => {
    const one = await house(await server());
    one.server.hold_ms = 3000;
    const first = one.work();
    await post(one);
    await expect.poll(() => one.server.received.length, { timeout: 20_000 }).toBe(1);
    await first.stop();
    expect(await status()).toBe('sent');
    one.work();
    await expect.poll(async () => (await openJobs()).length, { timeout: 20_000 }).toBe(0);
    expect(one.server.received).toHaveLength(1);
  }, 40_000);

  test('under two names, when a worker is killed before the server has answered', async () => {
    const one = await house(await server());
    one.server.hold_ms = 60_000;
    const child = fork(
      'tests/support/jobs-child.ts',
      [JSON.stringify(database.urls), JSON.stringify({ SMTP_URL: one.server.url })],
      { execArgv: ['--import', 'tsx'], stdio: 'ignore' },
    );
    cleanups.push(() => child.kill('SIGKILL'));
    await post(one);
    await expect.poll(() => one.server.received.length, { timeout: 30_000 }).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await status()).toBe('waiting');
    one.server.hold_ms = 0;
    one.work();
    await sent();
    const ids = one.server.received.map(messageIdOf);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  }, 60_000);
});

async function openJobs(): Promise<unknown[]> {
  const { rows } = await database.admin.query(
    "select id from jobs where status in ('queued', 'running')",
  );
  return rows;
}
