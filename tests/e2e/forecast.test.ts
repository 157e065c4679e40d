import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { newPerson, type Person, signUp } from './people';
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

interface Answer {
  periods: { start: string; end: string }[];
}

/** One deal won and two open ones in this quarter; answers its days. */
async function sell({ call }: Person): Promise<Answer['periods'][number]> {
  const { periods } = await call<Answer>('GET', '/forecast');
  const [now] = periods;
  if (!now) throw new Error('a forecast has periods');
  const stages = await call<{ id: string; name: string }[]>('GET', '/deals/pipeline');
  const deal = (title: string, stage: string, values: object) =>
    call('POST', '/deals', {
      title,
      stage_id: stages.find(({ name }) => name === stage)?.id,
      ...values,
    });
  await deal('Hull pumps', 'Proposal', {
    amount: '1000.10',
    close_on: now.end,
    forecast_category: 'commit',
  });
  await deal('Valves', 'Qualified', { amount: '70', close_on: now.end });
  await deal('Seals', 'Won', { amount: '500', closed_on: now.start });
  return now;
}

test('the forecast leads from each number to its deals, and takes quotas', async () => {
  const person = await newPerson(browser, server);
  const { page, trouble, call, context } = person;
  await signUp(page);
  await sell(person);

  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.getByRole('heading', { level: 1, name: 'Forecast' }).waitFor();
  const all = page.getByRole('region', { name: 'Everybody' });
  // 500 won, half of 1,000.10 and a tenth of 70.
  await all.getByRole('link', { name: /Won \+ weighted.*1,007\.05/ }).waitFor();

  await page.getByRole('button', { name: /Quota of Ayşe Yılmaz/ }).click();
  await page.keyboard.type('2000');
  await page.keyboard.press('Enter');
  await all.getByText('25%').waitFor();
  expect(await lookAt(page, 'forecast')).toEqual([]);

  await all.getByRole('link', { name: /^Commit/ }).click();
  await page.getByRole('row', { name: /Hull pumps/ }).waitFor();
  expect(await page.getByRole('row', { name: /Valves|Seals/ }).count()).toBe(0);
  await page.goBack();
  await page.getByText('Months', { exact: true }).click();
  await page.waitForURL('**/forecast?by=month');
  await page.getByRole('button', { name: 'Later' }).click();
  await page.waitForURL('**from=*');
  expect(trouble).toEqual([]);
  const { totals } = await call<{ totals: { quota: string }[] }>('GET', '/forecast');
  expect(totals[0]?.quota).toBe('2000.00');
  await context.close();
}, 120_000);

test('the forecast on a phone', async () => {
  const person = await newPerson(browser, server, 'phone');
  const { page, trouble, context } = person;
  await signUp(page);
  await sell(person);
  await page.goto('/forecast');
  await page
    .getByRole('link', { name: /^Commit.*1,000\.10/ })
    .first()
    .waitFor();
  expect(await lookAt(page, 'forecast-phone')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('before the first snapshot it says from when there will be one', async () => {
  const person = await newPerson(browser, server);
  const { page, trouble, context } = person;
  await signUp(page);
  await sell(person);
  await page.goto('/forecast');
  await page.getByText('What changed', { exact: true }).click();
  await page.waitForURL('**view=changes');
  await page.getByText('The first time is tonight', { exact: false }).waitFor();
  await page.getByText('Velocity', { exact: true }).click();
  await page.getByRole('button', { name: 'Proposal, Entered: 1' }).click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /Hull pumps/ })
    .click();
  await page.waitForURL('**/deals/*');
  await page.goBack();
  await page.getByRole('button', { name: 'Proposal, Still there: 1' }).waitFor();
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);

test('what changed since a day leads to its deals, and stays in the address', async () => {
  const demo = await startServer({ AMBIT_DEMO: '1' });
  try {
    const [, email = '', password = ''] =
      /sign in as (\S+) with the password (\S+)/.exec(demo.output()) ?? [];
    for (const size of ['desktop', 'phone'] as const) {
      const { page, trouble, context } = await newPerson(browser, demo, size);
      await page.goto('/sign-in');
      await page.getByLabel('E-mail', { exact: false }).fill(email);
      await page.getByLabel('Password').first().fill(password);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
      await page.goto('/home?of=all');
      await page.getByRole('link', { name: 'What changed since last week' }).click();
      await page.waitForURL('**view=changes**');
      await page.getByText('Last month', { exact: true }).click();
      await page.waitForURL('**since=month**');
      const bridge = page.getByRole('region', { name: 'From start to end' });
      const row = bridge.getByRole('row', { name: /^New \d/ });
      const count = await row.getByRole('cell').first().textContent();
      await row.getByRole('button').focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**kind=new**');
      const list = page.getByRole('region', { name: 'New' }).getByRole('listitem');
      await expect.poll(() => list.count()).toBe(Number(count));
      await list.first().getByRole('link').click();
      await page.waitForURL('**/deals/*');
      await page.goBack();
      await expect.poll(() => list.count()).toBe(Number(count));
      await page.reload();
      await expect.poll(() => list.count()).toBe(Number(count));
      await bridge.getByRole('button', { name: 'New', exact: true }).click();
      await page.getByRole('heading', { name: 'Deals that changed' }).waitFor();
      await page.getByText('Table', { exact: true }).click();
      await page.getByRole('region', { name: 'Forecast day by day' }).last().waitFor();
      expect(await lookAt(page, `forecast-changes-${size}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      expect(trouble).toEqual([]);
      await context.close();
    }
  } finally {
    await demo.stop();
  }
}, 240_000);
