import { expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../tests/support/app';
import { Browser, goodPassword, identityModules, registered } from '../../tests/support/browser';
import { ownDatabase } from '../../tests/support/database';
import { operatorOf } from '../../tests/support/operator';
import { setOperator } from './operator';

const operator = async (browser: Browser) =>
  (await browser.get<{ user: { is_operator: boolean } }>('/auth/session')).data.user.is_operator;

test('the first user runs the installation, nobody after them, unless granted', async () => {
  const { db, admin } = await ownDatabase('operator');
  const env = { AMBIT_REGISTRATION: 'open' };
  const app = await testApp({ db, modules: identityModules, env });
  const people = await Promise.all(Array.from({ length: 5 }, () => registered(app)));
  const flags = await Promise.all(people.map(({ browser }) => operator(browser)));
  expect(flags.filter(Boolean)).toHaveLength(1);
  const other = people.find((_, at) => !flags[at]);
  if (!other) throw new Error('everybody is an operator');
  expect(await setOperator(operatorOf(app), other.email.toUpperCase(), true)).toBe('Ada Byron');
  expect(await operator(other.browser)).toBe(true);
  expect(await setOperator(operatorOf(app), other.email, false)).toBe('Ada Byron');
  expect(await operator(other.browser)).toBe(false);
  expect(await setOperator(operatorOf(app), 'nobody@example.com', true)).toBeNull();
  const { rows } = await admin.query(
    `select name, actor_kind from events where record_id = $1 and name like 'user.operator_%' order by id`,
    [other.user_id],
  );
  expect(rows).toEqual([
    { name: 'user.operator_granted', actor_kind: 'operator' },
    { name: 'user.operator_revoked', actor_kind: 'operator' },
  ]);
});

test("away from loopback only the first company registers itself; more are the operator's", async () => {
  const { db } = await ownDatabase('open_once');
  const app = await testApp({
    db,
    modules: identityModules,
    env: { BASE_URL: 'https://crm.example.com' },
  });
  const body = () => ({
    name: 'Ada Byron',
    email: `${newId()}@example.com`,
    password: goodPassword,
    company_name: 'Acme',
  });
  const tries = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const browser = new Browser(app);
      return { browser, status: (await browser.post('/auth/register', body())).status };
    }),
  );
  expect(tries.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
  const first = tries.find(({ status }) => status === 201)?.browser;
  expect((await first?.post('/companies', { name: 'Second' }))?.status).toBe(201);
});
