import { expect, test } from 'vitest';
import { testCompany } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { newId } from '../ids';
import type { Statement } from './types';

const insert = (company_id: string, id: string): Statement => ({
  text: 'insert into outbox (company_id, event_id) values ($1, $2)',
  values: [company_id, id],
});

const count = async (company_id: string): Promise<number> => {
  const { admin } = await startDatabase();
  return (
    (await admin.query('select from outbox where company_id = $1', [company_id])).rowCount ?? 0
  );
};

test('a statement for later is sent with the next one, or with the commit', async () => {
  const { db } = await startDatabase();
  const { scope } = await testCompany();
  const seen = await db.withCompany(scope, async (tx) => {
    tx.later(insert(scope.company_id, newId()));
    const { rows } = await tx.run<{ n: number }>({
      text: 'select count(*)::int as n from outbox where company_id = $1',
      values: [scope.company_id],
    });
    tx.later(insert(scope.company_id, newId()));
    return rows[0]?.n;
  });
  expect(seen).toBe(1);
  expect(await count(scope.company_id)).toBe(2);
});

test('when it fails, nothing is saved, the error is explained and the connection is clean', async () => {
  const { db } = await startDatabase();
  const { scope } = await testCompany();
  const twice = newId();
  const failing = db.withCompany(scope, async (tx) => {
    tx.later(insert(scope.company_id, newId()));
    tx.later(insert(scope.company_id, twice));
    tx.later(insert(scope.company_id, twice), () => new Error('twice'));
  });
  await expect(failing).rejects.toThrow('twice');
  expect(await count(scope.company_id)).toBe(0);
  for (let i = 0; i < 10; i++) {
    await db.withCompany(scope, async (tx) => tx.later(insert(scope.company_id, newId())));
  }
  expect(await count(scope.company_id)).toBe(10);
});

test('a transaction that is given up sends none of it', async () => {
  const { db } = await startDatabase();
  const { scope } = await testCompany();
  const given = db.withCompany(scope, async (tx) => {
    tx.later(insert(scope.company_id, newId()));
    throw new Error('no');
  });
  await expect(given).rejects.toThrow('no');
  expect(await count(scope.company_id)).toBe(0);
});
