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

const ilse = {
  first_name: 'Ilse',
  last_name: 'Marchetal',
  email: 'ilse@silverquay.example',
  company_name: 'Silverquay Marine',
  source: 'Trade fair',
};

test('a lead is converted from its list, finds the account that is there, and comes back', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const account = await call<{ id: string }>('POST', '/accounts', {
    name: 'Silverquay Holding',
    domain: 'silverquay.example',
  });
  for (const object of ['leads', 'contacts'])
    await call('POST', '/fields', { object, label: 'Fair hall', kind: 'text' });
  const custom = { fair_hall: 'Hall 4' };
  const lead = await call<{ id: string }>('POST', '/leads', { ...ilse, custom });

  await page.goto('/leads');
  const row = page.getByRole('row', { name: /Ilse Marchetal/ });
  await row.getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  const dialog = page.getByRole('dialog');
  // What is there already is proposed and chosen.
  await dialog.getByRole('radio', { name: /Use Silverquay Holding.*same domain/ }).waitFor();
  expect(await dialog.getByRole('radio', { name: /Silverquay Holding/ }).isChecked()).toBe(true);
  // What else goes where is shown before it goes.
  await dialog.getByText('Hall 4').waitFor();
  await dialog.getByLabel('Last name').fill('Marchetal-Öz');
  await dialog.getByLabel('Amount').fill('12500');
  expect(await lookAt(page, 'leads-convert')).toEqual([]);
  await dialog.getByRole('button', { name: 'Convert', exact: true }).click();

  await dialog.getByText('Ilse Marchetal was converted').waitFor();
  await dialog.getByRole('link', { name: /Ilse Marchetal-Öz/ }).waitFor();
  await dialog.getByRole('link', { name: /Silverquay Marine.*Deal/ }).waitFor();
  expect(await lookAt(page, 'leads-converted')).toEqual([]);
  const made = await call<Record<string, string>>('GET', `/leads/${lead.id}`);
  expect(made).toMatchObject({ status: 'qualified', converted_account_id: account.id });

  // From the new contact the way leads back to the lead.
  await dialog.getByRole('link', { name: /Ilse Marchetal-Öz/ }).click();
  const history = page.getByRole('listitem').filter({ hasText: 'converted a lead into this' });
  await history.getByRole('link', { name: 'Ilse Marchetal' }).click();
  await page
    .getByRole('region', { name: 'Converted' })
    .getByText(/Converted/)
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: 'Edit Status' }).count()).toBe(0);
  expect(await lookAt(page, 'leads-record-converted')).toEqual([]);

  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Conversion taken back').waitFor();
  await page.getByRole('button', { name: 'Convert', exact: true }).waitFor();
  expect(await call<unknown[]>('GET', '/contacts')).toEqual([]);
  expect(await call<unknown[]>('GET', '/deals')).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
}, 180_000);

test('a lead is converted by keyboard alone, from the palette, on a slow machine', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const lead = await call<{ id: string }>('POST', '/leads', ilse);
  const cpu = await context.newCDPSession(page);
  await cpu.send('Emulation.setCPUThrottlingRate', { rate: 4 });

  await page.goto(`/leads/${lead.id}`);
  await page.getByRole('button', { name: 'Convert', exact: true }).waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('convert');
  await page.getByRole('option', { name: 'Convert this lead' }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const name = dialog.getByLabel(/^Name/);
  await name.waitFor();
  expect(await name.inputValue()).toBe('Silverquay Marine');
  await name.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Silverquay');
  // No deal this time.
  await dialog.getByRole('switch').focus();
  await page.keyboard.press('Space');
  await name.focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('Ilse Marchetal was converted').waitFor();
  const [account] = await call<{ name: string }[]>('GET', '/accounts');
  expect(account).toMatchObject({ name: 'Silverquay' });
  expect(await call<unknown[]>('GET', '/deals')).toEqual([]);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Conversion taken back').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  expect(await call<unknown[]>('GET', '/accounts')).toEqual([]);
  expect(trouble).toEqual([]);
  await context.close();
}, 180_000);

test('a lead is converted on a phone', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server, 'phone');
  await signUp(page);
  const lead = await call<{ id: string }>('POST', '/leads', ilse);
  await page.goto('/leads');
  await page.getByText('Ilse Marchetal').waitFor();
  expect(await lookAt(page, 'leads-list-phone')).toEqual([]);
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Last name').waitFor();
  expect(await lookAt(page, 'leads-convert-phone')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await sheet.getByRole('button', { name: 'Convert', exact: true }).click();
  await sheet.getByRole('link', { name: /Silverquay Marine.*Account/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Silverquay Marine' }).waitFor();
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('a rule gives new leads to a member', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  await page.goto('/settings/lead-assignment');
  await page.getByText('Whoever adds it').waitFor();
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Name/).fill('Fair leads');
  await dialog.getByRole('combobox', { name: 'Add a condition' }).click();
  await page.getByRole('option', { name: 'Source', exact: true }).click();
  await dialog.getByRole('textbox').last().fill('fair');
  await dialog.getByLabel(/^Members/).click();
  await page.getByRole('option', { name: 'Ayşe Yılmaz' }).click();
  await page.keyboard.press('Escape');
  expect(await lookAt(page, 'leads-rule')).toEqual([]);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('In turn: Ayşe Yılmaz').waitFor();
  await page.getByText('Source contains').waitFor();
  expect(await lookAt(page, 'leads-rules')).toEqual([]);
  const { rules } = await call<{ rules: { filter: unknown; to: { kind: string } }[] }>(
    'GET',
    '/leads/assignment',
  );
  expect(rules).toMatchObject([
    {
      filter: { and: [{ field: 'source', op: 'contains', value: 'fair' }] },
      to: { kind: 'round_robin' },
    },
  ]);
  await page.getByRole('button', { name: 'Delete Fair leads' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('In turn: Ayşe Yılmaz').waitFor();
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);
