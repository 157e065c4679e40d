import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { mailedLink, newPerson, signUp } from './people';
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

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="160">
  <circle cx="80" cy="80" r="64" fill="#0d7573"/><rect x="180" y="40" width="440" height="80" fill="#1c2b33"/></svg>`;

/** Whether the only picture of the page is there: its width as drawn by the browser. */
const width = (page: Page) =>
  page
    .locator('main img')
    .evaluate((image) => (image as HTMLImageElement).naturalWidth)
    .catch(() => 0);

test('a logo is uploaded, seen by customers and guests, and taken away', async () => {
  const ada = await newPerson(browser, server);
  const { page, call, trouble } = ada;
  await signUp(page);
  await call('PATCH', '/company', { accent: '#0d7573' });
  await page.goto('/settings/company');
  await page.getByText('There is no logo yet.').waitFor();
  const choose = async (name: string, mimeType: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Upload a logo' }).click(),
    ]);
    await chooser.setFiles({ name, mimeType, buffer });
  };
  await choose('logo.svg', 'image/svg+xml', Buffer.from(drawing));
  await page.getByText('This is not a PNG, JPEG or WebP picture.').waitFor();
  trouble.length = 0; // the browser notes the 415
  await choose('logo.webp', 'image/webp', await sharp(Buffer.from(drawing)).webp().toBuffer());
  await page.getByRole('img', { name: 'Logo of Kuzey Işığı Lojistik' }).waitFor();
  await expect.poll(() => width(page)).toBe(640);
  for (const size of ['phone', 'desktop'] as const) {
    await page.setViewportSize(sizes[size]);
    await page.getByRole('button', { name: 'Remove the logo' }).scrollIntoViewIfNeeded();
    expect(await lookAt(page, `logo-settings-${size}`)).toEqual([]);
  }

  const deal = await call<{ id: string }>('POST', '/deals', { title: 'Hull pumps' });
  await call('POST', '/deal_items', { deal_id: deal.id, name: 'Pump', unit_price: '10' });
  const quote = await call<{ id: string }>('POST', '/quotes', { deal_id: deal.id });
  const { link } = await call<{ link: { url: string } }>('POST', `/quotes/${quote.id}/send`, {});
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const meeting = await call<{ id: string }>('POST', '/activities', {
    ...{ kind: 'meeting', subject: 'Kick-off', occurred_at: start, duration_minutes: 30 },
    ...{ attendees: ['delphine@example.com'], send_invitations: true },
  });
  const invited = () => call<unknown[]>('GET', `/activities/${meeting.id}/invitations`);
  await expect.poll(async () => (await invited()).length, { timeout: 60_000 }).toBe(1);
  const mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';

  for (const size of ['desktop', 'phone'] as const) {
    const guest = await newPerson(browser, server, size);
    await guest.page.goto(link.url);
    await guest.page.getByRole('heading', { level: 1, name: 'Hull pumps' }).waitFor();
    await expect.poll(() => width(guest.page)).toBe(640);
    expect(await lookAt(guest.page, `logo-quote-${size}`)).toEqual([]);
    await guest.page.goto(await mailedLink(guest.page, mailbox, 'Invitation: Kick-off'));
    guest.trouble.length = 0; // the mailbox is not there until it has read its token
    await guest.page.getByRole('heading', { level: 1, name: 'Kick-off' }).waitFor();
    await expect.poll(() => width(guest.page)).toBe(640);
    expect(await lookAt(guest.page, `logo-meeting-${size}`)).toEqual([]);
    expect(guest.trouble).toEqual([]);
    await guest.context.close();
  }

  await page.getByRole('button', { name: 'Remove the logo' }).click();
  await page.getByText('There is no logo yet.').waitFor();
  await page.goto(link.url);
  await page.getByRole('heading', { level: 1, name: 'Hull pumps' }).waitFor();
  expect(await page.locator('main img').count()).toBe(0);
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 180_000);
