import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;

interface Stage {
  id: string;
  name: string;
  pipeline_id: string;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
// Every test has a company of its own; people in Great Britain start with pounds.
beforeEach(async () => {
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  return () => ada.context.close();
}, 60_000);

const stagesOf = () => ada.call<Stage[]>('GET', '/stages?sort=position');
const add = (title: string, more: object = {}) =>
  ada.call<{ id: string }>('POST', '/deals', { title, ...more });
const column = (page: Page, name: string): Locator =>
  page.locator(`[data-board-column][aria-label^="${name}, "]`);
const go = async (page: Page, path: string) => {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
};
/** On a phone too, where nothing may stick out. */
const lookSmall = async (page: Page, name: string): Promise<string[]> => {
  await page.setViewportSize(sizes.phone);
  const problems = await lookAt(page, `${name}-phone`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(sizes.desktop);
  return wide > 0 ? [...problems, `${wide} px wider than the screen`] : problems;
};

test('an amount in another currency says "no rate" until one is there, then board and list agree', async () => {
  const { page, trouble } = ada;
  const { id } = await add('Pumps', { amount: '1000', currency: 'USD' });
  await add('Valves', { amount: '0.55' });
  await go(page, '/deals?view=board');
  const qualified = column(page, 'Qualified');
  await qualified.getByText('no rate', { exact: true }).waitFor();
  await qualified.getByText('1 deal has no exchange rate').waitFor();
  expect(await qualified.locator('[data-sum="amount"]').textContent()).toBe('£0.55');
  expect(await lookAt(page, 'currencies-board-no-rate')).toEqual([]);

  await go(page, '/settings/currencies');
  await page.getByText('No rates yet').waitFor();
  await page.getByRole('button', { name: 'Add a rate' }).press('Enter');
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Currency' }).press('Enter');
  await page.getByPlaceholder('Search').fill('USD');
  await page.keyboard.press('Enter');
  await sheet.getByLabel('What 1 USD is worth in GBP').fill('0');
  await page.keyboard.press('Enter');
  await sheet.getByText('This is too small.').waitFor();
  expect(await lookAt(page, 'currencies-add')).toEqual([]);
  expect(await lookSmall(page, 'currencies-add')).toEqual([]);
  await sheet.getByLabel('What 1 USD is worth in GBP').fill('0,792505');
  await page.keyboard.press('Enter');
  await page.getByText('1 USD = 0.792505 GBP', { exact: true }).waitFor();
  await ada.call('POST', '/exchange-rates', {
    currency: 'USD',
    rate: '0.8',
    valid_from: '2025-01-01',
  });
  await ada.call('POST', '/exchange-rates', {
    currency: 'JPY',
    rate: '0.0051',
    valid_from: '2025-01-01',
  });
  await go(page, '/settings/currencies');
  await page.getByText('1 JPY = 0.0051 GBP', { exact: true }).waitFor();
  expect(await lookAt(page, 'currencies-settings')).toEqual([]);
  expect(await lookSmall(page, 'currencies-settings')).toEqual([]);

  await go(page, '/deals?view=board');
  // 792.505 is rounded away from zero.
  await expect
    .poll(() => qualified.locator('[data-sum="amount"]').textContent(), { timeout: 30_000 })
    .toBe('£793.06');
  await qualified.getByText('£792.51').waitFor();
  expect(await lookAt(page, 'currencies-board')).toEqual([]);
  await go(page, '/deals?sort=-amount');
  await page.getByText('£792.51').waitFor();
  expect(await lookAt(page, 'currencies-list')).toEqual([]);
  await go(page, `/deals/${id}`);
  await page.getByText('£792.51').first().waitFor();
  expect(await lookSmall(page, 'currencies-record')).toEqual([]);
  // History and earlier states speak the currency of the deal too.
  await ada.call('PATCH', `/deals/${id}`, { amount: '2000' });
  await page.locator('del', { hasText: /^US\$1,000$/ }).waitFor();
  await page.getByRole('button', { name: 'Changes', exact: true }).click();
  await page.getByRole('button', { name: 'Look at an earlier time' }).click();
  await page.getByRole('dialog').getByText('US$2,000', { exact: true }).waitFor();
  await page.keyboard.press('Escape');

  await go(page, '/settings/currencies');
  await page.getByRole('button', { name: 'Remove 1 JPY = 0.0051 GBP' }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('1 JPY = 0.0051 GBP is back').waitFor();
  await page.getByRole('button', { name: 'Edit 1 JPY = 0.0051 GBP' }).click();
  await sheet.getByLabel('What 1 JPY is worth in GBP').fill('0.0052');
  await page.keyboard.press('Enter');
  await page.getByText('1 JPY = 0.0052 GBP', { exact: true }).waitFor();
  expect(trouble.filter((line) => !line.includes('422'))).toEqual([]);
}, 180_000);

test('pipelines and their stages are made, ordered by keyboard, changed, removed and archived', async () => {
  const { page } = ada;
  await add('Pumps');
  await go(page, '/settings/pipelines');
  const rows = page.getByRole('tabpanel').getByRole('listitem');
  const names = async () => (await rows.locator('[data-stage]').allTextContents()).join(' ');
  await expect.poll(names).toBe('Qualified Meeting Proposal Negotiation Won Lost');
  expect(await lookAt(page, 'pipelines')).toEqual([]);

  await page.getByRole('button', { name: 'Move Meeting up' }).press('Enter');
  await expect.poll(names).toBe('Meeting Qualified Proposal Negotiation Won Lost');
  await page.getByRole('button', { name: 'Remove Qualified' }).click();
  await page.getByText('Deals are still here. Move them away first.').waitFor();
  await page.getByRole('button', { name: 'Remove Negotiation' }).click();
  await expect.poll(names).toBe('Meeting Qualified Proposal Won Lost');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(names).toBe('Meeting Qualified Proposal Negotiation Won Lost');

  await page.getByRole('button', { name: 'Edit Proposal' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('input[name="name"]').fill('Offer');
  await sheet.getByLabel('Probability in percent').fill('120');
  await page.keyboard.press('Enter');
  await sheet.getByText('This is too large.').waitFor();
  await sheet.getByLabel('Probability in percent').fill('62.5');
  await sheet.getByRole('combobox', { name: 'Fields a deal must have' }).click();
  await page.getByRole('option', { name: 'Expected close' }).click();
  await page.keyboard.press('Escape');
  expect(await lookAt(page, 'pipelines-stage')).toEqual([]);
  await sheet.getByRole('button', { name: 'Save' }).click();
  const offer = page.getByRole('listitem').filter({ hasText: 'Offer' });
  await offer.getByText('62.5 % · stale after 21 days', { exact: true }).waitFor();
  await offer.getByText('asks for Expected close', { exact: true }).waitFor();
  expect((await stagesOf()).map(({ name }) => name)).toContain('Offer');
  expect(await lookSmall(page, 'pipelines')).toEqual([]);

  await page.getByRole('button', { name: 'New pipeline' }).click();
  await sheet.locator('input[name="name"]').fill('Service');
  await sheet.getByRole('button', { name: 'Create pipeline' }).click();
  await page.getByRole('tab', { name: 'Service', selected: true }).waitFor();
  await page.getByRole('button', { name: 'Add a stage' }).click();
  await sheet.locator('input[name="name"]').fill('Waiting');
  await sheet.getByRole('button', { name: 'Add a stage' }).click();
  await expect.poll(names).toBe('Qualified Meeting Proposal Negotiation Waiting Won Lost');
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Restore Service' }).click();
  await page.getByRole('tab', { name: 'Service' }).click();
  await expect.poll(names).toBe('Qualified Meeting Proposal Negotiation Waiting Won Lost');
  await go(page, '/deals?view=board');
  await column(page, 'Meeting').waitFor();
  expect(await lookSmall(page, 'board-two-pipelines')).toEqual([]);
}, 180_000);

test('a stage that asks for fields asks for them once when several deals go there', async () => {
  const { page } = ada;
  const proposal = (await stagesOf()).find(({ name }) => name === 'Proposal');
  await ada.call('PATCH', `/stages/${proposal?.id}`, { required_fields: ['amount', 'close_on'] });
  const [full, bare] = [
    await add('Anchors', { amount: '5', close_on: '2027-01-01' }),
    await add('Buoys', { close_on: '2027-02-02' }),
  ];
  await go(page, '/deals?view=board');
  await column(page, 'Qualified').waitFor();
  for (const title of ['Anchors', 'Buoys']) {
    await page.locator('[data-card]').filter({ hasText: title }).hover();
    await page.getByRole('checkbox', { name: `Select ${title}` }).click();
  }
  await page.getByRole('button', { name: 'Move to stage' }).click();
  await page.getByRole('menuitemradio', { name: 'Proposal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Move 2 deals to Proposal').waitFor();
  await dialog.getByText('1 of 2 lacks what Proposal needs').waitFor();
  expect(await lookAt(page, 'board-gate-many')).toEqual([]);
  await dialog.getByLabel('Amount').fill('750');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  const read = (id: string) =>
    ada.call<{ stage_id: string; amount: string | null }>('GET', `/deals/${id}`);
  await expect
    .poll(() => read(bare.id))
    .toMatchObject({ stage_id: proposal?.id, amount: '750.00' });
  expect(await read(full.id)).toMatchObject({ stage_id: proposal?.id, amount: '5.00' });
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(async () => (await read(bare.id)).amount).toBeNull();
  expect((await read(full.id)).stage_id).not.toBe(proposal?.id);
}, 120_000);

test('the board is grouped by owner and by month, where a move changes the owner or the day', async () => {
  const { page } = ada;
  // The company knows which month it is.
  const months = await ada.call<{ id: string }[]>('GET', '/deals/pipeline?group_by=month');
  const words = new Intl.DateTimeFormat('en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const month = (at: number) => {
    const day = `${months[at]?.id}-15`;
    return { day, name: words.format(new Date(`${day}T00:00:00Z`)) };
  };
  const pumps = await add('Pumps', { amount: '10', close_on: month(1).day });
  const valves = await add('Valves', { amount: '5', owner_id: null });
  const read = (id: string) =>
    ada.call<{ owner_id: string | null; close_on: string | null }>('GET', `/deals/${id}`);
  await go(page, '/deals?view=board');
  await page.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'By owner' }).click();
  const card = (name: string, title: string) =>
    column(page, name).locator('[data-card]').filter({ hasText: title });
  await card('Nobody', 'Valves').waitFor();
  await card('Ayşe Yılmaz', 'Pumps').waitFor();
  expect(await lookAt(page, 'board-by-owner')).toEqual([]);
  await page.getByRole('button', { name: 'Move Valves' }).click();
  await page.getByRole('menuitemradio', { name: 'Ayşe Yılmaz' }).click();
  await expect.poll(async () => (await read(valves.id)).owner_id).not.toBeNull();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(async () => (await read(valves.id)).owner_id).toBeNull();

  await page.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'By month' }).click();
  await page.waitForURL(/group=month/);
  // Keys are heard as soon as a menu is gone, also the first one of a page.
  await page.keyboard.press('/');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('type')))
    .toBe('search');
  await card(month(1).name, 'Pumps').waitFor();
  await card('No day yet', 'Valves').waitFor();
  expect(await lookAt(page, 'board-by-month')).toEqual([]);
  expect(await lookSmall(page, 'board-by-month')).toEqual([]);
  // By keyboard, from the search: picked up, carried to the month before, put down.
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''))
    .toMatch(/^Pumps/);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Space');
  await expect
    .poll(async () => (await read(pumps.id)).close_on?.slice(0, 7))
    .toBe(month(0).day.slice(0, 7));
  await card(month(0).name, 'Pumps').waitFor();
  await page.getByRole('button', { name: `Add to ${month(2).name}` }).click();
  await page.keyboard.type('Cranes');
  await page.keyboard.press('Enter');
  await card(month(2).name, 'Cranes').waitFor();
}, 180_000);
