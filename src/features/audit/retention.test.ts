import { expect, test } from 'vitest';
import { enqueue } from '@/core/run/jobs/job';
import { startWorkers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import { firstIdAt, newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { retentionJob } from './retention';
import { sealKeys } from './seal/keys';
import { sealCompany } from './seal/seal';
import { verifyCompany } from './seal/verify';

const monthsAgo = (months: number) =>
  firstIdAt(new Date(Date.now() - months * 31 * 86_400_000)).slice(0, -12) + newId().slice(-12);

test('old events go by the setting of the company, and the verifier knows why', async () => {
  const app = await testApp();
  const { admin } = await startDatabase();
  const [mine, theirs] = [await registered(app), await registered(app)];
  const old = { mine: [monthsAgo(14), monthsAgo(13)], kept: monthsAgo(5), theirs: monthsAgo(14) };
  const add = (company_id: string, id: string) =>
    admin.query(
      `insert into events (company_id, id, name, actor_kind, source, request_id) values ($1, $2, 'thing.old', 'system', 'system', 'x')`,
      [company_id, id],
    );
  for (const id of [...old.mine, old.kept]) await add(mine.company_id, id);
  await add(theirs.company_id, old.theirs);
  const keys = sealKeys(app.env.secret);
  const verified = () => verifyCompany(app.db, keys, mine.company_id);
  await expect
    .poll(async () => {
      await sealCompany(app, mine.company_id);
      return (await verified()).open;
    })
    .toBe(0);
  const run = async () => {
    const principal = await workPrincipal(app, mine.company_id, null, null);
    if (!principal) throw new Error('no company');
    const scope = { company_id: mine.company_id, user_id: null };
    const origin = { request_id: newId(), source: 'system', ip: null, user_agent: null } as const;
    const ctx = {
      app,
      principal,
      scope,
      origin,
      signal: new AbortController().signal,
      language: 'en',
    } as const;
    const id = await app.db.withCompany(scope, (tx) => enqueue(ctx, tx, retentionJob, {}));
    const workers = startWorkers(app, { kinds: [retentionJob], principalOf: workPrincipal });
    const result = async () =>
      (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
    await expect.poll(result, { timeout: 10_000 }).not.toBeNull();
    await workers.stop();
    return result();
  };
  expect(await run()).toEqual({ removed: 0 });
  const refused = await mine.browser.patch('/company', { audit_retention_months: 2 });
  expect([refused.status, refused.issues?.[0]?.path]).toEqual([422, 'audit_retention_months']);
  const set = await mine.browser.patch<object>('/company', { audit_retention_months: 12 });
  expect(set.data).toMatchObject({ audit_retention_months: 12 });
  expect(await run()).toEqual({ removed: 2 });
  const left = await admin.query('select id from events where id = any($1::uuid[]) order by id', [
    [...old.mine, old.kept, old.theirs],
  ]);
  expect(left.rows.map(({ id }) => id)).toEqual([old.theirs, old.kept]);
  expect(await verified()).toMatchObject({ findings: [], removed: 2 });
  // A note that was not written by this installation excuses nothing.
  await admin.query('update event_removals set mac = $2 where company_id = $1', [
    mine.company_id,
    'x',
  ]);
  expect((await verified()).findings).toHaveLength(2);
  const back = await mine.browser.patch<object>('/company', { audit_retention_months: null });
  expect(back.data).toMatchObject({ audit_retention_months: null });
});

test('nobody can have events of the last three months removed', async () => {
  const app = await testApp();
  const { company_id } = await registered(app);
  const { rows } = await app.db.withCompany({ company_id, user_id: null }, (tx) =>
    tx.run<{ removed: number }>({
      text: `select remove_events('ffffffff-ffff-ffff-ffff-ffffffffffff', 100) as removed`,
      values: [],
    }),
  );
  expect(rows[0]?.removed).toBe(0);
});
