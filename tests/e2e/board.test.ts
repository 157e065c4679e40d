import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;
let stages: Map<string, string>;

interface Deal {
  id: string;
  title: string;
  stage_id: string;
  status: string;
  version: number;
  amount: string | null;
  lost_reason: string | null;
  lost_note: string | null;
  closed_on: string | null;
}
interface Column {
  name: string;
  count: number;
  amount: string;
  deals: Deal[];
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

// Every test has a company of its own.
beforeEach(async () => {
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  const all = await ada.call<{ id: string; name: string }[]>('GET', '/stages');
  stages = new Map(all.map(({ id, name }) => [name, id]));
  return () => ada.context.close();
}, 60_000);

const add = (title: string, stage: string, more: object = {}): Promise<Deal> =>
  ada.call<Deal>('POST', '/deals', { title, stage_id: stages.get(stage), ...more });
const deal = (id: string): Promise<Deal> => ada.call<Deal>('GET', `/deals/${id}`);
const order = async (stage: string): Promise<string> => {
  const board = await ada.call<Column[]>('GET', '/deals/pipeline');
  const column = board.find(({ name }) => name === stage);
  return (column?.deals ?? []).map(({ title }) => title).join(' ');
};

const column = (page: Page, name: string): Locator =>
  page.locator(`[data-board-column][aria-label^="${name}, "]`);
const card = (within: Page | Locator, title: string): Locator =>
  within.locator('[data-card]').filter({ hasText: title });
const sums = async (page: Page, name: string): Promise<string> =>
  (await column(page, name).locator('header span').allTextContents()).join(' ');

async function show(page: Page, search = ''): Promise<void> {
  await page.goto(`/deals?view=board${search}`);
  await column(page, 'Qualified').waitFor();
  await page.waitForLoadState('networkidle');
}

/** Drags as a hand does: presses, moves a little, goes there and lets go. */
async function drag(page: Page, from: Locator, to: Locator, below = 40): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('out of sight');
  await page.mouse.move(start.x + 60, start.y + 30);
  await page.mouse.down();
  await page.mouse.move(start.x + 70, start.y + 40, { steps: 3 });
  await page.mouse.move(end.x + end.width / 2, end.y + below, { steps: 8 });
  await page.waitForTimeout(100); // the place is looked at once a frame
  await page.mouse.up();
}

describe('by mouse', () => {
  test('a card is dragged to a place, its sums with it, and comes back by undo', async () => {
    const { page, trouble } = ada;
    const account = await ada.call<{ id: string }>('POST', '/accounts', { name: 'Silverquay' });
    await add('Anchors', 'Meeting', { amount: '1000.10', next_step_on: '2020-01-01' });
    await add('Buoys', 'Meeting', { amount: '0.25', next_step_on: '2999-01-01' });
    const moved = await add('Cranes', 'Qualified', {
      amount: '200.05',
      account_id: account.id,
    });
    await show(page);
    expect(await lookAt(page, 'board-desktop')).toEqual([]);
    expect(await sums(page, 'Meeting')).toMatch(/^Meeting 2 .*1,000\.35 .*250\.09 weighted$/);
    const text = await card(page, 'Cranes').textContent();
    expect(text).toMatch(/Silverquay[\s\S]*200\.05/);
    for (const [title, light] of [
      ['Anchors', 'overdue'],
      ['Buoys', 'planned'],
      ['Cranes', 'none'],
    ] as const)
      expect(await card(page, title).locator(`[data-light="${light}"]`).count()).toBe(1);

    // The newest stands on top: Buoys, Anchors. Cranes goes between.
    await drag(page, card(page, 'Cranes'), card(page, 'Anchors'), 2);
    await expect.poll(() => order('Meeting')).toBe('Buoys Cranes Anchors');
    expect(await card(column(page, 'Meeting'), 'Cranes').count()).toBe(1);
    await expect.poll(() => sums(page, 'Meeting')).toMatch(/^Meeting 3 .*1,200\.40 .*300\.10 w/);
    expect(await sums(page, 'Qualified')).toMatch(/^Qualified 0 /);
    expect((await deal(moved.id)).version).toBe(2);

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await card(column(page, 'Qualified'), 'Cranes').waitFor();
    await expect.poll(() => sums(page, 'Meeting')).toMatch(/^Meeting 2 .*1,000\.35/);
    expect(trouble).toEqual([]);
  }, 120_000);

  test('a lost deal says why, a won one when, and who gives up moves nothing', async () => {
    const { page } = ada;
    const [pipeline] = await ada.call<{ id: string }[]>('GET', '/pipelines');
    await ada.call('PATCH', `/pipelines/${pipeline?.id}`, { lost_reasons: ['Price', 'Timing'] });
    const lost = await add('Anchors', 'Qualified');
    const won = await add('Buoys', 'Qualified');
    await show(page);
    const menu = async (title: string, stage: string) => {
      await page.getByRole('button', { name: `Move ${title}` }).click();
      await page.getByRole('menuitemradio', { name: stage }).click();
    };
    await menu('Anchors', 'Lost');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await deal(lost.id)).status).toBe('open');

    await menu('Anchors', 'Lost');
    const dialog = page.getByRole('dialog');
    // The reason is what is asked for, so it is where one begins.
    await dialog.locator('[role="combobox"]:focus').waitFor();
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await dialog.getByText('This cannot be empty.').waitFor();
    expect(await lookAt(page, 'board-lost')).toEqual([]);
    await dialog.getByRole('combobox', { name: 'Lost because' }).click();
    await page.getByRole('option', { name: 'Timing' }).click();
    await dialog.getByLabel('Note on the loss').fill('Next year again');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await card(column(page, 'Lost'), 'Anchors').waitFor();
    await expect
      .poll(() => deal(lost.id))
      .toMatchObject({ status: 'lost', lost_reason: 'Timing', lost_note: 'Next year again' });

    await menu('Buoys', 'Won');
    await dialog.getByLabel('Won or lost on').fill('2026-02-03');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await card(column(page, 'Won'), 'Buoys').waitFor();
    await expect.poll(() => deal(won.id)).toMatchObject({ status: 'won', closed_on: '2026-02-03' });
  }, 120_000);

  test('of several won and lost stages the dialog asks which, and the move goes there', async () => {
    const { page } = ada;
    const [pipeline] = await ada.call<{ id: string }[]>('GET', '/pipelines');
    for (const [name, kind] of [
      ['Won: renewal', 'won'],
      ['Disqualified', 'lost'],
    ])
      await ada.call('POST', '/stages', { pipeline_id: pipeline?.id, name, kind });
    const won = await add('Anchors', 'Qualified');
    const lost = await add('Buoys', 'Qualified');
    await show(page);
    const dialog = page.getByRole('dialog');
    const choose = async (title: string, stage: string, other: string) => {
      await page.getByRole('button', { name: `Move ${title}` }).click();
      await page.getByRole('menuitemradio', { name: stage, exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Stage' }).click();
      await page.getByRole('option', { name: other }).click();
    };
    await choose('Anchors', 'Won', 'Won: renewal');
    await dialog.getByText('Move Anchors to Won: renewal').waitFor();
    expect(await lookAt(page, 'board-which-won')).toEqual([]);
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await card(column(page, 'Won: renewal'), 'Anchors').waitFor();
    await expect.poll(() => deal(won.id)).toMatchObject({ status: 'won', probability: 100 });
    await choose('Buoys', 'Lost', 'Disqualified');
    await dialog.getByLabel('Lost because').fill('No budget');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await card(column(page, 'Disqualified'), 'Buoys').waitFor();
    await expect
      .poll(() => deal(lost.id))
      .toMatchObject({ status: 'lost', lost_reason: 'No budget' });
  }, 120_000);

  test('a gate asks for what is missing and then lets the deal in', async () => {
    const { page } = ada;
    await ada.call('PATCH', `/stages/${stages.get('Proposal')}`, { required_fields: ['amount'] });
    const { id } = await add('Anchors', 'Qualified');
    await show(page);
    await drag(page, card(page, 'Anchors'), column(page, 'Proposal'), 150);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Proposal needs these fields').waitFor();
    await card(column(page, 'Qualified'), 'Anchors').waitFor();
    expect(await lookAt(page, 'board-gate')).toEqual([]);
    await dialog.getByLabel('Amount').fill('750');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await card(column(page, 'Proposal'), 'Anchors').waitFor();
    await expect
      .poll(() => deal(id))
      .toMatchObject({ stage_id: stages.get('Proposal'), amount: '750.00' });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect
      .poll(() => deal(id))
      .toMatchObject({ stage_id: stages.get('Qualified'), amount: null });
  }, 120_000);

  test('several chosen cards go together and come back with one undo', async () => {
    const { page } = ada;
    for (const title of ['Anchors', 'Buoys', 'Cranes']) await add(title, 'Qualified');
    await show(page);
    for (const title of ['Anchors', 'Cranes']) {
      await card(page, title).hover();
      await page.getByRole('checkbox', { name: `Select ${title}` }).click();
    }
    expect(await lookAt(page, 'board-selection')).toEqual([]);
    await page.getByRole('button', { name: 'Move to stage' }).click();
    await page.getByRole('menuitemradio', { name: 'Proposal' }).click();
    await expect.poll(() => sums(page, 'Proposal')).toMatch(/^Proposal 2 /);
    await expect.poll(() => order('Proposal')).toMatch(/Anchors/);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => sums(page, 'Qualified')).toMatch(/^Qualified 3 /);
    expect(await sums(page, 'Proposal')).toMatch(/^Proposal 0 /);
  }, 120_000);
});

test('by keyboard alone: from card to card, up, over, down; giving up; the menu; adding', async () => {
  const { page } = ada;
  for (const title of ['Cranes', 'Buoys', 'Anchors']) await add(title, 'Qualified');
  await show(page);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const said = page.locator('[aria-live="assertive"].sr-only');
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toMatch(/^Anchors/);
  expect(page.url()).not.toMatch(/open=/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toMatch(/^Buoys/);

  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => said.textContent()).toMatch(/Buoys over Meeting/);
  await page.keyboard.press('Escape');
  await expect.poll(() => said.textContent()).toMatch(/not moved/);
  expect(await order('Meeting')).toBe('');

  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect.poll(() => order('Qualified')).toBe('Anchors Cranes Buoys');
  await expect.poll(focused).toMatch(/^Buoys/);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(() => order('Proposal')).toBe('Buoys');
  await expect.poll(focused).toMatch(/^Buoys/);
  expect(await lookAt(page, 'board-keyboard')).toEqual([]);

  await page.keyboard.press('m');
  await page.locator('[role="menu"]:focus, [role="menu"] :focus').waitFor();
  await page.keyboard.type('Mee');
  await expect.poll(focused).toBe('Meeting');
  await page.keyboard.press('Enter');
  await expect.poll(() => order('Meeting')).toBe('Buoys');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Pick up or put down the card').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Add to Proposal' }).press('Enter');
  await page.keyboard.type('Dredgers');
  await page.keyboard.press('Tab');
  await page.keyboard.type('4k');
  await page.keyboard.press('Enter');
  await card(column(page, 'Proposal'), 'Dredgers').waitFor();
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value))
    .toBe('');
  await page.keyboard.type('Engines');
  expect(await lookAt(page, 'board-add')).toEqual([]);
  await page.keyboard.press('Enter');
  await expect.poll(() => order('Proposal')).toBe('Engines Dredgers');
  await expect.poll(() => sums(page, 'Proposal')).toMatch(/^Proposal 2 .*4,000/);
}, 120_000);

test('on a phone: one stage at a time, by menu and by a resting finger', async () => {
  const { page } = await newPerson(browser, server, 'phone');
  await page.context().addCookies(await ada.context.cookies());
  await add('Anchors', 'Qualified');
  await add('Buoys', 'Qualified');
  await show(page);
  expect(await lookAt(page, 'board-phone')).toEqual([]);
  const tabs = page.getByRole('navigation', { name: 'Stages' });
  await page.getByRole('button', { name: 'Move Anchors' }).tap();
  await page.getByRole('menuitemradio', { name: 'Meeting' }).tap();
  await expect.poll(() => order('Meeting')).toBe('Anchors');
  await tabs.getByRole('button', { name: /^Meeting/ }).tap();
  await expect
    .poll(async () => Math.round((await card(page, 'Anchors').boundingBox())?.x ?? -1))
    .toBe(8);
  expect(await tabs.locator('[aria-current="true"]').textContent()).toMatch(/^Meeting/);
  await tabs.getByRole('button', { name: /^Qualified/ }).tap();
  await expect
    .poll(async () => Math.round((await card(page, 'Buoys').boundingBox())?.x ?? -1))
    .toBe(8);

  const box = await card(page, 'Buoys').boundingBox();
  if (!box) throw new Error('out of sight');
  const touch = await page.context().newCDPSession(page);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
    });
  const y = box.y + 40;
  await finger('touchStart', 100, y);
  await page.waitForTimeout(450);
  for (const x of [150, 250, 350, 368]) await finger('touchMove', x, y);
  // At the edge the board turns to the next stage.
  await expect.poll(() => tabs.locator('[aria-current="true"]').textContent()).toMatch(/^Meeting/);
  await finger('touchMove', 200, y);
  await page.waitForTimeout(200);
  await finger('touchEnd', 0, 0);
  await expect.poll(() => order('Meeting')).toMatch(/Buoys/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  await page.context().close();
}, 120_000);

test('others see a move, and a stale one comes back with a word why', async () => {
  const { id } = await add('Anchors', 'Qualified', { amount: '5' });
  await add('Buoys', 'Qualified');
  const grace = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  await show(ada.page);
  const opened = grace.page.waitForResponse((answer) => answer.url().includes('/api/stream'));
  await show(grace.page);
  await opened;
  await drag(ada.page, card(ada.page, 'Anchors'), column(ada.page, 'Proposal'), 150);
  await card(column(grace.page, 'Proposal'), 'Anchors').waitFor({ timeout: 5000 });
  await expect.poll(() => sums(grace.page, 'Proposal')).toMatch(/^Proposal 1 .*5/);

  // What happens from here on does not come to Grace.
  await grace.page.route('**/api/deals/pipeline*', (route) => route.abort());
  await ada.call('PATCH', `/deals/${id}`, { next_step: 'Call them' });
  await drag(grace.page, card(grace.page, 'Anchors'), column(grace.page, 'Meeting'), 150);
  await grace.page.getByText('Anchors is back: someone else changed it').waitFor();
  await card(column(grace.page, 'Proposal'), 'Anchors').waitFor();
  expect((await deal(id)).stage_id).toBe(stages.get('Proposal'));
  await grace.context.close();
}, 180_000);

test('a move into a long column reads the board again and no further', async () => {
  const { page } = ada;
  const create = Array.from({ length: 60 }, (_, at) => ({
    title: `Long ${at}`,
    stage_id: stages.get('Meeting'),
  }));
  await ada.call('POST', '/deals/bulk', { create });
  await add('First', 'Qualified');
  await add('Second', 'Qualified');
  await show(page);
  const pages: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === '/api/deals') pages.push(search);
  });
  for (const title of ['First', 'Second']) {
    const again = page.waitForResponse(
      (answer) => new URL(answer.url()).pathname === '/api/deals/pipeline',
    );
    await drag(page, card(page, title), column(page, 'Meeting'), 150);
    await card(column(page, 'Meeting'), title).waitFor();
    await again;
    await page.waitForLoadState('networkidle');
  }
  expect(await sums(page, 'Meeting')).toMatch(/^Meeting 62 /);
  expect(pages).toEqual([]);
}, 120_000);

test('the board agrees with the list to the cent, reads on, and keeps what the address says', async () => {
  const { page } = ada;
  const titles = Array.from({ length: 140 }, (_, at) => `Deal ${String(at).padStart(3, '0')}`);
  await ada.call('POST', '/deals/bulk', {
    create: titles.map((title, at) => ({
      title,
      stage_id: stages.get('Meeting'),
      amount: `${at * 37}.${String((at * 7) % 100).padStart(2, '0')}`,
      next_step: at % 2 ? 'odd' : 'even',
    })),
  });
  const filter = JSON.stringify({ field: 'next_step', op: 'eq', value: 'odd' });
  const cents = async (query: string): Promise<number> => {
    const list = await ada.call<Deal[]>('GET', `/deals?limit=200&q=Deal${query}`);
    return list.reduce((sum, one) => sum + Math.round(Number(one.amount) * 100), 0);
  };
  const shown = async (): Promise<number> => {
    const text = await column(page, 'Meeting').locator('[data-sum="amount"]').textContent();
    const [whole = '', part = ''] = (text ?? '').replaceAll(/[^\d.]/g, '').split('.');
    return Number(whole) * 100 + Number(part.padEnd(2, '0'));
  };
  await show(page, '&q=Deal');
  expect(await shown()).toBe(await cents(''));
  await show(page, `&q=Deal&filter=${encodeURIComponent(filter)}`);
  expect(await sums(page, 'Meeting')).toMatch(/^Meeting 70 /);
  expect(await shown()).toBe(await cents(`&filter=${encodeURIComponent(filter)}`));

  const scroll = column(page, 'Meeting').locator('[data-board-cards]');
  const last = card(page, 'Deal 001');
  await expect
    .poll(async () => {
      await scroll.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return last.count();
    })
    .toBe(1);
  // Bounded: those in sight and a few around them.
  expect(await page.locator('[data-card]').count()).toBeLessThan(30);

  await last.click();
  await page.waitForURL(/open=/);
  const before = new URL(page.url()).searchParams;
  await page.getByRole('radio', { name: 'List' }).click();
  await page.getByRole('grid').waitFor();
  const after = new URL(page.url()).searchParams;
  for (const name of ['q', 'filter', 'open']) expect(after.get(name)).toBe(before.get(name));
  await page.getByRole('radio', { name: 'Board' }).click();
  // The view looked at last is remembered, and the palette leads there too.
  await page.goto('/deals');
  await column(page, 'Meeting').waitFor();
  await ada.call('POST', '/pipelines', { name: 'Partners' });
  await page.goto('/contacts');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('deals: board');
  await page.getByRole('option', { name: 'Deals: board' }).click();
  await expect.poll(() => sums(page, 'Meeting')).toMatch(/^Meeting 140 /);
  await page.getByRole('combobox', { name: 'Pipeline' }).click();
  await page.getByRole('option', { name: 'Partners' }).click();
  await expect.poll(() => sums(page, 'Meeting')).toMatch(/^Meeting 0 /);
  await page.waitForURL(/pipeline=/);
}, 120_000);

test('several chosen cards go to another owner by mouse, and to another month by keyboard, and say their stage', async () => {
  const { page } = ada;
  const colleague = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  const session = await colleague.call<{ user: { id: string } }>('GET', '/auth/session');
  const grace = session.user.id;
  const months = await ada.call<{ id: string }[]>('GET', '/deals/pipeline?group_by=month');
  const close_on = `${months[1]?.id}-15`;
  const ids: string[] = [];
  for (const [title, stage] of [
    ['Anchors', 'Qualified'],
    ['Buoys', 'Proposal'],
    ['Cranes', 'Meeting'],
  ] as const)
    ids.push((await add(title, stage, { close_on })).id);
  await ada.call('POST', '/deals', { title: 'Docks', owner_id: grace });
  const read = (field: 'owner_id' | 'close_on') =>
    Promise.all(
      ids.map(async (id) => (await ada.call<Record<string, string>>('GET', `/deals/${id}`))[field]),
    );
  await page.goto('/deals?view=board&group=owner');
  await card(column(page, 'Grace Hopper'), 'Docks').waitFor();
  expect(await card(page, 'Buoys').textContent()).toMatch(/Proposal/);
  expect(await lookAt(page, 'board-owner-stages')).toEqual([]);
  for (const title of ['Anchors', 'Buoys']) {
    await card(page, title).hover();
    await page.getByRole('checkbox', { name: `Select ${title}` }).click();
  }
  const [mine] = await read('owner_id');
  await drag(page, card(page, 'Buoys'), column(page, 'Grace Hopper'), 150);
  await expect.poll(() => read('owner_id')).toEqual([grace, grace, mine]);
  await expect.poll(() => sums(page, 'Grace Hopper')).toMatch(/^Grace Hopper 3 /);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => read('owner_id')).toEqual([mine, mine, mine]);

  await page.goto('/deals?view=board&group=month');
  await card(page, 'Anchors').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await expect.poll(focused).not.toBe('');
  for (const _ of ['first', 'second']) {
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Space');
  await expect
    .poll(async () => (await read('close_on')).filter((day) => day?.slice(0, 7) === months[0]?.id))
    .toHaveLength(2);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => read('close_on')).toEqual([close_on, close_on, close_on]);
}, 180_000);
