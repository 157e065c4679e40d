import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { signUp } from './people';
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

const outside = [
  'sign-in',
  'sign-up',
  'forgot-password',
  'reset-password',
  'verify-email',
  'invitation',
  'unsubscribe',
  'mailbox',
  'quote',
];
const inside = [
  'home',
  'my-work',
  'calendar?view=month',
  'contacts',
  'accounts',
  'leads',
  'deals?view=board',
  'tasks',
  'activities',
  'notes',
  'forecast',
  'quotes',
  'products',
  'bin',
  'import',
  'notifications',
  'settings/profile',
  'settings/notifications',
  'settings/sessions',
  'settings/company',
  'settings/currencies',
  'settings/pipelines',
  'settings/members',
  'settings/fields',
  'settings/lead-assignment',
  'settings/api-keys',
  'settings/webhooks',
  'settings/audit',
  'settings/health',
];

/** Layers by their opener; the page they are opened on is contacts. */
const layers: Record<string, (page: Page, size: Size) => Promise<unknown>> = {
  palette: (page) => page.keyboard.press('Control+k'),
  help: (page) => page.keyboard.press('?'),
  menu: (page, size) =>
    size === 'phone'
      ? page.getByRole('button', { name: 'Menu', exact: true }).click()
      : page.getByRole('button', { name: /user menu/ }).click(),
};

// Most of the time goes into waiting for pages to rest.
describe.concurrent.each(['desktop', 'phone'] as const)('pages on %s', (size) => {
  test('are accessible, fit the screen and break no rule of the content policy', async () => {
    const { context, trouble } = await openContext(browser, server.url, { size });
    const page = await context.newPage();
    const problems: string[] = [];
    const look = async (name: string) => {
      problems.push(...(await lookAt(page, `${name.replaceAll('/', '-')}-${size}`)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) problems.push(`${name}: ${wide} px wider than the screen`);
    };
    const visit = async (path: string) => {
      await page.goto(`/${path}`);
      await page.waitForLoadState('networkidle');
      await look(path);
    };

    for (const path of outside) await visit(path);
    await signUp(page);
    for (const path of inside) await visit(path);
    for (const [name, show] of Object.entries(layers)) {
      await page.goto('/contacts');
      await page.waitForLoadState('networkidle');
      await show(page, size);
      await page.locator('[role="dialog"], [role="menu"]').first().waitFor();
      await look(name);
    }
    // Without a token the mailbox is not there, and the browser notes the 404.
    expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
    expect(problems).toEqual([]);
  });
});

test('a toast breaks no rule of the content policy', async () => {
  const { context } = await openContext(browser, server.url);
  const page = await context.newPage();
  await page.addInitScript(() => {
    const broken: string[] = [];
    Object.assign(window, { broken });
    document.addEventListener('securitypolicyviolation', (event) =>
      broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  await signUp(page);
  await page.goto('/settings/company');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('[data-sonner-toast]').getByText('Saved').waitFor();
  expect(await page.evaluate(() => Reflect.get(window, 'broken'))).toEqual([]);
});

test('the list page carries at most 220 kB of script', async () => {
  const { context } = await openContext(browser, server.url);
  const first = await context.newPage();
  await signUp(first);
  await first.close();

  const page = await context.newPage();
  const sizes = new Map<string, number>();
  page.on('response', async (response) => {
    if (!/\.js(\?|$)/.test(response.url())) return;
    sizes.set(response.url(), gzipSync(await response.body()).length);
  });
  await page.goto('/contacts');
  await page.waitForLoadState('networkidle');
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(sizes.size).toBeGreaterThan(3);
  expect(total).toBeLessThanOrEqual(220_000);
});
