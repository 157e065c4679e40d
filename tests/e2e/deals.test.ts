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

test('a deal is made, found and seen from its account and its people', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const account = await call<{ id: string }>('POST', '/accounts', { name: 'Silverquay Marine' });
  const contact = await call<{ id: string }>('POST', '/contacts', {
    first_name: 'Delphine',
    last_name: 'Marchetal',
  });

  await page.goto(`/deals?new=1&account_id=${account.id}`);
  const form = page.getByRole('dialog');
  await form.getByLabel('Title').fill('Hull pumps, phase 2');
  await form.getByLabel('Amount').fill('12500');
  expect(await lookAt(page, 'deals-form')).toEqual([]);
  await form
    .getByRole('button', { name: /^Create/ })
    .first()
    .click();
  const row = page.getByRole('row', { name: /Hull pumps, phase 2/ });
  await row.waitFor();
  expect(await row.textContent()).toMatch(/Silverquay Marine.*Qualified.*Open/);
  expect(await lookAt(page, 'deals-list')).toEqual([]);

  const [deal] = await call<{ id: string }[]>('GET', '/deals');
  const link = { deal_id: deal?.id, contact_id: contact.id, role: 'champion', is_primary: true };
  await call('POST', '/deal_contacts', link);
  await page.goto(`/deals/${deal?.id}`);
  const people = page.locator('section', { has: page.getByRole('heading', { name: 'People' }) });
  await people.getByRole('link', { name: /Delphine Marchetal/ }).waitFor();
  await people.getByText('Champion').waitFor();
  // The place on the board is for programs.
  expect(await page.getByText('Place on the board').count()).toBe(0);
  expect(await lookAt(page, 'deals-record')).toEqual([]);

  // The stage is changed as on the board, not in place: being lost asks why.
  expect(await page.getByRole('button', { name: 'Edit Stage', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Move to stage' }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('v');
  await page.getByRole('menuitemradio', { name: 'Lost' }).click();
  const ask = page.getByRole('dialog');
  await ask.getByLabel('Lost because').fill('Rival was cheaper');
  expect(await lookAt(page, 'deals-lost')).toEqual([]);
  await page.keyboard.press('Enter');
  const outcome = () => call<object>('GET', `/deals/${deal?.id}`);
  await expect.poll(outcome).toMatchObject({ status: 'lost', lost_reason: 'Rival was cheaper' });
  const stage = page.locator('dl > div', { has: page.locator('dt', { hasText: /^Stage$/ }) });
  await stage.getByText('Lost', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(outcome).toMatchObject({ status: 'open', lost_reason: null });

  for (const path of [`/accounts/${account.id}`, `/contacts/${contact.id}`]) {
    await page.goto(path);
    await page.getByRole('link', { name: /Hull pumps, phase 2/ }).waitFor();
    expect(await lookAt(page, `deals-of-${path.split('/')[1]}`)).toEqual([]);
  }
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('the deals of another CRM are imported with their stages, and taken back', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  await page.goto('/import');
  await page.getByRole('radio', { name: 'Deals' }).check();
  expect(await lookAt(page, 'deals-import')).toEqual([]);
  await page.setInputFiles(
    'input[type=file]',
    new URL('../fixtures/import/hubspot-deals.csv', import.meta.url).pathname,
  );
  const start = page.getByRole('button', { name: 'Import 150 deals' });
  await start.waitFor();
  for (const name of ['Stage', 'Pipeline', 'People'])
    await page.getByRole('columnheader', { name, exact: true }).waitFor();
  expect(await lookAt(page, 'deals-import-ready')).toEqual([]);
  await start.click();
  await page.getByText('Done', { exact: true }).waitFor();
  expect(await lookAt(page, 'deals-import-done')).toEqual([]);
  await page.getByRole('link', { name: 'Show the deals' }).click();
  await page.locator('main output', { hasText: /^150$/ }).waitFor();
  expect(await lookAt(page, 'deals-imported')).toEqual([]);
  await page.goBack();
  await page.getByRole('button', { name: /Undo/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: /Undo/ }).click();
  await expect.poll(() => call<unknown[]>('GET', '/deals').then(({ length }) => length)).toBe(0);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);
