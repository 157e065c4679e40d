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

test('how a task repeats is chosen and said in words, and its checklist is ticked in place', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const { id } = await call<{ id: string }>('POST', '/tasks', {
    title: 'Fair',
    due_at: '2027-03-09T09:00:00.000Z',
  });
  const read = () => call<{ recurrence: string; checklist: string }>('GET', `/tasks/${id}`);
  await page.goto(`/tasks/${id}`);
  const time = page.getByRole('group', { name: 'Time' });
  await time.getByRole('button', { name: /empty fields/ }).click();
  await time.getByRole('button', { name: 'Edit Repeats' }).focus();
  await page.keyboard.press('Enter');
  const editor = page.getByRole('dialog', { name: 'Repeats' });
  await editor.getByRole('combobox', { name: 'Repeats' }).click();
  await page.getByRole('option', { name: 'Every month' }).click();
  await editor.getByRole('combobox', { name: 'On' }).click();
  await page.getByRole('option', { name: 'Every month on the second Tuesday' }).click();
  await editor.getByLabel('months apart').fill('2');
  await editor.getByRole('combobox', { name: 'Ends' }).click();
  await page.getByRole('option', { name: 'On a day' }).click();
  await editor.getByLabel('Last day').fill('2027-12-31');
  expect(await lookAt(page, 'tasks-repeats')).toEqual([]);
  await editor.getByRole('button', { name: 'Save' }).click();
  await time.getByText('Every 2 months on the second Tuesday, until 31 Dec 2027').waitFor();
  await expect
    .poll(async () => (await read()).recurrence)
    .toBe('FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;UNTIL=20271231T235959Z');

  const about = page.getByRole('group', { name: 'About' });
  await about.getByRole('button', { name: /empty field/ }).click();
  await about.getByRole('textbox', { name: 'Add an item' }).focus();
  for (const item of ['Book the stand', 'Order badges']) {
    await page.keyboard.type(item);
    await page.keyboard.press('Enter');
    await about.getByRole('checkbox', { name: item }).waitFor();
  }
  await about.getByRole('checkbox', { name: 'Book the stand' }).click();
  await expect
    .poll(async () => (await read()).checklist)
    .toBe('[x] Book the stand\n[ ] Order badges');
  expect(await lookAt(page, 'tasks-checklist')).toEqual([]);

  await page.getByRole('button', { name: /user menu/ }).click();
  await page.getByRole('menuitemradio', { name: 'Türkçe' }).click();
  // Both as a field and in the history.
  const sentence = page.getByText('2 ayda bir, ayın ikinci Salı günü, 31 Ara 2027 tarihine kadar');
  await expect.poll(() => sentence.count()).toBe(2);
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
