import { expect, it } from 'vitest';
import type { Statement } from '@/platform/db/types';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { watchReads } from '../../../tests/support/watched';
import { rateThen } from './rate-then';

it('a rate of the past is found among the events of rates alone', async () => {
  const { admin, db } = await startDatabase();
  const watched = watchReads(db);
  const company = await testCompany();
  const ctx = testCtx(await testApp({ db: watched.db }), company, company);
  const body = { currency: 'USD', rate: '0.5', valid_from: '2026-01-01' };
  const { id } = (await call(ctx, 'exchange_rates.create', { body })).data;
  const { rows: times } = await admin.query<{ at: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, pg_sleep(0.01)`,
  );
  const at = times[0]?.at ?? '';
  await call(ctx, 'exchange_rates.update', { params: { id }, body: { rate: '0.7' } });
  await call(ctx, 'exchange_rates.delete', { params: { id } });
  await admin.query(
    `insert into events (company_id, id, name, object, record_id, actor_kind, source, request_id)
     select $1, uuidv7(), 'contact.updated', 'contacts', gen_random_uuid(), 'user', 'api', 'r' from generate_series(1, 20000)`,
    [company.scope.company_id],
  );
  await admin.query('analyze events');
  expect(await rateThen(ctx, { currency: 'USD', day: '2026-03-01' }, at)).toBe('0.5');
  const { text, values } = watched.seen.at(-1) as Statement;
  const { rows } = await db.read<Record<string, string>>(ctx.scope, {
    text: `explain (analyze, costs off, timing off) ${text}`,
    values,
  });
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  // The two changes, and nothing of the 20,000.
  expect(plan).toMatch(/on events_\w+ events.* \(actual rows=2\.00 loops=1\)/);
  expect(plan).not.toMatch(/Rows Removed by Filter: \d{2,}/);
});
