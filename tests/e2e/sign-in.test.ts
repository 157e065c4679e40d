import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, mailedLink, newPerson, type Person, password, signUp } from './people';
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

/** The code that an app shows `later` steps from now: one before and one after count as well, each once. */
const codeOf = (secret: string, later: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.now() + later * 30_000,
  });

const dialog = (page: Page) => page.getByRole('dialog');

/** Forgets who is signed in, with no page open that would notice and go its own way. */
async function forgotten({ page, context }: Person): Promise<void> {
  await page.goto('about:blank');
  await context.clearCookies();
}

/** Fills in the sign-in page of a browser that was signed out. */
async function signIn(person: Person, email: string): Promise<void> {
  const { page } = person;
  await forgotten(person);
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Sets the authenticator app up where the secret is shown. Returns secret and recovery codes. */
async function setUp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  const secret = ((await page.locator('code').first().textContent()) ?? '').replace(/\s/g, '');
  await page.getByLabel('Code', { exact: false }).fill(codeOf(secret, -1));
  await page.getByRole('button', { name: 'Switch on' }).click();
  const list = page.getByRole('list', { name: 'Recovery codes' });
  await list.waitFor();
  return { secret, codes: await list.getByRole('listitem').allInnerTexts() };
}

/** Gives the browser of a page an authenticator that answers by itself. */
async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('an authenticator app is set up, asked for at sign-in, and replaced by a recovery code', async () => {
  const ada = await newPerson(browser, server);
  const { page } = ada;
  const email = await signUp(page);
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await dialog(page).getByRole('img', { name: 'QR code' }).waitFor();
  expect(await lookAt(page, 'totp-enrol')).toEqual([]);
  const { secret, codes } = await setUp(page);
  expect(codes).toHaveLength(10);
  expect(await lookAt(page, 'totp-codes')).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('10 recovery codes left').waitFor();
  expect(ada.trouble).toEqual([]);

  await signIn(ada, email);
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  expect(await lookAt(page, 'second-step')).toEqual([]);
  await page.getByLabel('Code', { exact: false }).fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('This code is wrong').waitFor();
  await page.getByLabel('Code', { exact: false }).fill(codeOf(secret, 0));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/home');

  const phone = await newPerson(browser, server, 'phone');
  await signIn(phone, email);
  await phone.page.getByLabel('Code', { exact: false }).fill(codes[0] ?? '');
  await phone.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await phone.page.waitForURL('**/home');
  await phone.page.goto('/settings/security');
  await phone.page.getByText('9 recovery codes left').waitFor();
  expect(await lookAt(phone.page, 'security-phone')).toEqual([]);
  await phone.page.goto('/settings/sign-in');
  await phone.page.getByLabel('Allowed networks').waitFor();
  expect(await lookAt(phone.page, 'sign-in-policy-phone')).toEqual([]);
  const wide = () => phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await wide()).toBe(0);

  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Switch the authenticator app off' }).click();
  await page.getByRole('button', { name: 'Switch off', exact: true }).click();
  await page.getByText('Authenticator app switched off').waitFor();
  await signIn(ada, email);
  await page.waitForURL('**/home');
});

test('the link that confirms an address is one click for whoever is signed in, and asks anybody else whose the account is', async () => {
  const mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';
  const eve = await newPerson(browser, server);
  await signUp(eve.page);
  const ada = await newPerson(browser, server);
  const link = await mailedLink(ada.page, mailbox, 'Confirm your mail address');
  ada.trouble.length = 0; // the mailbox is not there until it has read its token
  const { page } = ada;
  await page.goto(link);
  await page.getByRole('heading', { name: 'Is this account yours?' }).waitFor();
  expect(await lookAt(page, 'prove-address')).toEqual([]);
  await page.getByLabel('Password', { exact: false }).first().fill('not the password');
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await page.getByText('This is not your current password.').waitFor();
  await page.getByRole('button', { name: /^I did not open this account/ }).click();
  await page.getByText('Everything that opened the account until now stops').waitFor();
  await page.getByLabel('New password').first().fill('a better battery staple');
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await page.getByRole('heading', { name: 'Your e-mail address is confirmed' }).waitFor();
  // Her page is led there by itself when its stream is closed.
  await eve.page.waitForURL('**/sign-in**');

  const grace = await newPerson(browser, server);
  await signUp(grace.page);
  await grace.page.goto(await mailedLink(grace.page, mailbox, 'Confirm your mail address'));
  await grace.page.getByRole('heading', { name: 'Your e-mail address is confirmed' }).waitFor();
});

test('a passkey is made, signs in without a password, is renamed and removed', async () => {
  const ada = await newPerson(browser, server);
  const { page } = ada;
  await signUp(page);
  await withAuthenticator(page);
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await dialog(page).getByLabel('Name', { exact: false }).fill('Work laptop');
  expect(await lookAt(page, 'passkey-add')).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Not used yet').waitFor();
  await dialog(page).waitFor({ state: 'detached' });

  await forgotten(ada);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/home');
  await page.goto('/settings/security');
  await page.getByText('Last used').waitFor();
  await page.getByRole('button', { name: 'Rename Work laptop' }).click();
  await dialog(page).getByLabel('Name', { exact: false }).fill('Desk');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove Desk' }).waitFor();
  expect(await lookAt(page, 'security-passkey')).toEqual([]);
  await page.getByRole('button', { name: 'Remove Desk' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('No passkeys yet').waitFor();
  expect(ada.trouble).toEqual([]);

  await forgotten(ada);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('This passkey is not known here').waitFor();
});

test('something dangerous asks who it is, and is done once that is answered', async () => {
  const ada = await newPerson(browser, server);
  const { page } = ada;
  await signUp(page);
  await page.goto('/settings/sign-in');
  await page.getByLabel('Allowed networks').waitFor();
  expect(await lookAt(page, 'sign-in-policy')).toEqual([]);
  // As the API answers a quarter of an hour after signing in.
  let asked = false;
  await page.route('**/api/sign-in-policy', (route) => {
    if (asked || route.request().method() !== 'PATCH') return route.continue();
    asked = true;
    const json = { success: false, error: 'confirmation_required', message: '', request_id: '' };
    return route.fulfill({ status: 403, json });
  });
  await page.getByLabel('Sign out this long after signing in').fill('100');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog(page).getByText('Confirm that it is you').waitFor();
  expect(await lookAt(page, 'confirm-identity')).toEqual([]);
  await dialog(page).getByLabel('Your password').fill('not the password');
  await dialog(page).getByRole('button', { name: 'Confirm' }).click();
  await dialog(page).getByText('This is not your current password.').waitFor();
  await dialog(page).getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).waitFor();
  const policy = await ada.call<{ session_hours: number }>('GET', '/sign-in-policy');
  expect(policy.session_hours).toBe(100);
});

test('where a second factor is required, whoever has none sets one up first', async () => {
  const ada = await newPerson(browser, server);
  await signUp(ada.page);
  const grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  await ada.page.goto('/settings/sign-in');
  await ada.page.getByRole('switch', { name: 'Require a second factor' }).click();
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
  await ada.page.getByText('Set up your own second factor first').waitFor();
  await ada.page.goto('/settings/security');
  await ada.page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await setUp(ada.page);
  await ada.page.getByRole('button', { name: 'Done' }).click();
  await ada.page.goto('/settings/sign-in');
  await ada.page.getByRole('switch', { name: 'Require a second factor' }).click();
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
  await ada.page.getByText('Saved', { exact: true }).waitFor();

  await grace.page.goto('/contacts');
  await grace.page.getByRole('heading', { name: 'A second factor is needed' }).waitFor();
  expect(await lookAt(grace.page, 'held-back')).toEqual([]);
  await grace.page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await setUp(grace.page);
  await grace.page.getByRole('button', { name: 'Done' }).click();
  await grace.page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor();
});
