import { expect, test } from 'vitest';
import { enqueue } from '@/core/run/jobs/job';
import { startWorkers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { cleanupMailsJob } from './cleanup';

test('what is left of mails goes: sent ones, then the content of failed ones, then these; waiting ones never', async () => {
  const app = await testApp();
  const { admin } = await startDatabase();
  const mine = await testCompany();
  const add = (kind: string, status: string, days: number) =>
    admin.query(
      `insert into mails (company_id, id, kind, status, sealed, ended_at)
       values ($1, $2, $3, $4, 'x', now() - make_interval(days => $5))`,
      [mine.company.id, newId(), kind, status, days],
    );
  await add('old', 'sent', 31);
  await add('fresh', 'sent', 29);
  await add('failed', 'failed', 6);
  await add('failed, wiped', 'failed', 8);
  await add('failed long ago', 'failed', 91);
  await add('stuck', 'waiting', 400);
  const ctx = testCtx(app, mine, mine);
  const id = await app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, cleanupMailsJob, {}));
  const workers = startWorkers(app, { kinds: [cleanupMailsJob], principalOf: workPrincipal });
  const result = async () =>
    (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
  await expect.poll(result, { timeout: 10_000 }).toEqual({ deleted: 2 });
  await workers.stop();
  const { rows } = await admin.query<{ kind: string; kept: boolean }>(
    `select kind, sealed <> '' as kept from mails where company_id = $1 order by kind`,
    [mine.company.id],
  );
  expect(rows).toEqual([
    { kind: 'failed', kept: true },
    { kind: 'failed, wiped', kept: false },
    { kind: 'fresh', kept: true },
    { kind: 'stuck', kept: true },
  ]);
});
