import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { streamXlsxRows } from 'hucre/xlsx';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { colleagueOf, newPerson, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const names = ['Hopper', 'Byron', 'Turing'];

async function withContacts(page: Page): Promise<void> {
  await signUp(page);
  for (const last_name of names)
    await page.request.post('/api/contacts', {
      data: { first_name: 'Grace', last_name, description: '=1+1' },
      headers: { origin: server.url },
    });
}

function looker(page: Page, size: Size) {
  const problems: string[] = [];
  const look = async (name: string) => {
    problems.push(...(await lookAt(page, `export-${name}-${size}`)));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) problems.push(`${name}: ${wide} px wider than the screen`);
  };
  return { problems, look };
}

const saved = async (page: Page, act: () => Promise<unknown>): Promise<Download> => {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return download;
};
const rowsOf = async (download: Download): Promise<Record<string, string>[]> =>
  parse(readFileSync(await download.path(), 'utf8'), { columns: true, bom: true });

test('at a desk: what the list shows by keyboard as CSV, all fields as Excel, and the chosen rows', async () => {
  const { context, trouble } = await openContext(browser, server.url, { size: 'desktop' });
  const page = await context.newPage();
  const { problems, look } = looker(page, 'desktop');
  await withContacts(page);
  await page.goto('/contacts?sort=last_name&q=grace');
  await page.locator('main output', { hasText: /^3$/ }).waitFor();
  await page.getByRole('button', { name: 'Export' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export contacts' });
  await dialog.getByText('3 records that the list matches').waitFor();
  await look('dialog');
  await dialog.getByRole('radio', { name: 'Those of the list' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const action = dialog.getByRole('button', { name: 'Export', exact: true });
  await action.focus();
  const csv = await saved(page, () => page.keyboard.press('Enter'));
  expect(csv.suggestedFilename()).toMatch(/^Contacts-\d{4}-\d\d-\d\d\.csv$/);
  const rows = await rowsOf(csv);
  expect(rows.map((row) => row['Full name'])).toEqual([...names].sort().map((n) => `Grace ${n}`));
  expect(rows[0]).not.toHaveProperty('Description');
  await page.getByText('The download has begun.').waitFor();
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Export' }).click();
  await dialog.getByRole('radio', { name: 'All fields' }).check();
  await dialog.getByRole('radio', { name: /^Excel/ }).check();
  await dialog.getByText('3 records that the list matches').waitFor();
  const excel = await saved(page, () => action.click());
  expect(excel.suggestedFilename()).toMatch(/\.xlsx$/);
  const sheet: unknown[][] = [];
  for await (const { values } of streamXlsxRows(readFileSync(await excel.path())))
    sheet.push([...values]);
  expect(sheet).toHaveLength(4);
  expect(sheet[1]?.[sheet[0]?.indexOf('Description') ?? -1]).toBe("'=1+1");

  await page.getByRole('checkbox', { name: 'Select Grace Turing' }).check();
  const bar = page.getByRole('region', { name: 'Selection' });
  await bar.getByRole('button', { name: 'Export' }).click();
  await dialog.getByText('1 chosen record').waitFor();
  const one = await rowsOf(await saved(page, () => action.click()));
  expect(one.map((row) => row['Full name'])).toEqual(['Grace Turing']);

  // Who took what is in the event log.
  await page.goto('/settings/audit');
  await page
    .getByRole('button', { name: /Exports: completed/ })
    .first()
    .waitFor();
  await look('log');
  expect(problems).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
});

test('on a phone, and not for those who may not', async () => {
  const owner = await newPerson(browser, server, 'phone');
  const { page } = owner;
  const { problems, look } = looker(page, 'phone');
  await withContacts(page);
  await page.goto('/contacts?q=hopper');
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export contacts' });
  await dialog.getByText('1 record that the list matches').waitFor();
  await look('dialog');
  const action = dialog.getByRole('button', { name: 'Export', exact: true });
  const rows = await rowsOf(await saved(page, () => action.click()));
  expect(rows.map((row) => row['Full name'])).toEqual(['Grace Hopper']);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Select Grace Hopper' }).check();
  await look('chosen');
  expect(problems).toEqual([]);
  expect(owner.trouble).toEqual([]);

  const guest = await colleagueOf(owner, browser, server, { name: 'Rea Reader' });
  const { user } = await guest.call<{ user: { id: string } }>('GET', '/auth/session');
  await guest.page.goto('/contacts');
  await guest.page.getByRole('button', { name: 'Export' }).waitFor();
  await owner.call('PATCH', `/members/${user.id}`, { role: 'read_only' });
  await guest.page.goto('/contacts');
  await guest.page.getByText('Grace Hopper').first().waitFor();
  expect(await guest.page.getByRole('button', { name: 'Export' }).count()).toBe(0);
  await guest.context.close();
  await owner.context.close();
});
