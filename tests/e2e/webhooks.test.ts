import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver';
import { launchBrowser, lookAt, openContext, type Size } from './browser';
import { signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let receiver: Receiver;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [server, browser, receiver] = await Promise.all([
    startServer({ AMBIT_OUTBOUND_ALLOW: '127.0.0.1' }),
    launchBrowser(),
    startReceiver(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await receiver?.close();
  await server?.stop();
});

test.each(['desktop', 'phone'] as const)(
  'somebody adds a webhook, tries it, sees what failed and sends it again: %s',
  async (size: Size) => {
    const { context } = await openContext(browser, server.url, { size });
    const page = await context.newPage();
    receiver.got.length = 0;
    receiver.answer = (response) => void response.end();
    const problems: string[] = [];
    const look = async (name: string) => {
      problems.push(...(await lookAt(page, `webhooks-${name}-${size}`)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) problems.push(`${name}: ${wide} px wider than the screen`);
    };
    await signUp(page);
    await page.goto('/settings/webhooks');
    await page.getByText('No webhooks yet').waitFor();
    await page.getByRole('button', { name: 'New webhook' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Address' }).fill('https://169.254.169.254/');
    await form.getByRole('checkbox', { name: 'Contacts', exact: true }).click();
    await look('form');
    const create = form.getByRole('button', { name: 'Create webhook' });
    await create.click();
    await form.getByText('The address leads into a network that may not be called.').waitFor();
    await form.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
    await create.click();
    const secret = await form.getByLabel('Secret', { exact: true }).inputValue();
    expect(secret).toMatch(/^whsec_/);
    await form.getByRole('button', { name: 'Done' }).click();

    await page.getByText('Contacts: everything').waitFor();
    await look('list');
    await page.getByRole('button', { name: /^Deliveries of/ }).click();
    await page.getByText('Nothing sent yet').waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Test:').waitFor();
    await page.getByRole('button', { name: /Webhooks: test.*Delivered.*HTTP 200/ }).waitFor();
    const [sent] = receiver.got.splice(0);
    const verify = () =>
      new Webhook(secret).verify(sent?.body ?? '', sent?.headers as Record<string, string>);
    expect(verify()).toMatchObject({ type: 'webhook.test' });

    receiver.answer = (response) => void response.writeHead(500).end('out of order');
    const origin = server.url;
    const made = await page.request.post('/api/contacts', {
      data: { first_name: 'Grace' },
      headers: { origin },
    });
    expect(made.status()).toBe(201);
    const entry = page.getByRole('button', { name: /Contacts: created.*HTTP 500/ });
    await entry.waitFor();
    await entry.click();
    await page
      .getByRole('region', { name: 'Answer: HTTP 500' })
      .getByText('out of order')
      .waitFor();
    expect(await page.getByRole('region', { name: 'Request' }).textContent()).toContain(
      '"first_name": "Grace"',
    );
    await look('log');

    receiver.answer = (response) => void response.end();
    await page.getByRole('button', { name: 'Send again: Contacts: created' }).click();
    await page.getByRole('button', { name: /Contacts: created.*Delivered/ }).waitFor();
    await page.getByRole('radio', { name: 'Failed' }).check();
    await page.getByText('No deliveries in this state').waitFor();

    await page.getByRole('button', { name: 'Send several again' }).click();
    await look('range');
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('There was nothing to send').waitFor();
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'New secret' }).click();
    expect(
      await page.getByRole('dialog').getByLabel('Secret', { exact: true }).inputValue(),
    ).not.toBe(secret);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('The old secret signs as well until').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No webhooks yet').waitFor();
    expect(problems).toEqual([]);
  },
);
