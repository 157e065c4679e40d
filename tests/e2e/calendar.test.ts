import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, mailedLink, newPerson, type Person, signUp } from './people';
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

interface Task {
  id: string;
  due_at: string;
  duration: number | null;
}

const dayLength = 86_400_000;
const monday = (() => {
  const soon = new Date(Date.now() + 3 * dayLength);
  return new Date(soon.getTime() + ((8 - soon.getUTCDay()) % 7) * dayLength);
})();
/** A day of a week to come. */
const day = (at: number): string =>
  new Date(monday.getTime() + at * dayLength).toISOString().slice(0, 10);
/** On the clocks of Istanbul, where it is three hours later than in London's winter, all year. */
const at = (days: number, clock: string): string =>
  new Date(`${day(days)}T${clock}:00+03:00`).toISOString();

const add = ({ call }: Person, title: string, more: object): Promise<Task> =>
  call<Task>('POST', '/tasks', { title, ...more });
const read = ({ call }: Person, id: string): Promise<Task> => call<Task>('GET', `/tasks/${id}`);
const column = (page: Page, days: number): Locator =>
  page.locator(`section[data-day="${day(days)}"]`);
const entry = (within: Page | Locator, title: string): Locator =>
  within.locator('[data-entry]').filter({ hasText: title });

async function show(page: Page, search: string): Promise<void> {
  await page.goto(`/calendar?day=${day(0)}&${search}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

/** Drags by so many pixels, as a hand does. */
async function drag(
  page: Page,
  from: Locator,
  [x, y]: [number, number],
  [right, down]: [number, number],
) {
  const box = await from.boundingBox();
  if (!box) throw new Error('out of sight');
  const start = [box.x + x, box.y + (y < 0 ? box.height + y : y)] as const;
  await page.mouse.move(...start);
  await page.mouse.down();
  await page.mouse.move(start[0] + 3, start[1] + 8, { steps: 3 });
  await page.mouse.move(start[0] + right, start[1] + down, { steps: 8 });
  await page.mouse.up();
}

test('a week by mouse and keyboard: moved, stretched, drawn, undone', async () => {
  const ada = await newPerson(browser, server);
  const { page, trouble } = ada;
  await signUp(page);
  const visit = await add(ada, 'Visit', { due_at: at(2, '10:00'), duration: 60 });
  await add(ada, 'Stand-up', { due_at: at(0, '09:00'), recurrence: 'FREQ=DAILY' });
  await show(page, 'view=week&zone=America/New_York');
  await entry(column(page, 2), 'Visit').waitFor();
  // What repeats is expected on the other days.
  expect(await entry(page, 'Stand-up').count()).toBe(7);
  expect(await lookAt(page, 'calendar-week')).toEqual([]);

  const width = (await column(page, 3).boundingBox())?.width ?? 0;
  await drag(page, entry(page, 'Visit'), [20, 10], [width, 48]);
  await entry(column(page, 3), 'Visit').waitFor();
  await expect.poll(async () => (await read(ada, visit.id)).due_at).toBe(at(3, '11:00'));
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await entry(column(page, 2), 'Visit').waitFor();
  await expect.poll(async () => (await read(ada, visit.id)).due_at).toBe(at(2, '10:00'));
  await drag(page, entry(page, 'Visit'), [20, -3], [0, 48]);
  await expect.poll(async () => (await read(ada, visit.id)).duration).toBe(120);

  // The same without a mouse: what was moved keeps the focus.
  await entry(page, 'Visit').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await entry(column(page, 3), 'Visit').waitFor();
  await expect.poll(async () => (await read(ada, visit.id)).due_at).toBe(at(3, '10:00'));
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => (await read(ada, visit.id)).due_at).toBe(at(3, '10:15'));
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect.poll(async () => (await read(ada, visit.id)).duration).toBe(105);

  // Drawn on the empty hours of Saturday.
  await column(page, 5).scrollIntoViewIfNeeded();
  await drag(page, column(page, 5), [40, 14 * 48], [0, 72]);
  const form = page.getByRole('dialog');
  await form.getByText('Task', { exact: true }).click();
  await form.getByLabel('Title').fill('Fair');
  await form.getByRole('button', { name: 'Create task' }).click();
  await entry(column(page, 5), 'Fair').waitFor();
  const [fair] = await ada.call<Task[]>('GET', '/tasks?filter[title]=Fair');
  expect(fair).toMatchObject({ due_at: at(5, '14:00'), duration: 90 });
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 180_000);

test('a month of two people, by keyboard, and what a colleague changes slides in', async () => {
  const ada = await newPerson(browser, server);
  const { page, trouble } = ada;
  await signUp(page);
  const grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  await add(ada, 'Visit', { due_at: at(1, '10:00'), duration: 60 });
  const hers = await add(grace, 'Her call', { due_at: at(1, '10:30') });
  const heard = page.waitForResponse((answer) => answer.url().includes('/api/stream'));
  await show(page, 'view=month');
  await heard;
  await entry(page, 'Visit').waitFor();
  expect(await entry(page, 'Her call').count()).toBe(0);
  await page.getByRole('combobox', { name: 'People' }).click();
  await page.getByRole('option', { name: 'Grace Hopper' }).click();
  await page.keyboard.press('Escape');
  await entry(page, 'Her call').waitFor();
  await grace.call('PATCH', `/tasks/${hers.id}`, { due_at: at(4, '12:00') });
  await entry(column(page, 4), 'Her call').waitFor();
  expect(await lookAt(page, 'calendar-month')).toEqual([]);
  await entry(page, 'Her call').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Her call' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  await entry(column(page, 4), 'Her call').waitFor();
  await page.keyboard.press('j');
  await expect.poll(() => entry(page, 'Her call').count()).toBe(0);
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByLabel('Subject').waitFor();
  await page.keyboard.press('Escape');

  // The address for other programs: shown once, dead once it is ended.
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByRole('button', { name: 'Make an address' }).click();
  const address = await page
    .getByRole('textbox', { name: 'Address of your calendar' })
    .inputValue();
  expect(await lookAt(page, 'calendar-feed')).toEqual([]);
  const file = async () => (await fetch(address)).status;
  expect(await (await fetch(address)).text()).toMatch(/SUMMARY:Visit/);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByRole('button', { name: 'End the address' }).click();
  await page.getByText('There is no address yet.').waitFor();
  expect(await file()).toBe(404);
  expect(trouble).toEqual([]);
  await grace.context.close();
  await ada.context.close();
}, 180_000);

interface Meeting {
  id: string;
  kind: string;
  occurred_at: string;
  duration_minutes: number;
  attendees: string[];
  send_invitations: boolean;
}

test('a meeting is made by mouse and by keyboard, moved, and answered by who is invited', async () => {
  const ada = await newPerson(browser, server);
  const { page, trouble, call } = ada;
  await signUp(page);
  await call('POST', '/contacts', { last_name: 'Marchetal', email: 'delphine@example.com' });
  await show(page, 'view=week');
  await column(page, 5).scrollIntoViewIfNeeded();
  await drag(page, column(page, 5), [40, 14 * 48], [0, 72]);
  const form = page.getByRole('dialog');
  await form.getByLabel('Subject').fill('Kick-off');
  await form.getByLabel('Place').fill('Galata');
  await form.getByLabel('Attendees', { exact: true }).click();
  await page.getByPlaceholder('Search').fill('Marchetal');
  await page.getByRole('option', { name: /delphine@example.com/ }).click();
  await page.keyboard.press('Escape');
  // Who is not of the house learns of it by mail only.
  await expect.poll(() => form.getByLabel('Send invitations').isChecked()).toBe(true);
  expect(await lookAt(page, 'calendar-meeting')).toEqual([]);
  await form.getByRole('button', { name: 'Create activity' }).click();
  await entry(column(page, 5), 'Kick-off').waitFor();
  const [made] = await call<Meeting[]>('GET', '/activities?filter[subject]=Kick-off');
  expect(made).toMatchObject({
    ...{ kind: 'meeting', occurred_at: at(5, '14:00'), duration_minutes: 90 },
    ...{ attendees: ['delphine@example.com'], send_invitations: true },
  });
  await page.getByRole('complementary', { name: 'Kick-off' }).waitFor();
  await page.keyboard.press('Escape');
  await entry(page, 'Kick-off').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect
    .poll(async () => (await call<Meeting>('GET', `/activities/${made?.id}`)).occurred_at)
    .toBe(at(5, '14:15'));

  // By keyboard: half an hour later on the next day.
  await page.locator(`[data-slot-day="${day(2)}"]`).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await form.getByText('Call', { exact: true }).click();
  await form.getByLabel('Subject').fill('Ring up');
  await page.keyboard.press('Control+Enter');
  await entry(column(page, 3), 'Ring up').waitFor();
  const [ring] = await call<Meeting[]>('GET', '/activities?filter[subject]=Ring up');
  expect(ring).toMatchObject({ kind: 'call', occurred_at: at(3, '09:30'), duration_minutes: 30 });
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 180_000);

test('an invitation is answered on a phone; looking alone answers nothing', async () => {
  const ada = await newPerson(browser, server);
  await signUp(ada.page);
  const made = await ada.call<Meeting>('POST', '/activities', {
    ...{ kind: 'meeting', subject: 'Kick-off', occurred_at: at(1, '10:00'), duration_minutes: 30 },
    ...{ attendees: ['delphine@example.com'], send_invitations: true, location: 'Galata' },
  });
  const states = () => ada.call<{ state: string }[]>('GET', `/activities/${made.id}/invitations`);
  await expect.poll(async () => (await states()).length, { timeout: 60_000 }).toBe(1);
  const guest = await newPerson(browser, server, 'phone');
  const { page, trouble } = guest;
  const mailbox = /http:\S+\/mailbox#\S+/.exec(server.output())?.[0] ?? '';
  await page.goto(await mailedLink(page, mailbox, 'Invitation: Kick-off'));
  await page.getByRole('heading', { name: 'Kick-off' }).waitFor();
  trouble.length = 0; // the mailbox is not there until it has read its token
  expect(await lookAt(page, 'meeting-answer')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  expect(await states()).toMatchObject([{ state: 'waiting' }]);
  await page.getByRole('button', { name: 'Maybe' }).tap();
  await page.getByText('You may still decide.').waitFor();
  expect(await states()).toMatchObject([{ state: 'tentative' }]);
  await ada.page.goto(`/activities/${made.id}`);
  await ada.page.getByRole('region', { name: 'Attendees' }).getByText('Maybe').waitFor();
  expect(trouble).toEqual([]);
  await guest.context.close();
  await ada.context.close();
}, 180_000);

test('on a phone', async () => {
  const ada = await newPerson(browser, server, 'phone');
  const { page, trouble } = ada;
  await signUp(page);
  await add(ada, 'Visit', { due_at: at(1, '10:00'), duration: 60 });
  await show(page, '');
  await entry(page, 'Visit').waitFor();
  expect(await lookAt(page, 'calendar-phone')).toEqual([]);
  for (const view of ['Month', 'Week', 'Day']) {
    await page.getByRole('radiogroup', { name: 'View' }).getByText(view).tap();
    await page.waitForURL(`**view=${view.toLowerCase()}*`);
    await page.getByRole('button', { name: /\d{4}/ }).first().waitFor();
    expect(await lookAt(page, `calendar-phone-${view.toLowerCase()}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  }
  // A tap on a free half hour of the day.
  await column(page, 0).tap({ position: { x: 60, y: 13 * 48 + 5 } });
  await page.getByRole('dialog').getByLabel('Subject').fill('Lunch');
  await page.getByRole('button', { name: 'Create activity' }).tap();
  await entry(column(page, 0), 'Lunch').waitFor();
  const [lunch] = await ada.call<Meeting[]>('GET', '/activities?filter[subject]=Lunch');
  expect(lunch?.occurred_at).toBe(at(0, '13:00'));
  expect(trouble).toEqual([]);
  await ada.context.close();
}, 120_000);
