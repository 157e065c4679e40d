import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { newPerson, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('a rule gives new accounts to a member', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  await call('POST', '/teams', { name: 'Team North' });
  await page.goto('/settings/account-assignment');
  await page.getByText('Whoever adds it').waitFor();
  expect(await lookAt(page, 'account-rules-empty')).toEqual([]);
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Name/).fill('Energy');
  await dialog.getByRole('combobox', { name: 'Add a condition' }).click();
  await page.getByRole('option', { name: 'Industry', exact: true }).click();
  await dialog.getByRole('textbox').last().fill('energy');
  await dialog.getByRole('combobox', { name: 'Add a condition' }).click();
  await page.getByRole('option', { name: 'Country', exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Value', exact: true }).last().click();
  await page.keyboard.type('German');
  await page.getByRole('option', { name: 'Germany', exact: true }).click();
  await page.keyboard.press('Escape');
  await dialog.getByLabel(/^Members/).click();
  await page.getByRole('option', { name: 'Ayşe Yılmaz' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByLabel(/^Teams/).click();
  await page.getByRole('option', { name: 'Team North' }).click();
  await page.keyboard.press('Escape');
  expect(await lookAt(page, 'account-rule')).toEqual([]);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('In turn: Ayşe Yılmaz, Team North').waitFor();
  await page.getByText('Country is any of Germany').waitFor();
  expect(await lookAt(page, 'account-rules')).toEqual([]);
  const { rules } = await call<{ rules: unknown[] }>('GET', '/accounts/assignment');
  expect(rules).toMatchObject([
    {
      filter: {
        and: [
          { field: 'industry', op: 'contains', value: 'energy' },
          { field: 'address.country', op: 'in', value: ['DE'] },
        ],
      },
      to: { kind: 'round_robin' },
    },
  ]);
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await lookAt(page, 'account-rules-phone')).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('the rules are applied to accounts that are there, and that is undone', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const [me] = await call<{ id: string }[]>('GET', '/members');
  for (const [name, industry] of [
    ['Aydın Enerji', 'energy'],
    ['Rüzgar Enerji', 'energy'],
    ['Deniz Tekstil', 'textiles'],
  ])
    await call('POST', '/accounts', { name, industry, owner_id: null });
  await call('PUT', '/accounts/assignment', {
    rules: [
      {
        name: 'Energy',
        filter: { field: 'industry', op: 'eq', value: 'energy' },
        to: { kind: 'round_robin', user_ids: [me?.id] },
      },
    ],
    otherwise: { kind: 'creator', user_ids: [] },
  });
  const owned = async () =>
    (await call<{ owner_id: string | null }[]>('GET', '/accounts')).filter(
      ({ owner_id }) => owner_id === me?.id,
    ).length;
  await page.goto('/settings/account-assignment');
  await page.getByRole('button', { name: 'Apply to existing accounts...' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('2 accounts would get another owner').waitFor();
  await sheet.getByText('Rüzgar Enerji: nobody → Ayşe Yılmaz').waitFor();
  expect(await lookAt(page, 'apply-rules')).toEqual([]);
  await sheet.getByRole('combobox', { name: 'Add a condition' }).click();
  await page.getByRole('option', { name: 'Name', exact: true }).click();
  await sheet.getByRole('textbox').last().fill('nowhere');
  await sheet.getByText('No account would change').waitFor();
  await sheet.getByRole('textbox').last().fill('enerji');
  await sheet.getByText('2 accounts would get another owner').waitFor();
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await lookAt(page, 'apply-rules-phone')).toEqual([]);
  await sheet.getByRole('button', { name: 'Change 2 owners' }).click();
  await sheet.getByText('2 owners were changed.').waitFor();
  expect(await owned()).toBe(2);
  expect(await lookAt(page, 'apply-rules-done-phone')).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  // It stands on the page as well, for whoever closes the sheet.
  await page.keyboard.press('Escape');
  await page.getByText('2 owners were changed.').waitFor();
  expect(await lookAt(page, 'apply-rules-done')).toEqual([]);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('Undone', { exact: true }).waitFor();
  expect(await owned()).toBe(0);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);
