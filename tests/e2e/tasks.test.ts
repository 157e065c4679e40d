import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { newPerson, signUp } from './people';
import { type RunningServer, startServer } from './server';

let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('a task is added from its account with a natural date, by keyboard, and found there', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const account = await call<{ id: string }>('POST', '/accounts', { name: 'Silverquay Marine' });

  await page.goto(`/accounts/${account.id}`);
  await page.getByRole('button', { name: 'Add to Tasks' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Title').focus();
  await page.keyboard.type('Call Ilse');
  await form.getByLabel('Due').focus();
  await page.keyboard.type('tomorrow 3pm');
  // What was understood stands below while typing.
  await form.getByText(/3:00\sPM|15:00/).waitFor();
  expect(await lookAt(page, 'tasks-form')).toEqual([]);
  await page.keyboard.press('ControlOrMeta+Enter');
  const row = page.getByRole('row', { name: /Call Ilse/ });
  await row.waitFor();
  expect(await row.textContent()).toMatch(/Open/);
  expect(await lookAt(page, 'tasks-list')).toEqual([]);

  const [task] = await call<{ id: string; account_id: string; due_at: string }[]>('GET', '/tasks');
  expect(task).toMatchObject({ account_id: account.id });
  const tomorrow = Date.parse(task?.due_at ?? '') - Date.now();
  expect(tomorrow).toBeGreaterThan(0);
  expect(tomorrow).toBeLessThan(48 * 3_600_000);

  await page.goto(`/accounts/${account.id}`);
  await page
    .getByRole('link', { name: /Call Ilse/ })
    .first()
    .waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('the list of tasks on a phone', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server, 'phone');
  await signUp(page);
  await call('POST', '/tasks', { title: 'Call Ilse', due_at: '2027-03-26T09:00:00.000Z' });
  await page.goto('/tasks');
  await page.getByText('Call Ilse').waitFor();
  expect(await lookAt(page, 'tasks-list-phone')).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);
