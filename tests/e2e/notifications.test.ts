import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, newAddress, newPerson, type Person, password, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let mailbox: string;
let ada: Person;
let grace: Person;
const address = newAddress();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper', email: address });
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The same person on another device. */
async function phoneOf(email: string): Promise<Page> {
  const { page, call } = await newPerson(browser, server, 'phone');
  await call('POST', '/auth/login', { email, password });
  await page.goto('/contacts');
  await page.waitForLoadState('networkidle');
  return page;
}

const bell = (page: Page, unread: string) =>
  page
    .getByRole('navigation', { name: 'Navigation' })
    .getByRole('link', { name: new RegExp(`(Notifications|Inbox).*${unread}`) });
const entry = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title });

test('what concerns a person reaches every device, is read, put away and stopped', async () => {
  const { page, call } = grace;
  await page.goto('/notifications');
  await page.getByText('Nothing new for you').waitFor();
  await page.goto('/contacts');
  await page.waitForLoadState('networkidle');
  const phone = await phoneOf(address);
  const me = (await call<{ user: { id: string } }>('GET', '/auth/session')).user.id;

  // Nobody reloads: the bells of both devices count.
  const make = (last_name: string) =>
    ada.call<{ id: string }>('POST', '/contacts', { last_name, owner_id: me });
  const lovelace = await make('Lovelace');
  await make('Babbage');
  await bell(page, '2 unread').waitFor();
  await bell(phone, '2 unread').waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor();
  await entry(page, 'Lovelace').getByText('Ayşe Yılmaz assigned this to you.').waitFor();
  expect(await lookAt(page, 'notifications-filled')).toEqual([]);

  await entry(page, 'Lovelace').getByRole('link', { name: 'Lovelace' }).click();
  await page.waitForURL(`**/contacts/${lovelace.id}`);
  await bell(page, '1 unread').waitFor();
  await bell(phone, '1 unread').waitFor();
  await page.getByRole('button', { name: 'Following', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Followed by Grace Hopper' }).waitFor();

  // Changes of a record one follows; none of one that one does not.
  await ada.call('PATCH', `/contacts/${lovelace.id}`, { job_title: 'Countess' });
  await bell(phone, '2 unread').waitFor();
  await page.getByRole('button', { name: 'Following', exact: true }).click();
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
  await page.goto('/notifications');
  await entry(page, 'Lovelace').getByText('Ayşe Yılmaz changed Job title.').waitFor();
  await expect
    .poll(
      async () =>
        (await call<{ following: boolean }>('GET', `/contacts/${lovelace.id}/follow`)).following,
    )
    .toBe(false);
  await ada.call('PATCH', `/contacts/${lovelace.id}`, { job_title: 'Lady' });

  // By keys: the first entry is read, the second put away, and comes back.
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await bell(page, '1 unread').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await entry(page, 'Babbage').waitFor({ state: 'detached' });
  await phone.getByRole('link', { name: 'Inbox', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await entry(page, 'Babbage').waitFor();
  await page.getByText('Unread', { exact: true }).click();
  await page.getByText('Everything is read').waitFor();

  await phone.goto('/notifications');
  await entry(phone, 'Lovelace').waitFor();
  expect(await lookAt(phone, 'notifications-filled-phone')).toEqual([]);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(grace.trouble).toEqual([]);
});

test('settings choose the ways by kind, and a mail at once leads to what stops it', async () => {
  const { page, call } = grace;
  await page.goto('/settings/notifications');
  const mail = page.getByRole('combobox', { name: 'Changes of records you follow: mail' });
  await mail.click();
  await page.getByRole('option', { name: 'Mail at once' }).click();
  await page.getByText('Saved').first().waitFor();
  await page.reload();
  await expect.poll(() => mail.textContent()).toBe('Mail at once');
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect.poll(() => page.getByLabel('Until').inputValue()).toBe('07:00');
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByLabel('Until').waitFor({ state: 'detached' });

  const me = (await call<{ user: { id: string } }>('GET', '/auth/session')).user.id;
  await ada.call('POST', '/contacts', { last_name: 'Turing', owner_id: me });
  const told = async () => {
    await page.goto(mailbox);
    await page.waitForLoadState('networkidle');
    return page.getByRole('listitem').filter({ hasText: 'assigned contact Turing to you' }).count();
  };
  await expect.poll(told, { timeout: 40_000, interval: 1000 }).toBe(1);
  const link = await page
    .getByRole('listitem')
    .filter({ hasText: 'Turing' })
    .getByRole('link')
    .last()
    .getAttribute('href');
  await page.goto(link ?? '');
  await page.getByRole('button', { name: 'Stop these mails' }).click();
  await page.getByRole('heading', { name: 'The mails are stopped' }).waitFor();
  await page.goto('/settings/notifications');
  const assigned = page.getByRole('combobox', { name: 'Assigned to you: mail' });
  await expect.poll(() => assigned.textContent()).toBe('No mail');
});
