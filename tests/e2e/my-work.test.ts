import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, newPerson, type Person, signUp } from './people';
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

interface Task {
  id: string;
  title: string;
  status: string;
  due_at: string | null;
  all_day: boolean;
  owner_id: string;
  priority: string;
  deal_id: string | null;
}

const hour = 3_600_000;
const after = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();
const add = ({ call }: Person, title: string, more: object = {}): Promise<Task> =>
  call<Task>('POST', '/tasks', { title, ...more });
const read = ({ call }: Person, id: string): Promise<Task> => call<Task>('GET', `/tasks/${id}`);

const group = (page: Page, name: string): Locator => page.locator(`[data-group="${name}"]`);
const row = (within: Page | Locator, title: string): Locator =>
  within.locator('[data-row]').filter({ hasText: title });
const count = (page: Page, name: string): Promise<string | null> =>
  group(page, name).getByRole('heading').locator('xpath=following-sibling::span').textContent();

async function show(page: Page, path = '/my-work'): Promise<void> {
  const heard = page.waitForResponse((answer) => answer.url().includes('/api/stream'));
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await heard;
  await page.waitForLoadState('networkidle');
}

test('by mouse: a day is planned, done, put off and handed on, and others see it', async () => {
  const ada = await newPerson(browser, server);
  const { page, trouble } = ada;
  await signUp(page);
  const grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  const deal = await ada.call<{ id: string }>('POST', '/deals', { title: 'Harbour cranes' });
  await ada.call('POST', '/tasks/bulk', {
    create: Array.from({ length: 30 }, (_, at) => ({
      title: `Old ${String(at).padStart(2, '0')}`,
      due_at: after(-24 * 40 + at),
    })),
  });
  const rest = await add(ada, 'Read the offer', { priority: 'high' });
  await show(page);

  // Counts are of the whole group, however little of it is shown.
  expect(await count(page, 'overdue')).toBe('30');
  expect(await row(group(page, 'overdue'), 'Old').count()).toBe(25);
  await group(page, 'overdue').getByRole('button', { name: 'Show more' }).click();
  await row(page, 'Old 29').waitFor();

  // A time among the words, and the deal it is about.
  await page.getByRole('textbox', { name: 'Add a task' }).fill('Call Ilse tomorrow 3pm');
  await page.getByRole('status').filter({ hasText: /15:00/ }).waitFor();
  await page.getByRole('combobox', { name: 'About' }).click();
  await page.getByPlaceholder('Find a deal').fill('harbour');
  await page.getByRole('option', { name: 'Harbour cranes' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const call = row(group(page, 'tomorrow'), 'Call Ilse');
  await call.getByRole('link', { name: 'Harbour cranes' }).waitFor();
  const [made] = await ada.call<Task[]>('GET', '/tasks');
  expect(made).toMatchObject({ title: 'Call Ilse', deal_id: deal.id, all_day: false });

  // And how often it comes again.
  await page.getByRole('textbox', { name: 'Add a task' }).fill('Weekly figures every monday 9:00');
  await page.getByRole('status').filter({ hasText: 'Every week on Monday' }).waitFor();
  expect(await lookAt(page, 'my-work-repeat')).toEqual([]);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await row(page, 'Weekly figures').waitFor();
  const [weekly] = await ada.call<(Task & { recurrence: string })[]>('GET', '/tasks');
  expect(weekly).toMatchObject({ title: 'Weekly figures', recurrence: 'FREQ=WEEKLY;BYDAY=MO' });
  expect(await lookAt(page, 'my-work')).toEqual([]);

  // Done, and back by undo.
  await row(page, 'Read the offer')
    .getByRole('checkbox', { name: 'Read the offer is done' })
    .click();
  await expect.poll(() => row(group(page, 'undated'), 'Read the offer').count()).toBe(0);
  await expect.poll(async () => (await read(ada, rest.id)).status).toBe('done');
  const toast = page.locator('[data-sonner-toast]').filter({ hasText: 'Read the offer done' });
  await toast.getByRole('button', { name: 'Undo', exact: true }).click();
  await row(group(page, 'undated'), 'Read the offer').waitFor();

  // Another time for one, and for several at once.
  await row(page, 'Read the offer').hover();
  await page.getByRole('button', { name: 'Reschedule Read the offer' }).click();
  await page.getByRole('option', { name: /^Tomorrow/ }).click();
  await row(group(page, 'tomorrow'), 'Read the offer').waitFor();
  for (const title of ['Old 00', 'Old 01']) {
    await row(page, title).hover();
    await page.getByRole('checkbox', { name: `Select ${title}` }).click();
  }
  await page.getByRole('button', { name: 'Reschedule', exact: true }).click();
  expect(await lookAt(page, 'my-work-reschedule')).toEqual([]);
  await page.getByPlaceholder('Tomorrow, next').fill('next fri');
  await page.getByRole('option').first().click();
  await expect.poll(() => count(page, 'overdue')).toBe('28');
  await page.getByText('2 tasks moved to').waitFor();

  // Handed on: it leaves, and Grace has it without a reload.
  await show(grace.page);
  await grace.page.getByText('Nothing to do').waitFor();
  await row(page, 'Read the offer').hover();
  await page.getByRole('button', { name: 'Reassign Read the offer' }).click();
  await page.getByRole('option', { name: 'Grace Hopper' }).click();
  await expect.poll(() => row(page, 'Read the offer').count()).toBe(0);
  await row(group(grace.page, 'tomorrow'), 'Read the offer').waitFor();
  // And her work can be looked at.
  await page.getByRole('combobox', { name: 'Whose work' }).click();
  await page.getByRole('option', { name: 'Grace Hopper' }).click();
  await row(page, 'Read the offer').waitFor();
  expect([...trouble, ...grace.trouble]).toEqual([]);
  await grace.context.close();
  await ada.context.close();
}, 180_000);

test('by keyboard alone: added, done, put off, and one after the other', async () => {
  const ada = await newPerson(browser, server);
  const { page, trouble } = ada;
  await signUp(page);
  const account = await ada.call<{ id: string }>('POST', '/accounts', {
    name: 'Silverquay Marine',
  });
  const first = await add(ada, 'Anchors', { due_at: after(-72), account_id: account.id });
  const second = await add(ada, 'Buoys', { due_at: after(-48) });
  const third = await add(ada, 'Cranes', { due_at: after(-26) });
  const machine = await page.context().newCDPSession(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('[data-row]')?.textContent ?? '');

  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.waitForURL('**/my-work');
  await row(page, 'Anchors').waitFor();
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await press('c');
  await page.keyboard.type('Write to Bo on 5 may 2031');
  // The answer comes after the next keys.
  await page.route('**/api/tasks', async (route) => {
    const answer = await route.fetch();
    await row(group(page, 'later'), 'Write to Bo').waitFor();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.fulfill({ response: answer });
  });
  await press('Enter');
  await row(group(page, 'later'), 'Write to Bo').waitFor();
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });

  await press('Escape', 'j');
  await expect.poll(focused).toMatch(/^Anchors/);
  await press('j');
  await expect.poll(focused).toMatch(/^Buoys/);
  await page.getByText('Write to Bo created').waitFor();
  // What leaves its place gives the focus to its neighbour.
  await press('d');
  await expect.poll(focused).toMatch(/^Cranes/);
  await expect.poll(async () => (await read(ada, second.id)).status).toBe('done');
  await page.getByText('Buoys done').waitFor();
  await press('Control+z');
  await row(group(page, 'overdue'), 'Buoys').waitFor();
  // As on a busy machine, a menu is still closing when the next keys come.
  await page.evaluate(() => {
    const slow = new CSSStyleSheet();
    slow.replaceSync(
      '@keyframes slow { to { opacity: 0.9 } } [role="dialog"][data-state="closed"] { animation: slow 1s !important }',
    );
    document.adoptedStyleSheets = [slow];
  });
  await press('s');
  await page.keyboard.type('tomorrow 10:15');
  await page.getByRole('option', { name: /10:15/ }).waitFor();
  await press('Enter');
  await row(group(page, 'tomorrow'), 'Cranes').waitFor();
  await press('k');
  await expect.poll(focused).toMatch(/^Anchors/);
  await press('p');
  await page.keyboard.type('high');
  await press('Enter');
  await expect.poll(async () => (await read(ada, first.id)).priority).toBe('high');
  await expect.poll(focused).toMatch(/^Anchors/);

  // One after the other, with the record beside it.
  await press('w');
  await page.getByText('2 tasks left').waitFor();
  await page.getByRole('heading', { level: 2, name: 'Silverquay Marine' }).waitFor();
  expect(await lookAt(page, 'my-work-through')).toEqual([]);
  await press('n');
  await page.getByRole('heading', { level: 2, name: 'Buoys' }).waitFor();
  await press('s');
  await page.getByRole('option', { name: /^Next week/ }).waitFor();
  await page.keyboard.type('next week');
  await press('Enter');
  await page.getByText('That was all').waitFor();
  await press('Escape');
  await row(group(page, 'overdue'), 'Anchors').waitFor();
  await expect.poll(() => row(group(page, 'overdue'), 'Buoys').count()).toBe(0);
  const due = (await read(ada, third.id)).due_at ?? '';
  expect(new Date(due).toISOString()).toMatch(/:15:00\.000Z$/);
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 180_000);

test('on a phone, in Turkish', async () => {
  const ada = await newPerson(browser, server, 'phone');
  const { page, trouble } = ada;
  await signUp(page);
  await add(ada, 'Sözleşmeyi oku', { due_at: after(-50) });
  await add(ada, 'Fatura kes', { due_at: after(-49) });
  await page.getByRole('button', { name: 'Menu', exact: true }).tap();
  await page.getByRole('button', { name: /user menu/ }).tap();
  await page.getByRole('menuitemradio', { name: 'Türkçe' }).tap();
  await show(page);
  await page.getByRole('heading', { level: 1, name: 'İşlerim' }).waitFor();
  await page.getByRole('textbox', { name: 'Görev ekle' }).fill("yarın 15:00'te Ayşe'yi ara");
  await page.getByRole('button', { name: 'Ekle', exact: true }).tap();
  await row(group(page, 'tomorrow'), "Ayşe'yi ara").waitFor();
  expect(await lookAt(page, 'my-work-phone')).toEqual([]);
  await page.getByRole('button', { name: 'Yeniden planla: Fatura kes' }).tap();
  await page.getByRole('option', { name: /^Yarın/ }).tap();
  await row(group(page, 'tomorrow'), 'Fatura kes').waitFor();
  await page.getByRole('checkbox', { name: 'Sözleşmeyi oku bitti' }).tap();
  await expect.poll(() => group(page, 'overdue').count()).toBe(0);
  await page.goto('/my-work?through=1');
  await page.getByText('Hepsi bu kadar').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 120_000);
