import { expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../tests/support/app';
import { Browser, goodPassword, identityModules, registered } from '../../tests/support/browser';
import { ownDatabase } from '../../tests/support/database';
import { setOperator } from './operator';

const operator = async (browser: Browser) =>
  (await browser.get<{ user: { is_operator: boolean } }>('/auth/session')).data.user.is_operator;

test('the first user runs the installation, nobody after them, unless granted', async () => {
  const { db } = await ownDatabase('operator');
  const env = { AMBIT_REGISTRATION: 'open' };
  const app = await testApp({ db, modules: identityModules, env });
  const people = await Promise.all(Array.from({ length: 5 }, () => registered(app)));
  const flags = await Promise.all(people.map(({ browser }) => operator(browser)));
  expect(flags.filter(Boolean)).toHaveLength(1);
  const other = people.find((_, at) => !flags[at]);
  if (!other) throw new Error('everybody is an operator');
  expect(await setOperator(db, other.email.toUpperCase(), true)).toBe('Ada Byron');
  expect(await operator(other.browser)).toBe(true);
  expect(await setOperator(db, other.email, false)).toBe('Ada Byron');
  expect(await operator(other.browser)).toBe(false);
  expect(await setOperator(db, 'nobody@example.com', true)).toBeNull();
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
