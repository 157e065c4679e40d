import { beforeAll, describe, expect, test } from 'vitest';
import { measure } from '@/entry/measure';
import { newId } from '@/platform/ids';
import { createMetrics } from '@/platform/metrics';
import { silentTransport } from '@/platform/queue/transport';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';

let app: TestApp;
let company: TestCompany;
beforeAll(async () => {
  app = await testApp();
  company = await testCompany();
});

const addJob = async (of: TestCompany, queue: string, status: string, minutes = 0) => {
  const { admin } = await startDatabase();
  const id = newId();
  await admin.query(
    `insert into jobs (company_id, id, queue, kind, actor_kind, source, request_id, status, created_at, finished_at)
     values ($1, $2, $3, 'test', 'system', 'system', 'test', $4, now() - make_interval(mins => $5),
       case when $4 in ('failed', 'completed') then now() end)`,
    [of.company.id, id, queue, status, minutes],
  );
  return id;
};

interface Part {
  name: string;
  state: string;
  problem: { code: string; message: string } | null;
  figures: Record<string, unknown>;
}

describe('health of a company', () => {
  test('is good while nothing is wrong, and names what is in plain words', async () => {
    const ctx = testCtx(app, company, company);
    const before = (await call(ctx, 'health.company')).data;
    expect(before).toMatchObject({ state: 'ok', queues: [] });
    expect(before.parts.map(({ name }: Part) => name)).toEqual(
      expect.arrayContaining(['jobs', 'relay', 'schedules']),
    );

    await addJob(company, 'imports', 'failed');
    await addJob(company, 'imports', 'completed');
    await addJob(await testCompany(), 'webhooks', 'failed');
    const { data } = await call(ctx, 'health.company');
    expect(data.state).toBe('degraded');
    expect(data.queues).toEqual([
      {
        queue: 'imports',
        waiting: 0,
        running: 0,
        failed: 1,
        oldest_seconds: null,
        done_last_hour: 1,
      },
    ]);
    const jobs = data.parts.find(({ name }: Part) => name === 'jobs');
    expect(jobs.problem).toMatchObject({ code: 'jobs_failed' });

    await addJob(company, 'records', 'queued', 10);
    const late = (await call(ctx, 'health.company')).data;
    expect(late.parts.find(({ name }: Part) => name === 'jobs').problem.code).toBe('jobs_late');
    expect(late.queues[1].oldest_seconds).toBeGreaterThan(590);
  });

  test('tells how far the relay is behind, from the time in the id of the oldest event', async () => {
    const other = await testCompany();
    const ctx = testCtx(app, other, other);
    await call(ctx, 'contacts.create', { body: { first_name: 'Ada' } });
    const { admin } = await startDatabase();
    const hours = 2;
    const old = new Date(
      Date.parse((await admin.query('select now()')).rows[0].now) - hours * 3600e3,
    );
    const stamp = old.getTime().toString(16).padStart(12, '0');
    await admin.query('insert into outbox (company_id, event_id) values ($1, $2)', [
      other.company.id,
      `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-000000000000`,
    ]);
    const { data } = await call(ctx, 'health.company');
    const relay: Part = data.parts.find(({ name }: Part) => name === 'relay');
    expect(relay.problem?.code).toBe('relay_late');
    expect(relay.figures.lag_seconds).toBeGreaterThan(hours * 3600 - 60);
    expect(relay.figures.lag_seconds).toBeLessThan(hours * 3600 + 60);
    await admin.query('delete from outbox where company_id = $1', [other.company.id]);
  });
});

describe('health of the installation', () => {
  const operator = async (of: TestCompany) => {
    const { admin } = await startDatabase();
    await admin.query('update users set is_operator = true where id = $1', [of.user.id]);
    return testCtx(app, of, of);
  };

  test('is for the operator alone', async () => {
    const stranger = await testCompany();
    for (const name of ['health.installation', 'health.replay'])
      await expect(call(testCtx(app, stranger, stranger), name)).rejects.toMatchObject({
        code: 'forbidden',
      });
  });

  test('tells of database, queue, bus, Redis, disk and process, and of those that are away', async () => {
    const ctx = await operator(company);
    const { data } = await call(ctx, 'health.installation');
    const names = data.parts.map(({ name }: Part) => name);
    expect(names).toEqual(
      expect.arrayContaining(['database', 'queue', 'bus', 'limits', 'disk', 'process', 'jobs']),
    );
    const database: Part = data.parts.find(({ name }: Part) => name === 'database');
    expect(database.figures.size_bytes).toBeGreaterThan(1e6);
    expect(database.state).toBe('ok');

    const down = { ...silentTransport(), state: () => 'down' as const };
    const bus = { ...app.bus, state: () => 'down' as const };
    const broken = testCtx(
      { ...app, queue: down, bus, redis: { ready: () => false } },
      company,
      company,
    );
    const seen = (await call(broken, 'health.installation')).data;
    expect(seen.parts.find(({ name }: Part) => name === 'queue')).toMatchObject({
      state: 'degraded',
      problem: { code: 'queue_away' },
    });
    expect(seen.parts.find(({ name }: Part) => name === 'bus')).toMatchObject({
      state: 'degraded',
      problem: { code: 'bus_away' },
    });
    expect(seen.parts.find(({ name }: Part) => name === 'limits')).toMatchObject({
      state: 'degraded',
      problem: { code: 'redis_away' },
    });
  });

  test('tries failed jobs of every company again, those of one queue alone when asked', async () => {
    const [one, two] = [await testCompany(), await testCompany()];
    const ctx = await operator(one);
    const [mine, theirs, other] = [
      await addJob(one, 'emails', 'failed'),
      await addJob(two, 'emails', 'failed'),
      await addJob(two, 'reports', 'failed'),
    ];
    await call(ctx, 'health.replay', { body: { queue: 'emails' } });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select id, status from jobs where id = any($1) order by status, id',
      [[mine, theirs, other]],
    );
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'queued', 'queued']);
    expect(rows[0].id).toBe(other);
  });
});

test('/metrics has the same figures', async () => {
  const metrics = createMetrics({ process: false });
  await addJob(company, 'analytics', 'failed');
  measure({ ...app, metrics });
  const { body } = await metrics.text();
  expect(body).toMatch(/^jobs_failed\{queue="analytics"\} [1-9]/m);
  expect(body).toMatch(/^health_state\{part="database"\} 0$/m);
  expect(body).toMatch(/^health_figure\{figure="disk\.free_bytes"\} [1-9]/m);
});
