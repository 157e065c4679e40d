import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { type RunningServer, startServer } from './server';

const fixture = join(import.meta.dirname, '../fixtures/import/hubspot-contacts.csv');
let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page of a company of its own, and what went wrong in it. */
async function signUp(
  size: Size,
): Promise<{ page: Page; trouble: string[]; done: () => Promise<void> }> {
  const { context, trouble } = await openContext(browser, server.url, { size });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill('Ada Byron');
  await page.getByLabel('Company name').fill(`Engines ${size}`);
  await page.getByLabel('Work e-mail').fill(`ada@${size}.example`);
  await page.locator('input[name=password]').fill('nine wooden spoons');
  await page.getByRole('button', { name: 'Create company' }).click();
  await page.getByRole('heading', { name: 'Contacts', exact: true }).waitFor();
  return { page, trouble, done: () => context.close() };
}

/** A screen is done when axe finds nothing and a person can look at it in both schemes. */
async function examine(page: Page, name: string): Promise<void> {
  expect(await lookAt(page, name)).toEqual([]);
}

async function importFixture(page: Page, size: Size): Promise<void> {
  await page.goto('/import');
  await page.getByRole('heading', { name: 'Import records' }).waitFor();
  await examine(page, `${size}-import`);
  await page.setInputFiles('input[type=file]', fixture);
  const start = page.getByRole('button', { name: 'Import 300 contacts' });
  await start.waitFor();
  await examine(page, `${size}-import-ready`);
  await start.click();
  await page.getByText('Done', { exact: true }).waitFor();
  await examine(page, `${size}-import-done`);
  await page.getByRole('link', { name: 'Show the contacts' }).click();
  await page.getByRole('heading', { name: 'Contacts', exact: true }).waitFor();
  await page.locator('main output', { hasText: /^297$/ }).waitFor();
}

describe('bring contacts and work with them', () => {
  test('at a desk, by keyboard', async () => {
    const { page, trouble, done } = await signUp('desktop');
    await examine(page, 'desktop-empty');
    await importFixture(page, 'desktop');

    await page.goto('/contacts');
    const grid = page.getByRole('grid');
    await grid.waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('golebiak ilse');
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('golebiak ilse');
    await page.keyboard.press('Enter');
    await examine(page, 'desktop-list');

    const cell = page
      .getByRole('row', { name: /Ilse Gołębiak/ })
      .getByRole('gridcell')
      .nth(5);
    for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight');
    expect(await cell.textContent()).toBe('Logistics Planner');
    // A slow machine and a quick hand: not a letter is lost while the editor appears.
    const machine = await page.context().newCDPSession(page);
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await page.keyboard.press('e');
    await page.keyboard.type('Head of logistics');
    await page.keyboard.press('Enter');
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await page.getByText('Ilse Gołębiak: Job title changed').waitFor();
    expect(await cell.textContent()).toBe('Head of logistics');
    await page.keyboard.press('Control+z');
    await page.getByText('Undone').waitFor();
    await expect.poll(() => cell.textContent()).toBe('Logistics Planner');

    await grid.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Ilse Gołębiak' });
    await panel.getByRole('tab', { name: 'Timeline' }).click();
    await panel.getByText('created this').waitFor();
    expect(
      await panel.getByRole('listitem').filter({ hasText: 'Job title' }).count(),
    ).toBeGreaterThan(1);
    expect(await panel.getByText('Head of logistics').count()).toBe(2);
    await examine(page, 'desktop-panel');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.locator('main output', { hasText: /^297$/ }).waitFor();
    await grid.focus();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: /^Select all/ }).click();
    await examine(page, 'desktop-selection');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Delete/ })
      .click();
    await page.getByText('No contacts yet').waitFor();
    await examine(page, 'desktop-deleted');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.locator('main output', { hasText: /^297$/ }).waitFor();
    await done();
    expect(trouble).toEqual([]);
  });

  test('filter with groups, sort and share the address', async () => {
    const { page, trouble, done } = await signIn('desktop');
    await page.goto('/contacts');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('f');
    const search = page.getByPlaceholder('Search', { exact: true });
    await search.waitFor();
    await page.keyboard.type('job');
    await page.keyboard.press('Enter');
    await page.getByLabel('Value', { exact: true }).fill('manager');
    await page.locator('main output', { hasText: /^51$/ }).waitFor();
    await page.getByRole('button', { name: 'Add a group' }).click();
    const group = page.getByRole('group', { name: 'Any of these' });
    await group.getByLabel('Add a condition').click();
    await search.waitFor();
    await page.keyboard.type('account › name');
    await page.keyboard.press('Enter');
    await group.getByLabel('Value', { exact: true }).fill('tarnholt');
    await group.getByLabel('Add a condition').click();
    await search.waitFor();
    await page.keyboard.type('e-mail');
    await page.keyboard.press('Enter');
    await group.getByLabel('Value', { exact: true }).nth(1).fill('rookhaven');
    await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toContain('rookhaven');
    await examine(page, 'desktop-filter');
    await page.keyboard.press('Escape');
    const sorted = page.waitForResponse((answer) => /sort=email.*limit=100/.test(answer.url()));
    await page.getByRole('columnheader', { name: 'E-mail' }).getByRole('button').first().click();
    await sorted;
    const shown = () => page.getByRole('row').getByRole('gridcell').nth(1).textContent();
    // One frame for the answer to be drawn.
    await page.waitForTimeout(300);
    const [before, address] = [await shown(), page.url()];
    expect(before).toBeTruthy();
    await page.goto('/contacts');
    await page.locator('main output', { hasText: /^297$/ }).waitFor();
    await page.goto(address);
    await expect.poll(shown).toBe(before);
    await done();
    expect(trouble).toEqual([]);
  });

  test('create with a draft, see errors beside fields, delete, restore', async () => {
    const { page, done } = await signIn('desktop');
    await page.goto('/contacts');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Fill in First name, Last name, or E-mail.').waitFor();
    await page.keyboard.type('Grace');
    await page.getByLabel('E-mail', { exact: true }).fill('grace@navy');
    await page.keyboard.press('Control+Enter');
    await page.getByText('This is not an e-mail address.').waitFor();
    await examine(page, 'desktop-create');
    await page.getByLabel('E-mail', { exact: true }).fill('grace@navy.example');
    await page.waitForTimeout(400);
    await page.reload();
    await page.getByText('Your draft is back.').waitFor();
    expect(await page.getByLabel('First name').inputValue()).toBe('Grace');
    await page.getByRole('button', { name: 'Create contact' }).click();
    const panel = page.getByRole('complementary', { name: 'Grace' });
    await panel.waitFor();
    await panel.getByRole('link', { name: 'Open as a page' }).click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await examine(page, 'desktop-record');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('Grace moved to the bin').waitFor();
    await page.goto('/bin');
    await page.getByRole('row', { name: /Grace/ }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('x');
    await examine(page, 'desktop-bin');
    await page.getByRole('button', { name: 'View', exact: true }).click();
    const past = page.getByRole('dialog', { name: 'Grace, as it was' });
    await past.getByText('It was in the bin.').waitFor();
    await past.getByText('grace@navy.example').waitFor();
    await examine(page, 'desktop-bin-record');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore 1 record' }).click();
    await page.getByText('The bin is empty').waitFor();
    await done();
  });

  test('keys typed before their field is there are not lost, and a cell is edited by typing', async () => {
    const { page, done } = await signIn('desktop');
    await page.goto('/contacts?q=ilse%20golebiak');
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    // The code of the dialog has never been fetched: nothing is waited for.
    await page.keyboard.press('c');
    await page.keyboard.type('Wiola');
    await page.getByRole('dialog', { name: 'New contact' }).waitFor();
    await expect.poll(() => page.getByLabel('First name').inputValue()).toBe('Wiola');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.reload();
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    await page.keyboard.press('f');
    await page.keyboard.type('job tit');
    await page.keyboard.press('Enter');
    await page.getByLabel('Value', { exact: true }).fill('logistics');
    await page.keyboard.press('Escape');

    await page.goto('/contacts?q=ilse%20golebiak');
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    await page.getByRole('grid').focus();
    for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+H');
    await page.keyboard.type('ead of pumps');
    await page.keyboard.press('Enter');
    await page.getByText('Ilse Gołębiak: Job title changed').waitFor();
    const cell = page.getByRole('row', { name: /Ilse/ }).getByRole('gridcell').nth(5);
    expect(await cell.textContent()).toBe('Head of pumps');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+P');
    await page.keyboard.type('rosp');
    await page.keyboard.press('Enter');
    await page.getByText('Ilse Gołębiak: Status changed').waitFor();
    await done();
  });

  test('two people change the same field: both are shown, one is chosen', async () => {
    const { page, done } = await signIn('desktop');
    await page.goto('/contacts?q=ilse%20golebiak');
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    const grid = page.getByRole('grid');
    await grid.focus();
    for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('e');
    await grid.getByRole('textbox').waitFor();
    const read = page.waitForResponse((answer) => /api\/contacts\?/.test(answer.url()));
    await page.evaluate(async () => {
      const list = await (await fetch('/api/contacts?q=ilse%20golebiak')).json();
      const body = JSON.stringify({ job_title: 'Changed elsewhere' });
      await fetch(`/api/contacts/${list.data[0].id}`, {
        method: 'PATCH',
        body,
        headers: { 'Content-Type': 'application/json' },
      });
    });
    // The list behind the editor knows already what the other wrote.
    await read;
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Changed here');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Ilse Gołębiak was changed meanwhile' });
    await dialog.getByText('Changed elsewhere').waitFor();
    await examine(page, 'desktop-conflict');
    await dialog.getByRole('button', { name: 'Keep yours' }).click();
    await page.getByText('Ilse Gołębiak: Job title changed').waitFor();
    await done();
  });

  test('on a phone', async () => {
    const { page, trouble, done } = await signUp('phone');
    await examine(page, 'phone-empty');
    await importFixture(page, 'phone');
    await page.goto('/contacts');
    await page.getByRole('searchbox').fill('golebiak');
    await page.locator('main output', { hasText: /^4$/ }).waitFor();
    await examine(page, 'phone-list');
    await page.getByRole('button', { name: /Ilse Gołębiak/ }).click();
    const sheet = page.getByRole('dialog', { name: 'Contact' });
    await sheet.getByRole('button', { name: 'Edit Job title' }).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Head of logistics');
    await page.keyboard.press('Enter');
    await page.getByText('Ilse Gołębiak: Job title changed').waitFor();
    await sheet.locator('button[aria-label="Edit Job title"]:focus').waitFor();
    await examine(page, 'phone-record');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Undone').waitFor();
    await sheet.getByRole('tab', { name: 'Timeline' }).click();
    await sheet.getByText('Head of logistics').first().waitFor();
    expect(await sheet.getByText('Head of logistics').count()).toBe(2);
    await examine(page, 'phone-history');
    await done();
    expect(trouble).toEqual([]);
  });
});

/** The company of an earlier test, in a fresh browser profile. */
async function signIn(
  size: Size,
): Promise<{ page: Page; trouble: string[]; done: () => Promise<void> }> {
  const { context, trouble } = await openContext(browser, server.url, { size });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(`ada@${size}.example`);
  await page.locator('input[name=password]').fill('nine wooden spoons');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/home');
  return { page, trouble, done: () => context.close() };
}
