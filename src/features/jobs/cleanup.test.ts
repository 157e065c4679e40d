import { expect, test } from 'vitest';
import { enqueue } from '@/core/run/jobs/job';
import { startWorkers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { cleanupJob } from './cleanup';

test('jobs that ended long ago go, failed ones later, those of imports never; another company keeps its own', async () => {
  const app = await testApp();
  const { admin } = await startDatabase();
  const [mine, theirs] = [await testCompany(), await testCompany()];
  const add = (company_id: string, label: string, queue: string, status: string, days: number) =>
    admin.query(
      `insert into jobs (company_id, id, queue, kind, actor_kind, source, request_id, status, finished_at)
       values ($1, $2, $3, $4, 'system', 'system', 'test', $5, now() - make_interval(days => $6))`,
      [company_id, newId(), queue, label, status, days],
    );
  await add(mine.company.id, 'old', 'records', 'completed', 15);
  await add(mine.company.id, 'fresh', 'records', 'completed', 13);
  await add(mine.company.id, 'failed', 'relay', 'failed', 15);
  await add(mine.company.id, 'failed long ago', 'relay', 'failed', 91);
  await add(mine.company.id, 'import', 'imports', 'completed', 900);
  await add(theirs.company.id, 'theirs', 'records', 'completed', 900);
  const ctx = testCtx(app, mine, mine);
  const id = await app.db.withCompany(ctx.scope, (tx) => enqueue(ctx, tx, cleanupJob, {}));
  const workers = startWorkers(app, { kinds: [cleanupJob], principalOf: workPrincipal });
  const result = async () =>
    (await admin.query('select result from jobs where id = $1', [id])).rows[0]?.result;
  await expect.poll(result, { timeout: 10_000 }).toEqual({ deleted: 2 });
  await workers.stop();
  const { rows } = await admin.query<{ kind: string }>(
    'select kind from jobs where company_id = any($1) and id <> $2 order by kind',
    [[mine.company.id, theirs.company.id], id],
  );
  expect(rows.map(({ kind }) => kind)).toEqual(['failed', 'fresh', 'import', 'theirs']);
});
