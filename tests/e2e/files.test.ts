import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startS3 } from '../support/s3';
import { launchBrowser, lookAt } from './browser';
import { newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ AMBIT_FILE_MB: '1' }), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC',
  'base64',
);
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 150]/Contents 4 0 R/Resources<<>>>>endobj\n' +
    '4 0 obj<</Length 28>>stream\n0 0.4 0.4 rg 20 20 99 99 re f\nendstream endobj\ntrailer<</Root 1 0 R>>\n',
);
const html = Buffer.from('<script>alert(1)</script>');

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
const image: Given = { name: 'plan.png', mimeType: 'image/png', buffer: png };
const offer: Given = { name: 'offer.pdf', mimeType: 'application/pdf', buffer: pdf };
const page1: Given = { name: 'page.html', mimeType: 'text/html', buffer: html };

/** Drops files as a person drags them from a folder. */
async function drop(page: Page, onto: Locator, files: readonly Given[]): Promise<void> {
  const data = await page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, bytes } of list)
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
      return transfer;
    },
    files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] })),
  );
  await onto.dispatchEvent('dragenter', { dataTransfer: data });
  await page.getByText('Drop files here').waitFor();
  await onto.dispatchEvent('dragover', { dataTransfer: data });
  await onto.dispatchEvent('drop', { dataTransfer: data });
}

const contactOf = ({ call }: Person) =>
  call<{ id: string }>('POST', '/contacts', { first_name: 'Ilse', last_name: 'Gołębiak' });
const cardOf = (page: Page) => page.getByRole('region', { name: 'Files' });
const rowOf = (page: Page, name: string) =>
  cardOf(page).getByRole('listitem').filter({ hasText: name });
const bytesOf = async ({ context }: Person, url: string) => {
  const answer = await context.request.get(`${server.url}${url}`);
  return { bytes: await answer.body(), headers: answer.headers() };
};

test('files are dropped, seen, saved, renamed, removed and brought back', async () => {
  const person = await newPerson(browser, server);
  const { page, trouble, call } = person;
  await signUp(page);
  const { id } = await contactOf(person);
  await page.goto(`/contacts/${id}`);
  const card = cardOf(page);
  await card.getByText('No files yet. Drop them here.').waitFor();
  await drop(page, card, [image, offer, page1]);
  for (const { name } of [image, offer, page1]) await rowOf(page, name).waitFor();
  await rowOf(page, image.name).getByText('Ayşe Yılmaz').waitFor();
  await page.getByRole('region', { name: 'Timeline' }).getByText('added a file').first().waitFor();
  expect(await lookAt(page, 'files-card')).toEqual([]);

  // An image and a PDF open over the page; what could run anything is only saved.
  await rowOf(page, image.name).getByRole('button', { name: 'plan.png', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const picture = dialog.getByRole('img', { name: 'plan.png' });
  await expect
    .poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth))
    .toBe(10);
  await page.keyboard.press('Escape');
  await rowOf(page, offer.name).getByRole('button', { name: 'offer.pdf', exact: true }).click();
  await dialog.locator('canvas').waitFor();
  expect(await lookAt(page, 'files-pdf')).toEqual([]);
  await page.keyboard.press('Escape');
  const link = rowOf(page, page1.name).getByRole('link', { name: 'page.html' });
  const address = (await link.getAttribute('href')) ?? '';
  for (const way of ['', '?inline=1']) {
    const { bytes, headers } = await bytesOf(person, `${address}${way}`);
    expect(bytes.equals(html)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-disposition']).toContain('attachment');
    expect(headers['content-security-policy']).toContain('sandbox');
  }
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('page.html');

  // By keyboard: rename in place, remove, undo.
  await rowOf(page, page1.name).getByRole('button', { name: 'Actions for page.html' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const field = card.getByLabel('New name');
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.type('form');
  await page.keyboard.press('Enter');
  await rowOf(page, 'form.html').waitFor();
  await rowOf(page, 'form.html').getByRole('button', { name: 'Actions for form.html' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await rowOf(page, 'form.html').waitFor({ state: 'detached' });
  await page
    .getByRole('listitem')
    .filter({ hasText: 'form.html moved to the bin' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await rowOf(page, 'form.html').waitFor();
  const list = await call<{ id: string; title: string }[]>('GET', '/files');
  expect(list).toHaveLength(3);

  // What was removed longer ago stands in the bin.
  await call('DELETE', `/files/${list.find(({ title }) => title === 'offer.pdf')?.id}`);
  await page.goto('/bin/contacts');
  await page.getByRole('link', { name: 'Files' }).click();
  await page.getByText('offer.pdf').first().waitFor();
  expect(trouble).toEqual([]);
});

test('what is on its way shows how far, can be stopped, and says why it failed', async () => {
  const person = await newPerson(browser, server);
  const { page, context, trouble, call } = person;
  await signUp(page);
  const { id } = await contactOf(person);
  await page.goto(`/contacts/${id}`);
  const card = cardOf(page);
  await card.getByText('No files yet').waitFor();
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  await context.route(/\/api\/uploads\/[^/]+$/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await drop(page, card, [image, offer]);
  await card.getByRole('progressbar', { name: 'plan.png: sent so far' }).waitFor();
  expect(await lookAt(page, 'files-progress')).toEqual([]);
  await card.getByRole('button', { name: 'Stop sending plan.png' }).click();
  go();
  await rowOf(page, offer.name).getByRole('button', { name: 'Actions for offer.pdf' }).waitFor();
  expect(await card.getByText('plan.png').count()).toBe(0);

  await drop(page, card, [{ ...image, name: 'large.bin', buffer: Buffer.alloc(1024 * 1024 + 1) }]);
  await card.getByText('This file is larger than is allowed here.').waitFor();
  expect(await lookAt(page, 'files-failed')).toEqual([]);
  await card.getByRole('button', { name: 'Leave large.bin out' }).click();
  expect((await call<unknown[]>('GET', '/files')).length).toBe(1);
  expect(trouble.filter((line) => !/422|ERR_/.test(line))).toEqual([]);
});

test('a note takes files along and is written in Markdown', async () => {
  const person = await newPerson(browser, server);
  const { page, trouble } = person;
  await signUp(page);
  const { id } = await contactOf(person);
  await page.goto(`/contacts/${id}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByText('created this').waitFor();
  await page.keyboard.press('n');
  const text = timeline.getByLabel('Text');
  await text.waitFor();
  await page.keyboard.press('ControlOrMeta+b');
  await page.keyboard.type('Boats');
  await page.keyboard.press('End');
  await page.keyboard.type(' <img src=x onerror=alert(1)>');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- [offer](https://example.com/)');
  expect(await text.inputValue()).toContain('**Boats** <img');
  await timeline.locator('input[type=file]').setInputFiles([image]);
  await timeline.getByRole('list', { name: 'Files on their way' }).getByText('plan.png').waitFor();
  expect(await lookAt(page, 'files-note')).toEqual([]);
  await text.focus();
  await page.keyboard.press('ControlOrMeta+Enter');
  const entry = timeline
    .getByRole('list', { name: 'Timeline' })
    .getByRole('listitem')
    .filter({ hasText: 'wrote a note' });
  await entry.locator('strong', { hasText: 'Boats' }).waitFor();
  await entry.getByRole('link', { name: 'offer' }).waitFor();
  expect(await entry.locator('img[onerror], script').count()).toBe(0);
  await entry.getByText('<img src=x onerror=alert(1)>').waitFor();
  await entry.getByRole('button', { name: 'plan.png' }).click();
  await page.getByRole('dialog').getByRole('img', { name: 'plan.png' }).waitFor();
  await page.keyboard.press('Escape');
  // It is among the files of the contact too, with where it comes from.
  await rowOf(page, 'plan.png').getByText('From: Boats').waitFor();
  expect(trouble).toEqual([]);
});

test('on a phone files are chosen in a tab of their own', async () => {
  const person = await newPerson(browser, server, 'phone');
  const { page, trouble } = person;
  await signUp(page);
  const { id } = await contactOf(person);
  await page.goto(`/contacts/${id}`);
  await page.getByRole('tab', { name: 'Files' }).click();
  await cardOf(page).getByText('No files yet').waitFor();
  await cardOf(page).locator('input[type=file]').setInputFiles([image, offer]);
  await rowOf(page, offer.name).waitFor();
  await rowOf(page, image.name).getByRole('button', { name: 'Actions for plan.png' }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  expect(await lookAt(page, 'files-phone')).toEqual([]);
  expect(trouble).toEqual([]);
});

test('with S3 the browser sends the bytes into the bucket', async () => {
  const bucket = await startS3();
  const { endpoint, bucket: name, access_key_id, secret_access_key } = bucket.s3;
  const there = await startServer({
    S3_ENDPOINT: String(endpoint),
    S3_BUCKET: name,
    S3_ACCESS_KEY_ID: access_key_id,
    S3_SECRET_ACCESS_KEY: secret_access_key,
  });
  try {
    const person = await newPerson(browser, there);
    const { page, trouble } = person;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(new URL(request.url()).origin);
    });
    await signUp(page);
    const { id } = await contactOf(person);
    await page.goto(`/contacts/${id}`);
    await cardOf(page).getByText('No files yet').waitFor();
    await drop(page, cardOf(page), [image]);
    await rowOf(page, image.name).getByRole('button', { name: 'plan.png', exact: true }).click();
    const picture = page.getByRole('dialog').getByRole('img', { name: 'plan.png' });
    await expect
      .poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth))
      .toBe(10);
    // Beside what the page itself saves at Ambit.
    expect(sent.filter((origin) => origin !== there.url)).toEqual([endpoint]);
    expect(trouble).toEqual([]);
  } finally {
    await there.stop();
    await bucket.close();
  }
});
