import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jobsModule } from '@/features/jobs/module';
import { workPrincipal } from '@/identity/member-principal';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { killedJob } from '../../../../tests/support/jobs-child-kind';
import { AppError } from '../../shape/errors';
import type { Ctx } from '../context';
import { bulkJob } from '../engine/bulk';
import { undoJob } from '../engine/undo';
import { type AnyJobKind, enqueue, type JobKind } from './job';
import { startWorkers, type WorkerOptions, type Workers } from './worker';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;
const started: Workers[] = [];

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule, jobsModule] });
  one = await testCompany();
  ctx = testCtx(app, one, one);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((workers) => workers.stop()));
});

function run(
  kinds: readonly AnyJobKind[],
  options: Partial<Omit<WorkerOptions, 'kinds'>> = {},
): void {
  started.push(startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30, ...options }));
}

const queue = (kind: AnyJobKind, as = ctx) =>
  app.db.withCompany(as.scope, (tx) => enqueue(as, tx, kind, {}));
const kindOf = <State>(
  name: string,
  run: JobKind<unknown, State>['run'],
  more: Partial<JobKind> = {},
): AnyJobKind => ({
  name,
  queue: 'records',
  input: z.unknown(),
  run: run as JobKind['run'],
  ...more,
});
const view = async (id: string, as = ctx) => (await call(as, 'jobs.get', { params: { id } })).data;
const ended = (id: string, as = ctx) =>
  expect.poll(async () => (await view(id, as)).status, { timeout: 30_000 });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('bulk by filter changes every match, skips what rules refuse, and can be taken back', async () => {
  const create = Array.from({ length: 1000 }, (_, i) => ({
    last_name: `n${i}`,
    job_title: i % 5 ? 'odd' : 'even',
  }));
  for (let part = 0; part < 2; part++) await call(ctx, 'contacts.bulk', { body: { create } });
  run([bulkJob, undoJob]);
  const asking = testCtx(app, one, one);
  const filter = { field: 'job_title', op: 'eq', value: 'odd' };
  const answer = await call(asking, 'contacts.bulk', {
    body: { update: { filter, set: { job_title: 'changed', status: 'customer' } } },
  });
  expect(answer.status).toBe(202);
  await ended(answer.data.job_id).toBe('completed');
  expect(await view(answer.data.job_id)).toMatchObject({
    done: 1600,
    total: 1600,
    result: { updated: 1600, refused: 0 },
    request_id: asking.origin.request_id,
  });
  const count = async (search: string) =>
    (await call(ctx, 'contacts.list', { search: `count=exact&limit=1&${search}` })).pagination
      ?.total;
  expect(await count('filter[job_title]=changed')).toBe(1600);
  expect(await count('filter[job_title]=even')).toBe(400);
  const past = await call(ctx, 'contacts.undo', { body: { request_id: asking.origin.request_id } });
  expect(past.status).toBe(202);
  await ended(past.data.job_id).toBe('completed');
  expect((await view(past.data.job_id)).result).toEqual({ undone: 1600, kept: [] });
  expect(await count('filter[job_title]=odd')).toBe(1600);
  expect(await count('filter[status]=customer')).toBe(0);
}, 60_000);

describe('a worker', () => {
  test('begins the jobs of a queue with a pace apart, though it has room for all of them', async () => {
    const begun: number[] = [];
    const paced = kindOf(
      'test.paced',
      async () => {
        begun.push(performance.now());
        await pause(1000);
      },
      { queue: 'webhook_retries' },
    );
    for (let n = 0; n < 6; n++) await queue(paced);
    run([paced]);
    await expect.poll(() => begun.length, { timeout: 10_000 }).toBe(6);
    // The claim of each takes its time, so they cannot be told to the ms.
    expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(400);
  });

  test('fails a task with the reason, and tries again what may pass', async () => {
    let tries = 0;
    const refusing = kindOf('test.refused', async () => {
      throw new AppError('conflict', 'That cannot be done.');
    });
    const failing = kindOf('test.flaky', async () => {
      tries += 1;
      if (tries === 1) throw new Error('not now');
      return { tries };
    });
    run([refusing, failing]);
    const refused = await queue(refusing);
    const flaky = await queue(failing);
    await ended(refused).toBe('failed');
    expect((await view(refused)).error).toBe('That cannot be done.');
    await ended(flaky).toBe('completed');
    expect((await view(flaky)).result).toEqual({ tries: 2 });
  }, 30_000);

  test('gives up what fails again and again, and tries it again when asked', async () => {
    let broken = true;
    const poison = kindOf(
      'test.poison',
      async () => {
        if (broken) throw new Error('still broken');
        return { mended: true };
      },
      { attempts: 3, backoff: () => 0 },
    );
    run([poison]);
    const id = await queue(poison);
    await ended(id).toBe('failed');
    const failed = (await call(ctx, 'jobs.list', { search: 'status=failed&queue=records' })).data;
    expect(failed.find((one: { id: string }) => one.id === id)).toMatchObject({
      kind: 'test.poison',
      error: 'still broken',
      attempts: 3,
    });
    broken = false;
    expect((await call(ctx, 'jobs.replay', { body: { ids: [id] } })).data).toEqual({ replayed: 1 });
    await ended(id).toBe('completed');
    const rep = testCtx(app, one, await one.member('rep'));
    await expect(call(rep, 'jobs.replay', { body: {} })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('leaves a handler behind that never settles', async () => {
    const stuck = kindOf('test.stuck', () => new Promise<null>(() => undefined), {
      attempts: 1,
      timeout_ms: 200,
    });
    run([stuck]);
    await ended(await queue(stuck)).toBe('failed');
  }, 30_000);

  test('is done once per key', async () => {
    const once = counter('test.once', 1, 0);
    const add = () =>
      app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, once, {}, { key: 'test.once:1' }));
    await add();
    await add();
    const { admin } = await startDatabase();
    const { rowCount } = await admin.query(
      "select from jobs where company_id = $1 and key = 'test.once:1'",
      [one.company.id],
    );
    expect(rowCount).toBe(1);
  });

  test('stops at the next step when cancelled; what is done stays done', async () => {
    run([endless]);
    const id = await queue(endless);
    await expect.poll(async () => (await view(id)).done).toBeGreaterThan(2);
    const other = testCtx(app, one, await one.member('rep'));
    await expect(call(other, 'jobs.get', { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(call(other, 'jobs.cancel', { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await call(ctx, 'jobs.cancel', { params: { id } });
    await ended(id).toBe('cancelled');
    const { done } = await view(id);
    await pause(100);
    expect((await view(id)).done).toBe(done);
    const waiting = await queue(kindOf('test.nobody', async () => null));
    expect((await call(ctx, 'jobs.cancel', { params: { id: waiting } })).data.status).toBe(
      'cancelled',
    );
  });

  test('puts a task back when it stops, and another goes on', async () => {
    const counting = counter('test.shift', 40, 10);
    run([counting]);
    const id = await queue(counting);
    await expect.poll(async () => (await view(id)).done).toBeGreaterThan(2);
    await started.splice(0)[0]?.stop();
    expect((await view(id)).status).toBe('queued');
    run([counting]);
    await ended(id).toBe('completed');
    expect((await view(id)).result).toEqual({ counted: 40 });
  });

  test('is fair: a second company does not wait for the long work of the first', async () => {
    const other = await testCompany();
    const theirs = testCtx(app, other, other);
    const quick = counter('test.short', 3, 1);
    run([endless, quick], { slice_ms: 50 });
    const long = await Promise.all([queue(endless), queue(endless)]);
    await expect
      .poll(async () =>
        Math.min(...(await Promise.all(long.map((id) => view(id)))).map(({ done }) => done)),
      )
      .toBeGreaterThan(1);
    const short = await queue(quick, theirs);
    await ended(short, theirs).toBe('completed');
    for (const id of long) {
      expect(['queued', 'running']).toContain((await view(id)).status);
      await call(ctx, 'jobs.cancel', { params: { id } });
      await ended(id).toBe('cancelled');
    }
  }, 30_000);

  test('loses the right with its person', async () => {
    const member = await one.member('rep');
    const right = counter('test.right', 1, 0);
    const id = await queue(right, testCtx(app, one, member));
    const { admin } = await startDatabase();
    await admin.query(
      `update members set status = 'removed' where company_id = $1 and user_id = $2`,
      [one.company.id, member.user.id],
    );
    run([right]);
    await ended(id).toBe('failed');
  });
});

test('work of a killed process goes on where its last step ended: every step once', async () => {
  const id = await app.db.withCompany(ctx.scope, (tx) =>
    enqueue(ctx, tx, killedJob, { steps: 60 }),
  );
  const { urls } = await startDatabase();
  const child = fork(
    new URL('../../../../tests/support/jobs-child.ts', import.meta.url),
    [JSON.stringify(urls)],
    { execArgv: ['--import', 'tsx'], stdio: 'ignore' },
  );
  await expect.poll(async () => (await view(id)).done, { timeout: 20_000 }).toBeGreaterThan(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { done, status } = await view(id);
  expect(status).toBe('running');
  expect(done).toBeLessThan(60);
  run([killedJob]);
  await ended(id).toBe('completed');
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select (changes -> 'after' ->> 'step')::int as step from events where company_id = $1 and name = 'test.step' order by seq`,
    [one.company.id],
  );
  expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i));
}, 60_000);

const endless = kindOf<{ n?: number }>('test.endless', async (_ctx, job) => {
  for (;;) {
    await job.step(async () => ({ state: { n: (job.state.n ?? 0) + 1 }, done: job.done + 1 }));
    await pause(10);
  }
});

const counter = (name: string, to: number, ms: number): AnyJobKind =>
  kindOf<{ n?: number }>(name, async (_ctx, job) => {
    while ((job.state.n ?? 0) < to) {
      await job.step(async () => ({ state: { n: (job.state.n ?? 0) + 1 }, done: job.done + 1 }));
      await pause(ms);
    }
    return { counted: job.state.n };
  });
