import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { signUp } from './people';
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

/** A person with a contact whose job title and status were changed. Its id. */
async function changedContact(page: Page): Promise<string> {
  await signUp(page);
  const headers = { origin: server.url };
  const made = await page.request.post('/api/contacts', {
    data: { first_name: 'Grace', last_name: 'Hopper', job_title: 'Programmer', status: 'lead' },
    headers,
  });
  const { id } = (await made.json()).data;
  for (const data of [{ job_title: 'Commodore' }, { job_title: 'Admiral', status: 'customer' }])
    await page.request.patch(`/api/contacts/${id}`, { data, headers });
  return id;
}

function looker(page: Page, size: Size) {
  const problems: string[] = [];
  const look = async (name: string) => {
    problems.push(...(await lookAt(page, `audit-${name}-${size}`)));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) problems.push(`${name}: ${wide} px wider than the screen`);
  };
  return { problems, look };
}

test.each(['desktop', 'phone'] as const)(
  'an administrator finds a change, exports, shortens what is kept, looks at an earlier state and restores it: %s',
  async (size) => {
    const { context } = await openContext(browser, server.url, { size });
    const page = await context.newPage();
    const { problems, look } = looker(page, size);
    const id = await changedContact(page);
    await page.goto('/settings/audit');
    await page
      .getByRole('button', { name: /Sessions: created|Members: created/ })
      .first()
      .waitFor();
    if (size === 'phone') await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('combobox', { name: 'What happened' }).click();
    await page.getByRole('option', { name: 'Contacts: changed' }).click();
    await page.waitForURL(/name=contact\.updated/);
    const entries = page.getByRole('list', { name: 'Entries' }).getByRole('listitem');
    await expect.poll(() => entries.count()).toBe(2);
    await entries.nth(1).getByRole('button').click();
    await page.getByText('Programmer').waitFor();
    await page.getByText('Commodore').waitFor();
    expect(await page.getByRole('link', { name: 'Grace Hopper' }).getAttribute('href')).toBe(
      `/contacts/${id}`,
    );
    await look('entry');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('Admiral');

    await page.getByRole('combobox', { name: 'Keep entries' }).click();
    await page.getByRole('option', { name: '1 year' }).click();
    await look('shorten');
    await page.getByRole('button', { name: 'Delete older entries' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.goto('/settings/audit?ip=203.0.113.9');
    await page.getByText('No entry fits the filter.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).last().click();
    await page.getByRole('button', { name: /Company: changed/ }).waitFor();

    const read = async () => {
      const { data } = await (await page.request.get(`/api/contacts/${id}`)).json();
      return [data.job_title, data.status];
    };
    await page.goto(`/contacts/${id}`);
    if (size === 'phone') await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByRole('button', { name: 'Restore Job title: Commodore' }).first().hover();
    await look('history');
    await page.getByRole('button', { name: 'Restore Job title: Commodore' }).first().click();
    await page.getByRole('dialog', { name: 'Restore Job title' }).waitFor();
    await page.getByRole('button', { name: 'Restore 1 field' }).click();
    await page.getByText('Grace Hopper: Job title restored').waitFor();
    expect(await read()).toEqual(['Commodore', 'customer']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(read).toEqual(['Admiral', 'customer']);

    await page.getByRole('button', { name: 'View as of this moment' }).last().click();
    const sheet = page.getByRole('dialog', { name: 'Grace Hopper, as it was' });
    await sheet.getByText('What changed since then').waitFor();
    await sheet.getByText('Programmer').first().waitFor();
    await look('as-of');
    await sheet.getByLabel('As of').fill('2020-01-01T00:00');
    await sheet.getByLabel('As of').press('Enter');
    await sheet.getByText('It did not exist yet').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore the record to this point' }).last().click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Status' }).click();
    await look('restore');
    await page.getByRole('button', { name: 'Restore 1 field' }).click();
    await expect.poll(read).toEqual(['Programmer', 'customer']);
    expect(problems).toEqual([]);
  },
);
