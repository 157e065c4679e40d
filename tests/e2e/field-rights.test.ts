import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { colleagueOf, newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  ada.trouble.length = 0; // the mailbox is not there until it has read its token
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const lookSmall = async (page: Page, name: string): Promise<string[]> => {
  await page.setViewportSize(sizes.phone);
  const problems = await lookAt(page, `${name}-phone`);
  await page.setViewportSize(sizes.desktop);
  return problems;
};

test('a role hides the amount of deals and masks how contacts are reached', async () => {
  const all = { read: 'all', create: 'all', update: 'all', delete: 'all' };
  const { id: role } = await ada.call<{ id: string }>('POST', '/roles', {
    name: 'Field sales',
    rights: {
      objects: { '*': { ...all, export: 'all', import: 'all', bulk: 'all' } },
      administration: [],
      fields: { contacts: { email: 'masked', phone: 'masked', job_title: 'read_only' } },
    },
  });
  const { page, trouble } = ada;
  await page.goto('/settings/roles');
  await page.getByRole('button', { name: 'Edit Field sales' }).click();
  const fields = page.getByRole('list', { name: 'Fields' });
  await fields.getByText('E-mail', { exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Limit a field' }).click();
  await page.keyboard.type('deal amount');
  await page.getByRole('option', { name: 'Deal · Amount', exact: true }).click();
  const amount = fields.getByRole('combobox', { name: 'What it shows of Deal · Amount' });
  await amount.click();
  await page.getByRole('option', { name: 'Hidden', exact: true }).click();
  await fields.getByRole('button', { name: 'Contact · Job title: show and change again' }).click();
  expect(await lookAt(page, 'role-fields')).toEqual([]);
  expect(await lookSmall(page, 'role-fields')).toEqual([]);
  await page.getByRole('button', { name: 'View as this role' }).click();
  await page
    .getByRole('dialog')
    .getByText('Masked: E-mail, All e-mails, Phone, All phones')
    .waitFor();
  await page.getByRole('dialog').getByText('Hidden: Amount', { exact: true }).waitFor();
  expect(await lookAt(page, 'role-fields-preview')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Edit Field sales' }).waitFor();
  const roles = await ada.call<{ rights: object }[]>('GET', '/roles');
  expect(roles[0]?.rights).toMatchObject({
    fields: { contacts: { email: 'masked', phone: 'masked' }, deals: { amount: 'hidden' } },
  });
  const members = await ada.call<{ id: string; name: string }[]>('GET', '/members');
  const id = members.find(({ name }) => name === 'Grace Hopper')?.id;
  await ada.call('PUT', `/members/${id}/roles`, { role_ids: [role] });
  await ada.call('PATCH', `/members/${id}`, { role: 'custom' });
  expect(trouble).toEqual([]);
}, 180_000);

test('board, list, record, home and forecast do without them', async () => {
  const { page } = grace;
  const contact = await ada.call<{ id: string }>('POST', '/contacts', {
    ...{
      first_name: 'Anna',
      last_name: 'Reed',
      email: 'anna@reed.example',
      phone: '+493012345678',
    },
  });
  const deal = await ada.call<{ id: string }>('POST', '/deals', {
    title: 'Anchors',
    amount: '7313577',
  });
  const told = async (): Promise<string> =>
    ((await page.locator('main').textContent()) ?? '').replace(/\s/g, '');

  await page.goto('/deals?view=board');
  await page.locator('[data-card]').filter({ hasText: 'Anchors' }).waitFor();
  expect(await told()).not.toMatch(/7.?313.?577/);
  expect(await lookAt(page, 'board-without-amounts')).toEqual([]);

  await page.goto('/deals');
  await page.getByRole('row', { name: /Anchors/ }).waitFor();
  expect(await page.getByRole('columnheader', { name: 'Amount' }).count()).toBe(0);

  await page.goto(`/deals/${deal.id}`);
  await page.getByRole('button', { name: 'Edit Expected close' }).waitFor();
  expect(await page.getByText('Amount', { exact: true }).count()).toBe(0);
  expect(await told()).not.toMatch(/7.?313.?577/);

  await page.goto(`/contacts/${contact.id}`);
  await page.getByText('a•••@reed.example').first().waitFor();
  expect(await page.getByRole('button', { name: 'Edit E-mail' }).count()).toBe(0);
  expect(await told()).not.toMatch(/anna@|2345678/);
  expect(await lookAt(page, 'record-masked')).toEqual([]);
  expect(await lookSmall(page, 'record-masked')).toEqual([]);

  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  expect(await told()).not.toMatch(/7.?313.?577/);
  expect(await lookAt(page, 'home-without-amounts')).toEqual([]);

  // All it has is made of amounts.
  await page.goto('/forecast');
  await page.getByText('You may not see this').waitFor();
}, 180_000);
