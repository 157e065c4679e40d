import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { headerOf, type TestMailServer, testMailServer } from '../../../tests/support/smtp';
import { systemClock } from '../clock';
import { readEnv } from '../env';
import { newId } from '../ids';
import { MailFailure } from './failure';
import { letterTo } from './layout';
import { createMailer } from './mailer';

const secret = 'a secret for tests, known to everybody';
const letter = {
  id: newId(),
  ...letterTo('ada@example.com', {
    language: 'tr',
    subject: 'Davet: İpek\r\nBcc: thief@example.com',
    greeting: 'Merhaba <b>İpek</b>,',
    paragraphs: ['Şirket "Ege & Oğulları"'],
    button: { label: 'Kabul et', url: 'https://crm.example.com/invitation#abc' },
    closing: 'Yedi gün.',
  }),
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ambit-mail-'));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function smtp(refuse: number | null = null): Promise<TestMailServer> {
  const server = await testMailServer();
  server.refuse = refuse;
  cleanups.push(() => server.stop());
  return server;
}

describe('over SMTP', () => {
  test('a mail arrives at its one recipient as text and HTML', async () => {
    const { url, received } = await smtp();
    const env = readEnv({
      SMTP_URL: url,
      AMBIT_SECRET: secret,
      BASE_URL: 'https://crm.example.com',
      DATA_DIR: await folder(),
    });
    const mailer = createMailer(env, systemClock);
    cleanups.push(() => mailer.close());
    expect(mailer.mailbox).toBeNull();
    await mailer.send(letter);
    expect(received).toHaveLength(1);
    const [mail] = received;
    expect(mail).toMatchObject({ from: 'no-reply@crm.example.com', to: ['ada@example.com'] });
    expect(mail?.source).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(headerOf(mail)).not.toMatch(/^Bcc:/im);
  });

  test('the Message-ID is the id of the mail, and further headers go along', async () => {
    const { url, received } = await smtp();
    const env = readEnv({ SMTP_URL: url, AMBIT_SECRET: secret, DATA_DIR: await folder() });
    const mailer = createMailer(env, systemClock);
    cleanups.push(() => mailer.close());
    const headers = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    await mailer.send({ ...letter, headers });
    expect(headerOf(received[0])).toContain(`Message-ID: <${letter.id}@localhost.localdomain>`);
    expect(headerOf(received[0])).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  test('a failure tells what may be tried again, and nothing of the mail', async () => {
    const failureOf = async (answer: number | null) => {
      const url = answer === null ? 'smtp://127.0.0.1:1' : (await smtp(answer)).url;
      const env = readEnv({ SMTP_URL: url, AMBIT_SECRET: secret, DATA_DIR: await folder() });
      const mailer = createMailer(env, systemClock);
      const error = await mailer.send(letter).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(MailFailure);
      const { reason, permanent, message } = error as MailFailure;
      expect(reason + message).not.toContain('ada@');
      return { reason, permanent };
    };
    expect(await failureOf(550)).toEqual({ reason: '550 no mailbox …', permanent: true });
    expect(await failureOf(451)).toEqual({ reason: '451 no mailbox …', permanent: false });
    expect(await failureOf(530)).toMatchObject({ permanent: false });
    expect(await failureOf(null)).toMatchObject({ permanent: false });
  });

  test('an address cannot smuggle a second recipient or a header in', async () => {
    const { url, received } = await smtp();
    const env = readEnv({ SMTP_URL: url, AMBIT_SECRET: secret, DATA_DIR: await folder() });
    const mailer = createMailer(env, systemClock);
    cleanups.push(() => mailer.close());
    for (const to of [
      'a@example.com, b@example.com',
      'a@example.com\r\nBcc: b@example.com',
      'x: a@example.com, b@example.com;',
    ]) {
      await mailer.send({ ...letter, to }).catch(() => undefined);
    }
    for (const mail of received) {
      expect(mail.to.length).toBeLessThanOrEqual(1);
      expect(headerOf(mail)).not.toMatch(/^Bcc:/im);
    }
  });
});

describe('without a mail server', () => {
  test('mails are kept, newest first, for nobody else on the machine', async () => {
    const data_dir = await folder();
    const env = readEnv({ AMBIT_SECRET: secret, DATA_DIR: data_dir });
    const mailer = createMailer(env, systemClock);
    expect(await mailer.mailbox?.list()).toEqual([]);
    await mailer.send(letter);
    await mailer.send({ ...letter, id: newId(), subject: 'Second' });
    await mailer.send({ ...letter, id: newId(), subject: 'Third' });
    await mailer.send(letter);
    const mails = (await mailer.mailbox?.list()) ?? [];
    expect(mails.map(({ subject }) => subject)).toEqual(['Third', 'Second', letter.subject]);
    expect((await stat(join(data_dir, 'mailbox'))).mode & 0o077).toBe(0);
    expect((await stat(join(data_dir, 'mailbox', `${mails[0]?.id}.json`))).mode & 0o077).toBe(0);
  });
});

test('a letter escapes what people typed and keeps line breaks out of the subject', () => {
  expect(letter.subject).toBe('Davet: İpek Bcc: thief@example.com');
  expect(letter.html).toContain('Merhaba &lt;b&gt;İpek&lt;/b&gt;,');
  expect(letter.html).toContain('Ege &amp; Oğulları');
  expect(letter.text).toContain('https://crm.example.com/invitation#abc');
});
