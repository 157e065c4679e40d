import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { Browser, identityModules, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { principalsOf } from '../session/principals';

interface Shown {
  id: string;
  current: boolean;
  ip_address: string;
}

test('people see their browsers and sign them out, never those of others', async () => {
  const app = await testApp({ modules: identityModules });
  const { browser, email, password } = await registered(app);
  const stranger = await registered(app);
  const phone = new Browser(app, '192.0.2.9');
  const laptop = new Browser(app);
  for (const other of [phone, laptop]) await other.post('/auth/login', { email, password });
  const { data } = await browser.get<Shown[]>('/sessions');
  expect(data).toHaveLength(3);
  expect(data.filter(({ current }) => current)).toHaveLength(1);
  const onPhone = data.find(({ ip_address }) => ip_address === '192.0.2.9');
  expect(JSON.stringify(data)).not.toContain('token');
  expect((await stranger.browser.delete(`/sessions/${onPhone?.id}`)).status).toBe(404);
  expect((await phone.get('/auth/session')).status).toBe(200);
  expect((await browser.delete(`/sessions/${onPhone?.id}`)).status).toBe(200);
  expect((await phone.get('/auth/session')).status).toBe(401);
  expect((await browser.delete('/sessions')).data).toEqual({ ended: 1 });
  expect((await laptop.get('/auth/session')).status).toBe(401);
  expect((await browser.get('/auth/session')).status).toBe(200);
});

test('long after signing in they are asked who they are before a browser is signed out', async () => {
  const app = await testApp({ modules: identityModules });
  const { browser, email, password, user_id } = await registered(app);
  const phone = new Browser(app);
  await phone.post('/auth/login', { email, password });
  const { admin } = await startDatabase();
  await admin.query(
    `update sessions set confirmed_at = now() - interval '16 minutes' where user_id = $1`,
    [user_id],
  );
  principalsOf(app.db).revoke({ user_id });
  const { data } = await browser.get<Shown[]>('/sessions');
  const other = data.find(({ current }) => !current);
  for (const path of [`/sessions/${other?.id}`, '/sessions']) {
    const { status, error } = await browser.delete(path);
    expect([status, error]).toEqual([403, 'confirmation_required']);
  }
  expect((await phone.get('/auth/session')).status).toBe(200);
  expect((await browser.post('/auth/confirm', { password })).status).toBe(200);
  expect((await browser.delete(`/sessions/${other?.id}`)).status).toBe(200);
  expect((await phone.get('/auth/session')).status).toBe(401);
  expect((await browser.delete('/sessions')).data).toEqual({ ended: 0 });
});
