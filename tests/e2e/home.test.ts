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

test('the home screen tells the same numbers as board and list, and leads to them', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const stages = await call<{ id: string; name: string; kind: string }[]>('GET', '/stages');
  const stage = (name: string) => stages.find((one) => one.name === name)?.id;
  const won = stages.find(({ kind }) => kind === 'won')?.id;
  const today = new Date().toISOString().slice(0, 10);
  const deal = (title: string, stage_id: string | undefined, more: object) =>
    call('POST', '/deals', { title, stage_id, ...more });
  await deal('Anchors', stage('Meeting'), { amount: '1000.10', next_step_on: '2999-01-01' });
  await deal('Buoys', stage('Meeting'), { amount: '0.25', close_on: '2020-01-01' });
  await deal('Cranes', stage('Proposal'), { amount: '200.05', next_step_on: '2020-01-02' });
  await deal('Dredgers', stage('Qualified'), { amount: '7' });
  await deal('Engines', won, { amount: '500.40', closed_on: today });
  await call('POST', '/tasks', { title: 'Call the yard', due_at: '2020-01-01T09:00:00Z' });
  await call('POST', '/activities', { kind: 'call', subject: 'About the hull' });
  await call('POST', '/tasks', { title: 'Far away', due_at: '2999-01-01T09:00:00Z' });

  await page.goto('/home');
  const card = (name: string) => page.getByRole('region', { name });
  const pipeline = card('Pipeline');
  await pipeline.getByText('1,207.40').waitFor();
  const board = await call<{ kind: string; count: number; amount: string }[]>(
    'GET',
    '/deals/pipeline',
  );
  const open = board.filter(({ kind }) => kind === 'open');
  const cents = open.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  expect(cents).toBe(120_740);
  for (const [name, count, amount] of [
    ['Qualified', 1, '7'],
    ['Meeting', 2, '1,000.35'],
    ['Proposal', 1, '200.05'],
  ])
    expect(
      await pipeline.getByRole('link', { name: new RegExp(`^${name}`) }).textContent(),
    ).toMatch(new RegExp(`^${name}${count}\\D*${amount}$`));

  const attention = card('Needs attention');
  expect(await attention.getByRole('link').allTextContents()).toEqual([
    expect.stringMatching(/^Cranes.*Step due/),
    expect.stringMatching(/^Dredgers.*No next step/),
    expect.stringMatching(/^Buoys.*Should have closed/),
  ]);
  await card('Won by month').locator('svg path.recharts-rectangle').first().waitFor();
  expect(await lookAt(page, 'home-desktop')).toEqual([]);

  await card('Latest activities').getByText('About the hull').waitFor();
  const due = card('Due today');
  expect(await due.getByRole('listitem').count()).toBe(1);
  await due.getByRole('checkbox', { name: 'Done: Call the yard' }).click();
  await page.getByText(/Call the yard: Status changed/).waitFor();
  const [task] = await call<{ status: string }[]>('GET', '/tasks?q=yard');
  expect(task?.status).toBe('done');

  await card('Won by month').getByRole('radio', { name: 'Table' }).check();
  const row = card('Won by month').getByRole('row').nth(1);
  expect(await row.textContent()).toMatch(/1\D*500\.40/);
  await row.getByRole('link', { name: '1' }).click();
  await page.getByRole('row', { name: /Engines/ }).waitFor();
  await page.locator('main output', { hasText: /^1$/ }).waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('radio', { name: 'Everybody' }).click();
  await page.waitForURL(/of=all/);
  await pipeline.getByRole('link', { name: /^Meeting/ }).click();
  await page.locator('main output', { hasText: /^2$/ }).waitFor();

  const { page: phone, trouble: phoneTrouble } = await newPerson(browser, server, 'phone');
  await phone.context().addCookies(await context.cookies());
  await phone.goto('/home');
  await phone.getByText('1,207.40').waitFor();
  expect(
    await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
  expect(await lookAt(phone, 'home-phone')).toEqual([]);
  expect([trouble, phoneTrouble]).toEqual([[], []]);
});
