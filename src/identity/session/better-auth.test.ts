import { expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { goodPassword, identityModules, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { authOn } from './better-auth';
import { sessionCookie } from './cookie';

test("our cookie is Better Auth's cookie, and it knows the session behind it", async () => {
  const app = await testApp({ modules: identityModules });
  const { email, password, user_id } = await registered(app);
  const { db } = await startDatabase();
  await db.asAuth(async (tx) => {
    const { api } = authOn(tx, app.env);
    const { headers, response } = await api.signInEmail({
      body: { email, password },
      returnHeaders: true,
    });
    const ours = sessionCookie(app.env, response.token);
    const theirs = headers.getSetCookie();
    expect(theirs).toHaveLength(1);
    expect(theirs[0]).toBe(ours);
    const found = await api.getSession({
      headers: new Headers({ cookie: ours.split(';')[0] ?? '' }),
    });
    expect(found?.user.id).toBe(user_id);
  });
});

test('what Better Auth writes goes with the transaction around it', async () => {
  const app = await testApp({ modules: identityModules });
  const { db, admin } = await startDatabase();
  const email = `${newId()}@example.com`;
  const failing = db.asAuth(async (tx) => {
    await authOn(tx, app.env).api.signUpEmail({
      body: { name: 'Ada', email, password: goodPassword },
    });
    throw new Error('and then the rest failed');
  });
  await expect(failing).rejects.toThrow('and then the rest failed');
  expect((await admin.query('select from users where email = $1', [email])).rowCount).toBe(0);
});
