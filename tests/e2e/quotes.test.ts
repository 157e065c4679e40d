import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, openContext } from './browser';
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

const tooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** The lines in their order, by what stands in their first field. */
const names = (page: Page) =>
  page
    .locator('li[data-item]')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('input')?.value));

test('lines are added, priced and ordered by keyboard, quoted, sent and accepted by the customer', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  await call('PATCH', '/company', { accent: '#0d7573', currency: 'EUR' });
  const account = await call<{ id: string }>('POST', '/accounts', { name: 'Silverquay Marine' });
  await call('POST', '/products', {
    name: 'Hull pump P-40',
    sku: 'P-40',
    price: '1250',
    unit: 'piece',
    tax_rate: 20,
  });
  const { id } = await call<{ id: string }>('POST', '/deals', {
    title: 'Hull pumps, phase 2',
    account_id: account.id,
  });

  await page.goto(`/deals/${id}`);
  const items = page.getByRole('region', { name: 'Items' });
  await items.getByText('No items yet.').waitFor();
  await items.getByRole('combobox', { name: 'Add an item' }).focus();
  await page.keyboard.press('Enter');
  await page.getByPlaceholder('Product, article number or free text').fill('p-40');
  await page.getByRole('option', { name: /Hull pump P-40/ }).waitFor();
  await page.keyboard.press('Enter');
  const quantity = items.getByLabel('Quantity: Hull pump P-40');
  await expect.poll(() => quantity.evaluate((one) => one === document.activeElement)).toBe(true);
  // The totals follow while one types, before anything is stored.
  await page.keyboard.type('3');
  await items.getByText('€4,500', { exact: true }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('10%');
  await page.keyboard.press('Enter');
  await items.getByText('€3,375', { exact: true }).first().waitFor();

  await page.keyboard.press('Enter');
  await page.getByPlaceholder('Product, article number or free text').fill('Installation');
  await page.getByRole('option', { name: /Installation.*free text/ }).waitFor();
  await page.keyboard.press('Enter');
  const work = items.getByLabel('Unit price: Installation');
  await work.fill('400');
  await work.press('Alt+ArrowUp');
  await expect.poll(() => names(page)).toEqual(['Installation', 'Hull pump P-40']);
  await expect
    .poll(async () => (await call<{ amount: string }>('GET', `/deals/${id}`)).amount)
    .toBe('3775.00');
  await page.getByText('€3,775', { exact: true }).first().waitFor();
  expect(await lookAt(page, 'deal-items')).toEqual([]);

  await items.getByRole('button', { name: 'Create a quote' }).click();
  await page.waitForURL('**/quotes/*');
  // A newer version is made by its button, not with an empty form.
  expect(await page.getByRole('button', { name: 'Newer version' }).count()).toBe(0);
  const quote = page.getByRole('region', { name: 'Quote', exact: true });
  await quote.getByText('€4,450', { exact: true }).waitFor();
  expect(await lookAt(page, 'quote-draft')).toEqual([]);
  await quote.getByRole('button', { name: 'Send', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail of the customer').waitFor();
  expect(await lookAt(page, 'quote-send')).toEqual([]);
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  const url = await dialog.getByLabel('Link for the customer').inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await quote.getByText('not opened yet').waitFor();
  expect(await lookAt(page, 'quote-sent')).toEqual([]);

  // The customer has no account, and a phone.
  const theirs = await openContext(browser, server.url, { size: 'phone' });
  const phone = await theirs.context.newPage();
  await phone.goto(url);
  await phone.getByRole('heading', { level: 1, name: 'Hull pumps, phase 2' }).waitFor();
  await phone.getByText('€4,450', { exact: true }).waitFor();
  expect(await tooWide(phone)).toBe(0);
  expect(await lookAt(phone, 'quote-customer-phone')).toEqual([]);
  const [file] = await Promise.all([
    phone.waitForEvent('download'),
    phone.getByRole('button', { name: 'Download the PDF' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('Q-00001.pdf');
  await phone.getByLabel('Your name').fill('Delphine Marchetal');
  await phone.getByRole('button', { name: 'Accept the quote' }).click();
  await phone.getByText('This quote was accepted.').waitFor();
  expect(await lookAt(phone, 'quote-accepted-phone')).toEqual([]);
  expect(theirs.trouble).toEqual([]);
  await theirs.context.close();

  // The page of the quote follows without a reload.
  await page.getByText('Delphine Marchetal').first().waitFor();
  expect(await call('GET', `/deals/${id}`)).toMatchObject({ quote_status: 'accepted' });
  expect(trouble).toEqual([]);
  await context.close();
}, 180_000);

test('lines fit a phone, and a link that was ended says so', async () => {
  const { page, call, context } = await newPerson(browser, server, 'phone');
  await signUp(page);
  await call('PATCH', '/company', { currency: 'EUR' });
  const { id } = await call<{ id: string }>('POST', '/deals', { title: 'Pumps' });
  for (const name of ['Hull pump with a rather long name that goes on', 'Valve'])
    await call('POST', '/deal_items', {
      deal_id: id,
      name,
      quantity: 2,
      unit_price: '99.5',
      tax_rate: 20,
    });
  await page.goto(`/deals/${id}`);
  await page.getByRole('tab', { name: 'Items' }).click();
  await page.getByLabel('Unit price: Valve').fill('100');
  await page.getByLabel('Unit price: Valve').press('Tab');
  await page.getByText('€478.80', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Actions of Valve' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(async () => (await names(page))[0]).toBe('Valve');
  expect(await tooWide(page)).toBe(0);
  expect(await lookAt(page, 'deal-items-phone')).toEqual([]);

  const quote = await call<{ id: string }>('POST', '/quotes', { deal_id: id });
  const { link } = await call<{ link: { url: string } }>('POST', `/quotes/${quote.id}/send`, {});
  await call('POST', `/quotes/${quote.id}/links/end`);
  await page.goto(link.url);
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  expect(await lookAt(page, 'quote-gone-phone')).toEqual([]);
  await context.close();
}, 120_000);
