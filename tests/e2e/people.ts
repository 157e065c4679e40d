import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openContext, type Size } from './browser';
import type { RunningServer } from './server';

export const password = 'correct horse battery';

let count = 0;
/** A mail address nobody has used yet. */
export const newAddress = (): string => `person${process.pid}-${++count}@example.com`;

/** Fills in the sign-up page and waits for the first screen. */
export async function signUp(page: Page, email = newAddress()): Promise<string> {
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill('Ayşe Yılmaz');
  await page.getByLabel('Company name').fill('Kuzey Işığı Lojistik');
  await page.getByLabel('Work e-mail').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Create company' }).click();
  await page.waitForURL('**/contacts');
  await page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor();
  return email;
}

/** The newest link to `page` in a mail to the address, read where the operator reads it. */
export async function mailedLink(page: Page, mailbox: string, subject: string): Promise<string> {
  await page.goto(mailbox);
  const mail = page.getByRole('listitem').filter({ hasText: subject }).first();
  const link = await mail.getByRole('link').getAttribute('href');
  if (!link) throw new Error(`The mail "${subject}" has no link.`);
  return link;
}

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the pages, refused requests included. */
  readonly trouble: string[];
  /** Calls the API as this person, outside of any page; throws what it refuses. */
  call<T>(method: string, path: string, data?: unknown): Promise<T>;
}

/** Somebody with a browser profile of their own, not signed in. */
export async function newPerson(
  browser: Browser,
  { url }: RunningServer,
  size: Size = 'desktop',
): Promise<Person> {
  const { context, trouble } = await openContext(browser, url, { size });
  context.setDefaultTimeout(20_000);
  context.on('response', (answer) => {
    if (answer.status() >= 400) trouble.push(`${answer.status()} ${answer.url()}`);
  });
  return {
    context,
    trouble,
    page: await context.newPage(),
    async call(method, path, data) {
      const headers = { origin: url };
      const answer = await context.request.fetch(`/api${path}`, { method, headers, data });
      const json = await answer.json();
      if (!answer.ok()) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
      return json.data;
    },
  };
}

/** Somebody who joins the company of `owner` as a rep, by the link of the invitation. */
export async function colleagueOf(
  owner: Person,
  browser: Browser,
  server: RunningServer,
  { name, email = newAddress() }: { readonly name: string; readonly email?: string },
): Promise<Person> {
  const mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';
  await owner.call('POST', '/invitations', { email, role: 'rep' });
  const guest = await newPerson(browser, server);
  await guest.page.goto(await mailedLink(guest.page, mailbox, 'invites you to Kuzey'));
  await guest.page.getByLabel('Your name').fill(name);
  await guest.page.getByLabel('New password').first().fill(password);
  await guest.page.getByRole('button', { name: /^Join/ }).click();
  await guest.page.waitForURL('**/home');
  guest.trouble.length = 0; // the mailbox is not there until it has read its token
  return guest;
}
