import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { colleagueOf, newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;
let grace: Person;

interface Member {
  id: string;
  name: string;
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
  grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  ada.trouble.length = 0; // the mailbox is not there until it has read its token
  return async () => {
    await ada.context.close();
    await grace.context.close();
  };
}, 90_000);

const own = { read: 'own', create: 'own', update: 'own', delete: 'none' };
const whole = { export: 'all', import: 'none', bulk: 'none' };
const members = () => ada.call<Member[]>('GET', '/members');
const graceId = async () => (await members()).find(({ name }) => name === 'Grace Hopper')?.id ?? '';

/** Composes "Field sales" and gives it to Grace, who then has nothing else. */
async function giveFieldSales(): Promise<string> {
  const role = await ada.call<{ id: string }>('POST', '/roles', {
    name: 'Field sales',
    rights: { objects: { '*': { ...own, ...whole } }, administration: [] },
  });
  const id = await graceId();
  await ada.call('PUT', `/members/${id}/roles`, { role_ids: [role.id] });
  await ada.call('PATCH', `/members/${id}`, { role: 'custom' });
  return role.id;
}

const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const card = (page: Page, title: string) => page.locator('[data-card]').filter({ hasText: title });
const lookSmall = async (page: Page, name: string): Promise<string[]> => {
  await page.setViewportSize(sizes.phone);
  const problems = await lookAt(page, `${name}-phone`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(sizes.desktop);
  return wide > 0 ? [...problems, `${wide} px wider than the screen`] : problems;
};

test('an owner composes a role, makes a team, and gives both to somebody', async () => {
  const { page, trouble } = ada;
  await page.goto('/settings/roles');
  await page.getByRole('button', { name: 'Make a copy of Representative' }).waitFor();
  await page.getByRole('button', { name: 'New role' }).click();
  await page.getByLabel('Name').fill('Field sales');
  for (const verb of ['Read', 'Create', 'Change'])
    await choose(page, `All other objects: ${verb}`, 'Own');
  await choose(page, 'Products: Change', 'None');
  await choose(page, 'All other objects: Export', 'All');
  await page.getByRole('switch', { name: 'Teams', exact: true }).press('Space');
  expect(await lookAt(page, 'role-editor')).toEqual([]);
  expect(await lookSmall(page, 'role-editor')).toEqual([]);

  // What is not saved survives leaving.
  await page.waitForTimeout(300);
  await page.goto('/settings/roles');
  await page.getByRole('button', { name: 'New role' }).click();
  await page.getByText('What you had not saved is here again.').waitFor();
  await page.getByRole('button', { name: 'View as this role' }).click();
  const preview = page.getByRole('dialog', { name: 'With Field sales' });
  const deals = preview.getByRole('listitem').filter({ hasText: 'Deals' });
  expect(await deals.textContent()).toContain('Sees records they own');
  expect(await deals.textContent()).toContain('Change: Own');
  const products = preview.getByRole('listitem').filter({ hasText: 'Products' });
  expect(await products.textContent()).toContain('Sees all records.');
  expect(await lookAt(page, 'role-preview')).toEqual([]);
  expect(await lookSmall(page, 'role-preview')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.getByRole('button', { name: 'Edit Field sales' }).waitFor();
  const [role] = await ada.call<{ rights: unknown }[]>('GET', '/roles');
  expect(role?.rights).toEqual({
    objects: {
      '*': { ...own, ...whole },
      products: { ...own, ...whole, update: 'none', export: 'none' },
    },
    fields: {},
    administration: ['teams:manage'],
  });

  // A name that is taken is said at its field.
  await page.getByRole('button', { name: 'New role' }).click();
  await page.getByLabel('Name').fill('field sales');
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.getByText('This is taken already.').waitFor();
  // By key: what was saved is still told over the corner where a pointer would go.
  await page.getByRole('button', { name: 'Discard' }).press('Enter');
  expect(await lookAt(page, 'roles')).toEqual([]);
  expect(await lookSmall(page, 'roles')).toEqual([]);

  await page.goto('/settings/teams');
  await page.getByRole('button', { name: 'New team', exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name').fill('North');
  await sheet.getByRole('combobox', { name: 'Add a person' }).click();
  await page.getByRole('option', { name: /Grace Hopper/ }).click();
  await sheet.getByRole('switch', { name: 'Grace Hopper manages the team' }).click();
  expect(await lookAt(page, 'team-sheet')).toEqual([]);
  expect(await lookSmall(page, 'team-sheet')).toEqual([]);
  await sheet.getByRole('button', { name: 'Create team' }).click();
  await page.getByText('managed by Grace Hopper').waitFor();
  await page.getByRole('button', { name: 'New team below North' }).click();
  await sheet.getByLabel('Name').fill('Harbour');
  await sheet.getByRole('button', { name: 'Create team' }).click();
  await page.getByText('Harbour', { exact: true }).waitFor();
  expect(await lookAt(page, 'teams')).toEqual([]);
  expect(await lookSmall(page, 'teams')).toEqual([]);
  const teams = await ada.call<{ name: string; id: string; parent_id: string | null }[]>(
    'GET',
    '/teams',
  );
  const north = teams.find(({ name }) => name === 'North');
  expect(teams.find(({ name }) => name === 'Harbour')?.parent_id).toBe(north?.id);
  await page.getByRole('button', { name: 'Remove North' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove team' }).click();
  await page.getByRole('button', { name: 'Remove North' }).waitFor({ state: 'detached' });
  await expect
    .poll(() => ada.call('GET', '/teams'))
    .toMatchObject([{ name: 'Harbour', parent_id: null }]);

  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Roles of Grace Hopper' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Field sales' }).click();
  await choose(page, 'Built-in role', 'Composed roles only');
  expect(await lookAt(page, 'member-roles')).toEqual([]);
  expect(await lookSmall(page, 'member-roles')).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: 'Roles of Grace Hopper' }) });
  await row.getByText('Field sales').waitFor();
  expect(await grace.call('GET', '/auth/session')).toMatchObject({
    role: 'custom',
    reach: { objects: { deals: { read: 'own', update: 'own' } } },
  });
  // Whoever composes roles may give no more than they have; a role that is given is not removed.
  await page.goto('/settings/roles');
  const composed = page.getByRole('listitem').filter({ hasText: 'Field sales' });
  await composed.getByText('1 member').waitFor();
  expect(await composed.getByRole('button', { name: /^Remove/ }).isDisabled()).toBe(true);
  expect(trouble.filter((text) => !/409/.test(text))).toEqual([]);
}, 240_000);

test('with rights on own records one finds those alone, at once and everywhere', async () => {
  const { page } = grace;
  const hers = await ada.call<{ id: string; version: number }>('POST', '/deals', {
    title: 'Anchors',
    owner_id: await graceId(),
  });
  const other = await ada.call<{ id: string }>('POST', '/deals', { title: 'Buoys' });
  await page.goto('/deals?view=board');
  await card(page, 'Buoys').waitFor();
  await page.waitForLoadState('networkidle');
  await giveFieldSales();
  // The open board is of the new rights, without a reload.
  await card(page, 'Buoys').waitFor({ state: 'detached', timeout: 5000 });
  await card(page, 'Anchors').waitFor();

  // The stream tells of hers alone.
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const source = new EventSource('/api/stream');
    source.onmessage = ({ data }) => heard.push(JSON.parse(data).id);
    return new Promise((resolve) => {
      source.onopen = resolve;
    });
  });
  await ada.call('PATCH', `/deals/${other.id}`, { title: 'Buoys changed' });
  await ada.call('PATCH', `/deals/${hers.id}`, { title: 'Anchors changed' });
  await card(page, 'Anchors changed').waitFor({ timeout: 5000 });
  await expect
    .poll(() => page.evaluate(() => Reflect.get(window, 'heard') as string[]))
    .toContain(hers.id);
  expect(await page.evaluate(() => Reflect.get(window, 'heard'))).not.toContain(other.id);
  expect(await card(page, 'Buoys').count()).toBe(0);

  await page.goto('/deals');
  await page.getByRole('row', { name: /Anchors changed/ }).waitFor();
  expect(await page.getByRole('row', { name: /Buoys/ }).count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('changed');
  await page.getByRole('option', { name: /Anchors changed/ }).waitFor();
  expect(await page.getByRole('option', { name: /Buoys/ }).count()).toBe(0);
  await page.goto(`/deals/${other.id}`);
  await page.getByText('This does not exist').waitFor();
  // Hers is edited, but not deleted.
  await page.goto(`/deals/${hers.id}`);
  await page.getByRole('button', { name: 'Edit Amount' }).waitFor();
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Delete' }).count()).toBe(0);
}, 180_000);

test('a private record is kept from whoever reads everything', async () => {
  const deal = await ada.call<{ id: string }>('POST', '/deals', { title: 'Merger' });
  const { page, trouble } = ada;
  await grace.page.goto(`/deals/${deal.id}`);
  await grace.page.getByRole('heading', { level: 2, name: 'Merger' }).waitFor();
  await page.goto(`/deals/${deal.id}`);
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  await page.getByText('Only roles decide who sees it.').waitFor();
  await page.getByRole('switch', { name: 'Private' }).click();
  await page.getByText('This is private now').waitFor();
  await page.getByText('Only its owner and who may see private records see it.').waitFor();
  expect(await lookAt(page, 'private')).toEqual([]);
  expect(await lookSmall(page, 'private')).toEqual([]);
  await page.keyboard.press('Escape');
  const heading = page.getByRole('heading', { level: 2, name: 'Merger' });
  await heading.getByRole('img', { name: 'Private' }).waitFor();
  await grace.page.reload();
  await grace.page.getByText('This does not exist').waitFor();
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Who can see this?' }).click();
  const none = page.getByRole('dialog').getByRole('region', { name: 'No access' });
  await none.getByText('Private, and not shared with them').waitFor();
  expect(trouble).toEqual([]);
}, 120_000);

test('a record is shared from its page, and the page says who sees it and why', async () => {
  await giveFieldSales();
  const deal = await ada.call<{ id: string }>('POST', '/deals', { title: 'Buoys' });
  const { page, trouble } = ada;
  await page.goto(`/deals/${deal.id}`);
  const open = async (item: string) => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const dialog = page.getByRole('dialog');
  await open('Who can see this?');
  const none = dialog.getByRole('region', { name: 'No access' });
  await none.getByText('Their role does not reach this record').waitFor();
  await dialog
    .getByRole('region', { name: 'May change it' })
    .getByText('Role reaches all')
    .waitFor();
  expect(await lookAt(page, 'access')).toEqual([]);
  expect(await lookSmall(page, 'access')).toEqual([]);
  await dialog.getByLabel('Find a person').fill('hop');
  await dialog.getByRole('region', { name: 'May change it' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');

  await open('Share');
  await dialog.getByRole('combobox', { name: 'Share with' }).click();
  await page.getByRole('option', { name: /Grace Hopper/ }).click();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.getByRole('combobox', { name: 'What Grace Hopper may do' }).waitFor();
  expect(await lookAt(page, 'share')).toEqual([]);
  expect(await lookSmall(page, 'share')).toEqual([]);
  // She reads it, and is offered nothing that would be refused.
  await grace.page.goto(`/deals/${deal.id}`);
  await grace.page.getByRole('heading', { level: 2, name: 'Buoys' }).waitFor();
  expect(await grace.page.getByRole('button', { name: 'Edit Amount' }).count()).toBe(0);
  expect(await grace.page.getByRole('button', { name: 'Move to stage' }).count()).toBe(0);
  await choose(page, 'What Grace Hopper may do', 'May change');
  await page.getByText('Shared with Grace Hopper').last().waitFor();
  await expect
    .poll(() => ada.call('GET', `/shares?object=deals&record_id=${deal.id}`))
    .toMatchObject([{ access: 'change' }]);
  await grace.page.reload();
  await grace.page.getByRole('button', { name: 'Edit Amount' }).waitFor();
  await page.keyboard.press('Escape');

  const call = await ada.call<{ id: string }>('POST', '/activities', {
    kind: 'call',
    subject: 'Price talk',
    occurred_at: '2026-01-05T10:00:00Z',
    deal_id: deal.id,
  });
  await page.goto(`/activities/${call.id}`);
  await open('Who can see this?');
  const read = dialog.getByRole('region', { name: 'May read it' });
  await read.getByText('Because they see the Deal').waitFor();
  await read.getByRole('link', { name: 'Buoys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.goto(`/deals/${deal.id}`);
  await open('Share');
  await dialog.getByRole('button', { name: 'Stop sharing with Grace Hopper' }).click();
  await dialog.getByText('Shared with nobody').waitFor();
  await grace.page.reload();
  await grace.page.getByText('This does not exist').waitFor();
  expect(trouble).toEqual([]);
}, 180_000);
