import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;
let stages: Map<string, string>;

interface Deal {
  id: string;
  stage_id: string;
  amount: string | null;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
// Every test has a company of its own.
beforeEach(async () => {
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  const all = await ada.call<{ id: string; name: string }[]>('GET', '/stages');
  stages = new Map(all.map(({ id, name }) => [name, id]));
  return () => ada.context.close();
}, 60_000);

const add = (title: string, more: object = {}) =>
  ada.call<Deal>('POST', '/deals', { title, ...more });
const deal = (id: string) => ada.call<Deal>('GET', `/deals/${id}`);
const entry = (name: string, more: object = {}) =>
  ada.call<{ id: string }>('POST', '/stage_checks', {
    stage_id: stages.get('Qualified'),
    name,
    is_required: true,
    ...more,
  });
const ticks = async () => (await ada.call<unknown[]>('GET', '/deal_checks')).length;
const column = (page: Page, name: string): Locator =>
  page.locator(`[data-board-column][aria-label^="${name}, "]`);
const lookSmall = async (page: Page, name: string): Promise<string[]> => {
  await page.setViewportSize(sizes.phone);
  const problems = await lookAt(page, `${name}-phone`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(sizes.desktop);
  return wide > 0 ? [...problems, `${wide} px wider than the screen`] : problems;
};

test('a checklist is written by an administrator: added, required, ordered, renamed, removed', async () => {
  const { page, trouble } = ada;
  await page.goto('/settings/pipelines');
  await page.getByRole('button', { name: 'Checklist of Qualified' }).press('Enter');
  const sheet = page.getByRole('dialog');
  for (const name of ['Budget known', 'Who decides']) {
    await sheet.getByLabel('New entry').fill(name);
    await page.keyboard.press('Enter');
    await sheet.getByRole('textbox', { name: `Text of ${name}` }).waitFor();
  }
  await sheet.getByRole('checkbox', { name: 'Who decides: needed to go on' }).click();
  await sheet.getByRole('button', { name: 'Move Who decides up' }).click();
  const stored = async () =>
    (
      await ada.call<{ name: string; is_required: boolean }[]>('GET', '/stage_checks?sort=position')
    ).map(({ name, is_required }) => `${name} ${is_required}`);
  await expect.poll(stored).toEqual(['Who decides true', 'Budget known false']);
  expect(await lookAt(page, 'checklist-settings')).toEqual([]);
  expect(await lookSmall(page, 'checklist-settings')).toEqual([]);
  // The list behind says so too.
  const row = page.getByRole('listitem', { includeHidden: true }).filter({ hasText: 'Qualified' });
  await row.getByText('2 checklist entries, 1 needed to go on').waitFor({ state: 'attached' });
  const box = sheet.getByRole('textbox', { name: 'Text of Budget known' });
  await box.fill('Budget in writing');
  await box.press('Enter');
  await expect.poll(stored).toEqual(['Who decides true', 'Budget in writing false']);
  await sheet.getByRole('button', { name: 'Remove Who decides' }).click();
  await expect.poll(stored).toEqual(['Budget in writing false']);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(stored).toEqual(['Who decides true', 'Budget in writing false']);
  await page.keyboard.press('Escape');
  await ada.call('PATCH', `/stages/${stages.get('Meeting')}`, {
    required_fields: ['amount', 'close_on', 'account_id'],
  });
  await page.getByText('asks for Amount, Expected close, Account').waitFor();
  expect(await lookAt(page, 'pipelines-settings')).toEqual([]);
  expect(await lookSmall(page, 'pipelines-settings')).toEqual([]);
  expect(trouble).toEqual([]);
}, 120_000);

test('the page of a deal shows its checklist; ticks say who, stand in the timeline, and let it go on', async () => {
  const { page } = ada;
  await entry('Budget known');
  await entry('Logo found', { is_required: false });
  const { id } = await add('Hull pumps');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`/deals/${id}`);
  const list = page.getByRole('region', { name: 'Checklist' });
  await list.getByText('0 of 2').waitFor();
  expect(await lookAt(page, 'checklist-deal')).toEqual([]);
  expect(await lookSmall(page, 'checklist-deal')).toEqual([]);

  // Refused: the gate asks, several things at once.
  await ada.call('PATCH', `/stages/${stages.get('Meeting')}`, { required_fields: ['amount'] });
  const move = async (stage: string) => {
    await page.getByRole('button', { name: 'Move to stage' }).click();
    await page.getByRole('menuitemradio', { name: stage }).click();
  };
  await move('Meeting');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Budget known' }).waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(1);
  await dialog.getByLabel('Amount').fill('750');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.getByText('Tick all of them to go on.').waitFor();
  expect(await lookAt(page, 'checklist-gate')).toEqual([]);
  await dialog.getByRole('checkbox', { name: 'Budget known' }).click();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect
    .poll(() => deal(id))
    .toMatchObject({ stage_id: stages.get('Meeting'), amount: '750.00' });
  expect(await ticks()).toBe(1);
  await list.waitFor({ state: 'detached' });
  // One undo takes back the move, the amount and the tick.
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect
    .poll(() => deal(id))
    .toMatchObject({ stage_id: stages.get('Qualified'), amount: null });
  await expect.poll(ticks).toBe(0);
  expect(asked.filter((url) => url.includes('/deals/pipeline'))).toEqual([]);

  await ada.call('PATCH', `/stages/${stages.get('Meeting')}`, { required_fields: [] });
  await list.getByRole('checkbox', { name: 'Budget known' }).click();
  await list.getByText('1 of 2').waitFor();
  await list.getByText(/Ayşe Yılmaz/).waitFor();
  const told = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');
  await told.filter({ hasText: 'ticked' }).filter({ hasText: 'Budget known' }).waitFor();
  await move('Meeting');
  await expect.poll(async () => (await deal(id)).stage_id).toBe(stages.get('Meeting'));
  // Back asks nothing, and what is ticked is ticked still; unticked again it says so.
  await move('Qualified');
  await list.getByText('1 of 2').waitFor();
  await list.getByRole('checkbox', { name: 'Budget known' }).press('Space');
  await list.getByText('0 of 2').waitFor();
  expect(await ticks()).toBe(0);
}, 180_000);

test('several deals are asked once, and those that lack a tick get it', async () => {
  const { page } = ada;
  const budget = await entry('Budget known');
  const ids = [await add('Anchors'), await add('Buoys')].map(({ id }) => id);
  await ada.call('POST', '/deal_checks', { deal_id: ids[0], check_id: budget.id });
  await page.goto('/deals?view=board');
  await column(page, 'Qualified').waitFor();
  for (const title of ['Anchors', 'Buoys']) {
    await page.locator('[data-card]').filter({ hasText: title }).hover();
    await page.getByRole('checkbox', { name: `Select ${title}` }).click();
  }
  await page.getByRole('button', { name: 'Move to stage' }).click();
  await page.getByRole('menuitemradio', { name: 'Proposal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Move 2 deals to Proposal').waitFor();
  await dialog.getByRole('checkbox', { name: 'Budget known' }).click();
  expect(await lookAt(page, 'checklist-gate-many')).toEqual([]);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  const where = async () => (await Promise.all(ids.map(deal))).map(({ stage_id }) => stage_id);
  await expect.poll(where).toEqual([stages.get('Proposal'), stages.get('Proposal')]);
  expect(await ticks()).toBe(2);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(where).toEqual([stages.get('Qualified'), stages.get('Qualified')]);
  await expect.poll(ticks).toBe(1);
}, 120_000);
