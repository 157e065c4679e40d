import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/platform/clock';
import { readEnv } from '@/platform/env';
import { newId } from '@/platform/ids';
import { createMailer } from '@/platform/mail/mailer';
import { testApp } from '../../../tests/support/app';
import { Browser, goodPassword, identityModules } from '../../../tests/support/browser';
import { mailboxToken } from './queries';

let data_dir: string;
beforeAll(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'ambit-mailbox-'));
});
afterAll(() => rm(data_dir, { recursive: true, force: true }));

async function appWithMailbox(env: Record<string, string> = {}) {
  const all = {
    DATA_DIR: data_dir,
    AMBIT_SECRET: 'a secret for tests, known to everybody',
    ...env,
  };
  const mail = createMailer(readEnv(all), systemClock);
  return testApp({ modules: identityModules, env: all, mail });
}

describe('the local mailbox', () => {
  test('is read with the token printed at start, and is not there without it', async () => {
    const app = await appWithMailbox();
    const email = `${newId()}@example.com`;
    await new Browser(app).post('/auth/register', {
      name: 'Ada',
      email,
      password: goodPassword,
      company_name: 'Acme',
      language: 'tr',
    });
    const read = (token: string | null) =>
      new Browser(app).call<{ to: string; subject: string }[]>(
        'GET',
        '/mailbox',
        undefined,
        token === null ? {} : { 'x-mailbox-token': token },
      );
    const token = mailboxToken(app.env);
    expect(token).toMatch(/^[\w-]{32}$/);
    await expect
      .poll(async () => (await read(token)).data.find(({ to }) => to === email)?.subject)
      .toBe('E-posta adresinizi doğrulayın');
    for (const wrong of [null, '', 'x'.repeat(32), 'ü'.repeat(16)])
      expect((await read(wrong === null ? null : encodeURI(wrong))).status).toBe(404);
  });

  test('is nowhere but on a loopback address with the embedded database', async () => {
    const elsewhere: Record<string, string>[] = [
      { BASE_URL: 'https://crm.example.com' },
      { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/ambit' },
      { SMTP_URL: 'smtp://127.0.0.1:1' },
    ];
    for (const env of elsewhere) {
      const app = await appWithMailbox(env);
      expect(mailboxToken(app.env)).toBeNull();
      const token = mailboxToken((await appWithMailbox()).env) ?? '';
      expect(
        (await new Browser(app).call('GET', '/mailbox', undefined, { 'x-mailbox-token': token }))
          .status,
      ).toBe(404);
    }
  });
});
