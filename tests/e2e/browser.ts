import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core';

/** The two sizes every screen is looked at in. */
export const sizes = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 375, height: 812 },
} as const;
export type Size = keyof typeof sizes;

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the system's Chromium when there is one, else the one that npm brings. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const system = systemBrowsers.find((path) => existsSync(path));
  if (system) return driver.launch({ executablePath: system, args: ['--no-sandbox'] });
  // With one process for everything a second tab would share its fate; without web security no Origin is sent; a graphics card
  // that is emulated costs more than all else.
  const unwanted = new Set([
    '--single-process',
    '--no-zygote',
    '--disable-web-security',
    '--allow-running-insecure-content',
    '--ignore-gpu-blocklist',
    '--in-process-gpu',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ]);
  return driver.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !unwanted.has(arg)), '--disable-gpu'],
  });
}

/** The profiles that are open, each with the trouble of its pages so far. */
export const opened = new Map<BrowserContext, readonly string[]>();

export interface ContextOptions {
  size?: Size;
  scheme?: 'light' | 'dark';
  locale?: string;
}

/** A fresh browser profile of one size and scheme, with the trouble of its pages collected. */
export async function openContext(
  browser: Browser,
  baseURL: string,
  { size = 'desktop', scheme = 'light', locale = 'en-GB' }: ContextOptions = {},
): Promise<{ context: BrowserContext; trouble: string[] }> {
  const context = await browser.newContext({
    baseURL,
    viewport: sizes[size],
    colorScheme: scheme,
    locale,
    timezoneId: 'Europe/Istanbul',
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    isMobile: size === 'phone',
  });
  const trouble: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text());
  });
  context.on('weberror', (error) => trouble.push(String(error.error())));
  opened.set(context, trouble);
  context.on('close', () => opened.delete(context));
  return { context, trouble };
}

/** What axe finds on the page as it is now, by every rule or those named, one line per rule and element; empty when all is well. */
async function accessibilityProblems(page: Page, ...rules: readonly string[]): Promise<string[]> {
  // "Legacy" leaves out the work for frames of other origins, which the content policy forbids anyhow: half the time.
  // Describing what passed is the half of what remains.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? violation.help}`,
    ),
  );
}

/**
 * Tells what axe finds on the page in both schemes, and with `PICTURES=1` keeps a picture of either. The schemes share their
 * elements, so in the second only contrast can differ.
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  await atRest(page);
  const problems = await accessibilityProblems(page);
  await picture(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await atRest(page);
  await picture(page, `${name}-dark`);
  problems.push(...(await accessibilityProblems(page, 'color-contrast')));
  await page.emulateMedia({ colorScheme: 'light' });
  return problems.map((problem) => `${name}: ${problem}`);
}

/** Waits until no colour or place is on its way to another one; what turns for ever is left to turn. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const passing = document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime),
      );
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

const folder = join(import.meta.dirname, 'screenshots');

/** Keeps a picture for a person to look at, in an ignored folder, where one is asked for: drawing it takes a second. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES !== '1') return;
  const path = join(folder, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
