import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
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
  'sign-in/sso',
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
  'settings/security',
  'settings/company',
  'settings/currencies',
  'settings/pipelines',
  'settings/members',
  'settings/roles',
  'settings/teams',
  'settings/sign-in',
  'settings/fields',
  'settings/lead-assignment',
  'settings/account-assignment',
  'settings/api-keys',
  'settings/apps',
  'settings/sso',
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

describe.each(['desktop', 'phone'] as const)('on %s', (size) => {
  let context: BrowserContext;
  let page: Page;
  let trouble: string[];

  beforeAll(async () => {
    ({ context, trouble } = await openContext(browser, server.url, { size }));
    page = await context.newPage();
    return () => context.close();
  });

  /** Expects the page as it is now to be accessible, to fit the screen and to break no rule of the content policy. */
  const expectGood = async (name: string) => {
    expect(await lookAt(page, `${name.replaceAll('/', '-')}-${size}`)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, 'pixels wider than the screen').toBeLessThanOrEqual(0);
    // Without a token the mailbox is not there, and the browser notes the 404.
    expect(trouble.splice(0).filter((text) => !text.includes('404'))).toEqual([]);
  };
  const visit = async (path: string) => {
    await page.goto(`/${path}`);
    await page.waitForLoadState('networkidle');
  };

  test.each(outside)('%s', async (path) => {
    await visit(path);
    await expectGood(path);
  });

  describe('signed in', () => {
    beforeAll(async () => {
      await signUp(page);
    });

    test.each(inside)('%s', async (path) => {
      await visit(path);
      await expectGood(path);
    });

    test.each(Object.entries(layers))('%s', async (name, show) => {
      await visit('contacts');
      await show(page, size);
      await page.locator('[role="dialog"], [role="menu"]').first().waitFor();
      await expectGood(name);
    });
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
