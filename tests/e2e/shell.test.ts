import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openContext } from './browser';
import { mailedLink, newAddress, password, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let mailbox: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(
  options: Parameters<typeof openContext>[2] = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const { context } = await openContext(browser, server.url, options);
  return { context, page: await context.newPage() };
}

/** Opens a page and waits until it answers to the mouse. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
}

const heading = (page: Page, name: string, level = 1) => page.getByRole('heading', { level, name });

describe('signing in', () => {
  test('says what is wrong beside each field, keeps what was typed and goes to the first one', async () => {
    const { page } = await open();
    await page.goto('/sign-up');
    await page.getByLabel('Your name').fill('Ayşe');
    await page.getByLabel('Work e-mail').fill('not an address');
    await page.getByRole('button', { name: 'Create company' }).click();
    await page.getByText('This is not an e-mail address.').waitFor();
    expect(await page.getByText('This is required.').count()).toBe(2);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ayşe');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(
      'company_name',
    );
  });

  test('leads back to where one wanted to go, and out again', async () => {
    const { page } = await open();
    const email = await signUp(page);
    await page.evaluate(() => localStorage.setItem('ambit:recent:a company', '["a title"]'));
    await page.getByRole('button', { name: /user menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    // What one read is not told to whoever uses the device next.
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('a title');

    await page.goto('/accounts?q=acme');
    await page.waitForURL(/sign-in\?next=/);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').first().fill('a wrong password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    await page.getByLabel('Password').first().fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/accounts?q=acme');
  });

  test('a forgotten password is replaced through the mail', async () => {
    const { page } = await open();
    const email = await signUp((await open()).page);
    await page.goto('/forgot-password');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await heading(page, 'Check your inbox').waitFor();

    await page.goto(await mailedLink(page, mailbox, 'Reset your password'));
    await page.getByLabel('New password').first().fill('another horse battery');
    await page.getByRole('button', { name: 'Save the password' }).click();
    await heading(page, 'The password is changed').waitFor();
    await page.getByRole('link', { name: 'Back to sign in' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').first().fill('another horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/home');
  });

  test('somebody invited joins with a role that hides what it may not do', async () => {
    const { page } = await open();
    await signUp(page);
    const email = newAddress();
    await visit(page, '/settings/members');
    await page.getByRole('button', { name: 'Invite a member' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Read only' }).click();
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByText(`Invitation sent to ${email}`).waitFor();

    const { page: guest } = await open();
    await guest.goto(await mailedLink(guest, mailbox, 'invites you to Kuzey'));
    await heading(guest, 'Join Kuzey Işığı Lojistik').waitFor();
    await guest.getByLabel('Your name').fill('Mehmet');
    await guest.getByLabel('New password').first().fill(password);
    await guest.getByRole('button', { name: 'Join Kuzey Işığı Lojistik' }).click();
    await guest.waitForURL('**/home');
    await guest.getByRole('navigation').getByRole('link', { name: 'Accounts' }).waitFor();
    expect(await guest.getByRole('link', { name: 'Import' }).count()).toBe(0);
    await guest.goto('/settings/fields');
    await guest.getByText('You may not see this').waitFor();
  });
});

describe('the shell', () => {
  test('is worked by keyboard: palette, places, help, sidebar, Escape for the top layer only', async () => {
    const { page } = await open();
    await signUp(page);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Search, or type/).fill('acc');
    await page.getByRole('option', { name: 'Accounts' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/accounts');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL('**/contacts');
    await page.goBack();
    await heading(page, 'Accounts').waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and actions' });
    await palette.waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });

    await page.keyboard.press('[');
    await page.getByRole('button', { name: 'Expand sidebar' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Expand sidebar' }).waitFor();
  });

  test('changes theme and language at once and keeps them', async () => {
    const { page } = await open({ scheme: 'dark' });
    await signUp(page);
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await background()).toBe('rgb(14, 15, 17)');
    await page.getByRole('button', { name: /user menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect.poll(background).toBe('rgb(255, 255, 255)');

    await page.getByRole('button', { name: /user menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Türkçe' }).click();
    await page.getByRole('link', { name: 'Çöp kutusu' }).waitFor();
    await page.reload();
    expect(await page.getAttribute('html', 'lang')).toBe('tr');
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
    await heading(page, 'Kişiler').waitFor();
  });

  test('answers unknown addresses with a page that leads back', async () => {
    const { page } = await open();
    const answer = await page.goto('/nowhere');
    expect(answer?.status()).toBe(404);
    await heading(page, 'There is no such page').waitFor();
    expect((await page.goto('/contacts/42/x'))?.status()).toBe(404);
  });
});

describe('companies', () => {
  test('are kept apart, and one person works in several', async () => {
    const { page } = await open();
    await signUp(page);
    const made = await page.request.post('/api/contacts', {
      data: { first_name: 'Zeynep', last_name: 'Işık' },
      headers: { origin: server.url },
    });
    expect(made.status()).toBe(201);
    const find = async () => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder(/Search, or type/).fill('isik');
    };
    await visit(page, '/accounts');
    await find();
    await page.getByRole('option', { name: /Zeynep Işık/ }).click();
    await heading(page, 'Zeynep Işık').waitFor();

    await visit(page, '/settings/company');
    await page.getByRole('button', { name: 'Create company' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Güney Deniz');
    await page.getByRole('dialog').getByRole('button', { name: 'Create company' }).click();
    await page.waitForURL('**/contacts');
    await page.getByRole('button', { name: 'Güney Deniz, company menu' }).waitFor();
    await page.waitForLoadState('networkidle');
    await find();
    await page.getByText('Nothing found for').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /company menu/ }).click();
    await page.getByRole('menuitem', { name: 'Kuzey Işığı Lojistik' }).click();
    await page.getByRole('button', { name: 'Kuzey Işığı Lojistik, company menu' }).waitFor();
  });
});

describe('settings', () => {
  test('the accent of the company is shown at once and stays', async () => {
    const { page } = await open();
    await signUp(page);
    await visit(page, '/settings/company');
    await page.getByRole('radio', { name: 'Teal' }).click();
    const accent = () =>
      page.evaluate(() => document.documentElement.style.getPropertyValue('--accent-solid-light'));
    await expect.poll(accent).toBe('#0d7573');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.goto('/contacts');
    expect(await accent()).toBe('#0d7573');
  });

  test('a click on a button whose code is still on its way is not lost', async () => {
    const { page } = await open();
    await signUp(page);
    await page.route(/\.js$/, async (route) => {
      const answer = await route.fetch();
      const isSection = (await answer.text()).includes('invitations_title');
      if (isSection) await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.fulfill({ response: answer });
    });
    await page.goto('/settings/members', { waitUntil: 'commit' });
    await page.getByRole('button', { name: /user menu/ }).waitFor();
    await page.getByRole('button', { name: 'Invite a member' }).click();
    await page.getByRole('dialog').getByLabel('E-mail').waitFor();
  });

  test('keys pressed before any code has arrived are not lost', async () => {
    const { page } = await open();
    await signUp(page);
    await page.route(/\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.goto('/contacts', { waitUntil: 'commit' });
    await heading(page, 'Contacts').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search and actions' }).waitFor();
    await page.reload({ waitUntil: 'commit' });
    await heading(page, 'Contacts').waitFor();
    await page.keyboard.type('cWiola');
    await page.getByRole('dialog', { name: 'New contact' }).waitFor();
    await expect.poll(() => page.getByLabel('First name').inputValue()).toBe('Wiola');
  });

  test('text typed into a field before any code has arrived is not lost', async () => {
    const { page } = await open();
    const email = await signUp(page);
    for (const last_name of ['Golebiak', 'Yılmaz']) {
      const headers = { origin: server.url };
      const made = await page.request.post('/api/contacts', { data: { last_name }, headers });
      expect(made.status()).toBe(201);
    }
    await page.route(/\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.goto('/contacts', { waitUntil: 'commit' });
    await page.getByRole('searchbox').fill('golebiak');
    await page.locator('main output', { hasText: /^1$/ }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('golebiak');

    await page.context().clearCookies();
    await page.goto('/sign-in', { waitUntil: 'commit' });
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').first().fill(password);
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/home');
  });

  test('what is chosen and the file that is given before any code has arrived are not lost', async () => {
    const { page } = await open();
    await signUp(page);
    await page.route(/\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
    });
    await page.goto('/import', { waitUntil: 'commit' });
    await page.getByRole('radio', { name: 'Deals' }).check();
    const file = new URL('../fixtures/import/hubspot-deals.csv', import.meta.url).pathname;
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', { name: 'Import 150 deals' }).waitFor();
  });

  test('a field of the company is made, removed and brought back', async () => {
    const { page } = await open();
    await signUp(page);
    await visit(page, '/settings/fields');
    await page.getByRole('button', { name: 'New field' }).click();
    await page.getByLabel('Label').fill('Tier');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'One choice' }).click();
    await page.getByRole('button', { name: 'Add a choice' }).click();
    await page.getByLabel('Choice 1').fill('Gold');
    await page.getByRole('button', { name: 'Create field' }).click();
    await page.getByText('custom.tier').waitFor();
    await page.getByRole('button', { name: 'Remove Tier' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('custom.tier').waitFor();
  });

  test('a key is shown once and works until it is ended', async () => {
    const { page } = await open();
    await signUp(page);
    await visit(page, '/settings/api-keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Website form');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByLabel('Key', { exact: true }).inputValue();
    const ask = () =>
      fetch(`${server.url}/api/contacts`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No keys yet').waitFor();
    await expect.poll(async () => (await ask()).status).toBe(401);
  });
});
