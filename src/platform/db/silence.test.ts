import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDatabase } from '../../../tests/support/database';
import {
  databasePort,
  type FaultProxy,
  startFaultProxy,
  throughProxy,
} from '../../../tests/support/faults/proxy';
import { newId } from '../ids';
import { openDatabase } from './database';
import type { Database } from './types';

let proxy: FaultProxy;
let db: Database;

beforeEach(async () => {
  const { urls } = await startDatabase();
  proxy = await startFaultProxy(databasePort(urls.app));
  db = openDatabase({
    app: throughProxy(urls.app, proxy),
    auth: throughProxy(urls.auth, proxy),
    relay: throughProxy(urls.relay, proxy),
  });
});
afterEach(async () => {
  proxy.reset();
  await db.close();
  await proxy.close();
});

const scope = { company_id: newId(), user_id: null };
const ask = (text: string, statement_timeout_ms: number) =>
  db.read(scope, { text, values: [] }, { statement_timeout_ms });
const many = (count: number, text = 'select 1') =>
  Promise.all(Array.from({ length: count }, () => ask(text, 500)));

test('connections that are open and dead are given up soon after the timeout, all of them at once', async () => {
  await many(8, 'select pg_sleep(0.1)');
  expect(proxy.connections()).toBe(8);
  proxy.halfOpen();
  const begun = performance.now();
  await many(4); // found silent, and repeated on others
  expect(performance.now() - begun).toBeGreaterThan(2400);
  expect(performance.now() - begun).toBeLessThan(6000);
  // Those that nobody had used are gone as well.
  const again = performance.now();
  await many(8);
  expect(performance.now() - again).toBeLessThan(1500);
}, 30_000);

test('a statement that takes long, as it may, is not silent', async () => {
  await expect(ask('select pg_sleep(4)', 10_000)).resolves.toMatchObject({ count: 1 });
  await expect(ask('select pg_sleep(4)', 500)).rejects.toMatchObject({ code: '57014' });
}, 30_000);

test('a transaction that was cut off by silence is rolled back and repeated', async () => {
  const { admin } = await startDatabase();
  await admin.query('create table if not exists silent (n int); grant all on silent to public');
  let tries = 0;
  await db.withCompany(
    scope,
    async (tx) => {
      tries += 1;
      await tx.run({ text: 'insert into silent values (1)', values: [] });
      if (tries === 1) proxy.halfOpen();
      await tx.run({ text: 'select 1', values: [] });
    },
    { statement_timeout_ms: 500 },
  );
  expect(tries).toBe(2);
  const { rows } = await admin.query('select count(*)::int as n from silent');
  expect(rows).toEqual([{ n: 1 }]);
  proxy.reset(); // the server still believes in the first connection, and holds its locks
  await admin.query('drop table silent');
}, 30_000);
