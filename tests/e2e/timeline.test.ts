import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, newPerson, signUp } from './people';
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

test('a key pressed before the record is there opens its form when it comes', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server);
  await signUp(page);
  const account = await call<{ id: string }>('POST', '/accounts', { name: 'Silverquay Marine' });
  const { id } = await call<{ id: string }>('POST', '/contacts', {
    ...{ last_name: 'Gołębiak', account_id: account.id },
  });
  await page.goto(`/contacts/${id}`);
  await page.getByRole('region', { name: 'Timeline' }).getByText('created this').waitFor();
  await page.route(`**/api/accounts/${account.id}**`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.getByRole('link', { name: 'Silverquay Marine' }).first().click();
  await page.waitForURL(`**/accounts/${account.id}`);
  await page.keyboard.press('l');
  await page.keyboard.type('Asked for an offer');
  const subject = page.getByRole('region', { name: 'Timeline' }).getByLabel('Subject');
  await expect.poll(() => subject.inputValue()).toBe('Asked for an offer');
  expect(trouble).toEqual([]);
  await context.close();
});

test('calls and notes are written down by keyboard, kept as drafts, changed and taken back', async () => {
  const owner = await newPerson(browser, server);
  const { page, trouble, call } = owner;
  await signUp(page);
  const account = await call<{ id: string }>('POST', '/accounts', { name: 'Silverquay Marine' });
  const { id } = await call<{ id: string }>('POST', '/contacts', {
    ...{ first_name: 'Ilse', last_name: 'Gołębiak', account_id: account.id },
  });
  const guest = await colleagueOf(owner, browser, server, { name: 'Grace Hopper' });

  // A call in three actions: open, say how it went, save.
  await page.goto(`/contacts/${id}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const entries = timeline.getByRole('list', { name: 'Timeline' }).getByRole('listitem');
  await timeline.getByText('created this').waitFor();
  const machine = await page.context().newCDPSession(page);
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.keyboard.press('l');
  await page.keyboard.type('Called about the boat');
  await timeline.getByLabel('Subject').waitFor();
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect
    .poll(() => timeline.getByLabel('Subject').inputValue())
    .toBe('Called about the boat');
  expect(await lookAt(page, 'timeline-call')).toEqual([]);
  await page.keyboard.press('ControlOrMeta+Enter');
  await entries.filter({ hasText: 'Called about the boat' }).waitFor();
  await page
    .getByLabel('Last touch and next step')
    .getByText(/now|seconds? ago/)
    .waitFor();

  // A note with a mention; the draft survives a reload.
  await page.keyboard.press('n');
  const text = timeline.getByLabel('Text');
  await text.waitFor();
  await page.keyboard.type('Likes boats. Ask @gra');
  await timeline.getByRole('option', { name: 'Grace Hopper' }).waitFor();
  expect(await lookAt(page, 'timeline-mention')).toEqual([]);
  await page.keyboard.press('Enter');
  await expect.poll(() => text.inputValue()).toBe('Likes boats. Ask @Grace Hopper ');
  await page.keyboard.type('first');
  await page.waitForFunction(() =>
    Object.values(localStorage).some((kept) => kept.includes('first')),
  );
  await page.reload();
  await expect.poll(() => text.inputValue()).toBe('Likes boats. Ask @Grace Hopper first');
  // It is written on where it ended, not over.
  await expect
    .poll(() =>
      text.evaluate((box: HTMLTextAreaElement) => [
        document.activeElement === box,
        box.selectionStart === box.value.length,
      ]),
    )
    .toEqual([true, true]);
  await page.keyboard.press('ControlOrMeta+Enter');
  const note = entries.filter({ hasText: 'Likes boats. Ask @Grace Hopper first' });
  await note.waitFor();

  // The colleague is told, and sees what happens while it does.
  await guest.page.goto('/notifications');
  await guest.page.getByText(/mentioned you/).waitFor();
  await guest.page.goto(`/accounts/${account.id}`);
  const theirs = guest.page.getByRole('region', { name: 'Timeline' });
  await theirs.getByText('Called about the boat').waitFor();
  await call('POST', '/activities', {
    ...{ kind: 'meeting', subject: 'Met at the fair', account_id: account.id, contact_id: id },
  });
  await theirs.getByText('Met at the fair').waitFor();

  // A comment on the note, where the colleague sees it.
  await guest.page.goto(`/contacts/${id}`);
  await theirs
    .getByRole('listitem')
    .filter({ hasText: 'Likes boats' })
    .getByRole('link', { name: 'Comment' })
    .click();
  const form = guest.page.getByRole('form', { name: 'Write a comment' });
  await form.getByLabel('Text').fill('Which ones?');
  expect(await lookAt(guest.page, 'timeline-comment')).toEqual([]);
  await guest.page.keyboard.press('ControlOrMeta+Enter');
  await theirs.getByText('Which ones?').waitFor();
  await note.getByRole('link', { name: '1 comment' }).waitFor();

  // A comment on the contact itself; nobody else may change it.
  await guest.page.goto(`/contacts/${id}`);
  await guest.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await form.getByLabel('Text').fill('Good to know');
  await guest.page.keyboard.press('ControlOrMeta+Enter');
  const said = entries.filter({ hasText: 'Good to know' });
  await said.getByText('commented').waitFor();
  await said.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
  await page.keyboard.press('Escape');

  // Pinned, changed, deleted and brought back where it stands.
  await note.getByRole('button', { name: /Actions for/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click();
  await timeline.getByRole('list', { name: 'Pinned notes' }).getByText('Likes boats').waitFor();
  const logged = entries.filter({ hasText: 'Called about the boat' });
  await logged.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await timeline.getByRole('form', { name: 'Edit' }).getByLabel('Minutes').fill('15');
  await page.keyboard.press('ControlOrMeta+Enter');
  await logged.getByText('15').waitFor();
  expect(await lookAt(page, 'timeline-entries')).toEqual([]);
  await logged.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await logged.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await logged.waitFor();

  await timeline.getByRole('button', { name: 'Changes', exact: true }).click();
  await logged.waitFor({ state: 'detached' });
  await timeline.getByText('created this').waitFor();
  expect([trouble, guest.trouble]).toEqual([[], []]);
  await Promise.all([owner, guest].map(({ context }) => context.close()));
}, 300_000);

test('a call is logged from the palette, and the timeline fits a phone', async () => {
  const { page, trouble, call, context } = await newPerson(browser, server, 'phone');
  await signUp(page);
  const { id } = await call<{ id: string }>('POST', '/contacts', { first_name: 'Ilse' });
  await call('POST', '/notes', {
    body: `Terms\n${'They want three years and a fixed price. '.repeat(30)}`,
    contact_id: id,
  });
  await call('POST', '/tasks', { title: 'Send the offer', contact_id: id });
  await page.goto(`/contacts/${id}`);
  await page.getByRole('tab', { name: 'Timeline' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('log a call');
  await page.getByRole('option', { name: 'Log a call' }).click();
  const form = page.getByRole('form', { name: 'Log a call' });
  await expect.poll(() => form.getByLabel('Subject').inputValue()).toBe('Call with Ilse');
  await page.reload();
  await expect.poll(() => form.getByLabel('Subject').inputValue()).toBe('Call with Ilse');
  expect(await lookAt(page, 'timeline-phone-call')).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Call with Ilse' }).waitFor();
  await page.getByRole('button', { name: 'Tasks', exact: true }).click();
  await page.getByRole('link', { name: 'Call with Ilse' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Send the offer' }).waitFor();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByText('created this').waitFor();
  expect(await lookAt(page, 'timeline-phone')).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
  expect(trouble).toEqual([]);
  await context.close();
}, 120_000);
