import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OidcProvider, startOidcProvider } from '../support/oidc';
import { certificate, providerId, type SamlProvider, startSamlProvider } from '../support/saml';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let provider: OidcProvider;
let saml: SamlProvider;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServer({ AMBIT_OUTBOUND_ALLOW: '127.0.0.1' }),
    launchBrowser(),
  ]);
  provider = await startOidcProvider(`${server.url}/sign-in/sso`);
  saml = await startSamlProvider('ada@saml.example');
});
afterAll(async () => {
  await browser?.close();
  await provider?.close();
  await saml?.close();
  await server?.stop();
});

// Whoever registers first is the operator, and confirms domains without DNS.
test('an owner adds a provider, and a colleague signs in by it', async () => {
  const domain = 'kuzey.example';
  const problems: string[] = [];
  const { context } = await openContext(browser, server.url);
  const page = await context.newPage();
  await signUp(page);
  await page.goto('/settings/sso');
  await page.getByText('No identity provider yet').waitFor();
  await page.getByRole('button', { name: 'New provider' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: false }).first().fill('Test provider');
  await form.getByLabel('Issuer').fill('https://169.254.169.254/');
  await form.getByLabel('Client ID').fill(provider.client_id);
  await form.getByLabel('Client secret').fill(provider.client_secret);
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('The address leads into a network that may not be called.').waitFor();
  problems.push(...(await lookAt(page, 'sso-form-desktop')));
  await form.getByLabel('Issuer').fill(provider.issuer);
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText(provider.issuer).waitFor();
  await page.getByRole('button', { name: 'New domain' }).click();
  await page.getByRole('dialog').getByLabel('Domain').fill(domain);
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await page.getByText(`_ambit-challenge.${domain}`).waitFor();
  problems.push(...(await lookAt(page, 'sso-domain-desktop')));
  await page.setViewportSize({ width: 375, height: 812 });
  problems.push(...(await lookAt(page, 'sso-domain-phone')));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByText('The record is not there yet').waitFor();
  await page.getByRole('button', { name: 'Confirm as operator' }).click();
  await page.getByText('Proved', { exact: true }).waitFor();
  await page.getByRole('switch', { name: 'Require single sign-on' }).click();
  await page.getByRole('button', { name: 'Require it' }).click();
  await page.getByText('Single sign-on is required now').waitFor();

  await page.getByRole('button', { name: 'New token for Test provider' }).click();
  expect(await page.getByLabel('Token', { exact: true }).inputValue()).toMatch(/^amb_scim_/);
  problems.push(...(await lookAt(page, 'sso-token-desktop')));
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByText('Not used yet').waitFor();
  problems.push(...(await lookAt(page, 'sso-desktop')));

  await page.getByRole('button', { name: 'New provider' }).click();
  await form.getByLabel('Protocol').click();
  await page.getByRole('option', { name: 'SAML' }).click();
  await form.getByLabel('Name', { exact: false }).first().fill('SAML provider');
  await form.getByLabel('Entity ID of the provider').fill(providerId);
  await form.getByLabel('Sign-in address').fill(saml.url);
  await form.getByLabel('Certificates that sign').fill('no certificate');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('This is not an X.509 certificate.').waitFor();
  problems.push(...(await lookAt(page, 'sso-saml-form-desktop')));
  await form.getByLabel('Certificates that sign').fill(certificate);
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText(providerId).waitFor();
  await page.getByRole('button', { name: 'New domain' }).click();
  await form.getByLabel('Domain').fill('saml.example');
  await form.getByLabel('Provider').click();
  await page.getByRole('option', { name: 'SAML provider' }).click();
  await form.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'Confirm as operator' }).click();
  await expect.poll(() => page.getByText('Proved', { exact: true }).count()).toBe(2);
  await bySaml();

  for (const size of ['desktop', 'phone'] as const)
    problems.push(...(await colleague(size, domain)));
  expect(problems).toEqual([]);
});

async function bySaml(): Promise<void> {
  const { context, trouble } = await openContext(browser, server.url);
  const page = await context.newPage();
  await page.goto('/sign-in/sso');
  await page.getByLabel('Work e-mail').fill(saml.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: `Continue as ${saml.email}` }).click();
  await page.waitForURL('**/home');
  expect(trouble).toEqual([]);
  await context.close();
}

async function colleague(size: Size, domain: string): Promise<string[]> {
  const problems: string[] = [];
  const email = `grace-${size}@${domain}`;
  provider.people.set(email, {
    sub: `grace-${size}`,
    email,
    email_verified: true,
    name: 'Grace Hopper',
  });
  const { context, trouble } = await openContext(browser, server.url, { size });
  const page = await context.newPage();
  await page.goto('/tasks');
  await page.getByRole('link', { name: 'Sign in with SSO' }).click();
  await page.getByLabel('Work e-mail').fill('somebody@unknown.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('There is no single sign-on for unknown.example here.').waitFor();
  problems.push(...(await lookAt(page, `sso-sign-in-${size}`)));
  await page.getByLabel('Work e-mail').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: `Continue as ${email}` }).click();
  await page.waitForURL('**/tasks');
  await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
  expect(trouble).toEqual([]);
  // The address with the provider's answer is worth nothing any more.
  await page.goto('/sign-in/sso?state=used&code=used');
  await page.getByText('This sign-in was used already or took too long').waitFor();
  problems.push(...(await lookAt(page, `sso-failed-${size}`)));
  await context.close();
  return problems;
}

test('somebody the provider turns away learns why they are not signed in', async () => {
  const { context } = await openContext(browser, server.url);
  const page = await context.newPage();
  await page.goto('/sign-in/sso');
  await page.getByLabel('Work e-mail').fill('nobody@kuzey.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Continue as nobody@kuzey.example' }).click();
  await page.getByText('The sign-in was ended at your identity provider.').waitFor();
});
