import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { launchBrowser, lookAt } from './browser';
import { colleagueOf, newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  grace = await colleague('Grace Hopper');
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const colleague = (name: string): Promise<Person> => colleagueOf(ada, browser, server, { name });

const create = async (last_name: string, more: object = {}): Promise<string> =>
  (await ada.call<{ id: string }>('POST', '/contacts', { last_name, ...more })).id;

/** Opens a page, marked so that a reload would show, once it hears the stream. */
async function watch({ page }: Person, path: string): Promise<void> {
  const opened = page.waitForResponse((answer) => answer.url().includes('/api/stream'));
  await page.goto(path);
  expect((await opened).status()).toBe(200);
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => Reflect.set(window, 'not_reloaded', true));
}

const stayed = (page: Page): Promise<unknown> =>
  page.evaluate(() => Reflect.get(window, 'not_reloaded'));
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });

/** Collects the lists that a page asks for from now on. */
function listsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request: Request) => {
    const url = new URL(request.url());
    if (request.method() === 'GET' && url.pathname === '/api/contacts')
      asked.push(url.searchParams.get('limit') === '1' ? 'count' : 'list');
  });
  return asked;
}

describe('other people', () => {
  test('make a record private: it leaves the list and the page that somebody looks at', async () => {
    await create('First', { private: true });
    const id = await create('Vanishing');
    const { page } = grace;
    await watch(grace, '/contacts?q=');
    const beside = await grace.context.newPage();
    onTestFailed(() => beside.close()); // it stands before the page of the other tests
    await beside.goto(`/contacts/${id}`);
    await beside.getByRole('heading', { level: 1, name: 'Vanishing' }).waitFor();
    await row(page, 'Vanishing').waitFor();
    await ada.call('PATCH', `/contacts/${id}`, { private: true });
    await row(page, 'Vanishing').waitFor({ state: 'detached', timeout: 3000 });
    await beside.bringToFront();
    // A page in the background may take its time: the browser slows it down.
    await beside.getByRole('heading', { name: 'This does not exist' }).waitFor();
    expect(await beside.getByText('Vanishing').count()).toBe(0);
    expect(await lookAt(beside, 'live-gone')).toEqual([]);
    const { user } = await grace.call<{ user: { id: string } }>('GET', '/auth/session');
    const share = { object: 'contacts', record_id: id, user_id: user.id };
    const { id: share_id } = await ada.call<{ id: string }>('POST', '/shares', share);
    await beside.getByRole('heading', { level: 1, name: 'Vanishing' }).waitFor({ timeout: 3000 });
    await ada.call('DELETE', `/shares/${share_id}`, {});
    await beside
      .getByRole('heading', { level: 1, name: 'Vanishing' })
      .waitFor({ state: 'detached' });
    await beside.close();
    await page.bringToFront();
    expect(await stayed(page)).toBe(true);
    grace.trouble.length = 0; // the record that was not there
  });

  test('hand a record on: it leaves the list of whoever sees only their own, and comes back', async () => {
    const own = { read: 'own', create: 'own', update: 'own', delete: 'own' };
    const many = { export: 'none', import: 'none', bulk: 'none' };
    const role = await ada.call<{ id: string }>('POST', '/roles', {
      name: 'Own only',
      rights: { objects: { '*': { ...own, ...many } }, administration: [] },
    });
    const bo = await colleague('Bo Berg');
    const { user } = await bo.call<{ user: { id: string } }>('GET', '/auth/session');
    await ada.call('PUT', `/members/${user.id}/roles`, { role_ids: [role.id] });
    await ada.call('PATCH', `/members/${user.id}`, { role: 'custom' });
    const id = await create('Handed', { owner_id: user.id });
    await create('Kept', { owner_id: user.id });
    await watch(bo, '/contacts?q=');
    await row(bo.page, 'Handed').waitFor();
    const me = await ada.call<{ user: { id: string } }>('GET', '/auth/session');
    await ada.call('PATCH', `/contacts/${id}`, { owner_id: me.user.id });
    await row(bo.page, 'Handed').waitFor({ state: 'detached', timeout: 3000 });
    await row(bo.page, 'Kept').waitFor();
    await ada.call('PATCH', `/contacts/${id}`, { owner_id: user.id });
    await row(bo.page, 'Handed').waitFor({ timeout: 3000 });
    expect(await stayed(bo.page)).toBe(true);
    expect(bo.trouble).toEqual([]);
    await bo.context.close();
  });

  test('make, change and remove records in a list that somebody looks at, and its count follows', async () => {
    await create('Abbott');
    const id = await create('Baker');
    const { page } = grace;
    await watch(grace, '/contacts?q=');
    await row(page, 'Baker').waitFor();
    const total = await page.getByRole('grid').getAttribute('aria-rowcount');
    await create('Carter');
    await row(page, 'Carter').waitFor({ timeout: 3000 });
    await expect
      .poll(() => page.getByRole('grid').getAttribute('aria-rowcount'))
      .toBe(String(Number(total) + 1));
    await ada.call('PATCH', `/contacts/${id}`, { first_name: 'Josephine' });
    await row(page, 'Josephine Baker').waitFor({ timeout: 3000 });
    await ada.call('DELETE', `/contacts/${id}`, {});
    await row(page, 'Josephine Baker').waitFor({ state: 'detached', timeout: 3000 });
    expect(await stayed(page)).toBe(true);
  });

  test('do not take away what is open, chosen or being typed', async () => {
    const [first, second] = [await create('Dalton'), await create('Eddington')];
    const { page } = grace;
    await watch(grace, '/contacts');
    await row(page, 'Dalton').getByRole('checkbox').check();
    await row(page, 'Dalton').getByRole('gridcell').nth(5).click();
    await page.keyboard.press('e');
    await page.keyboard.type('half a wor');
    const field = page.locator('input:focus, textarea:focus');
    await expect.poll(() => field.inputValue()).toContain('half a wor');
    await ada.call('PATCH', `/contacts/${second}`, { first_name: 'Arthur' });
    await ada.call('PATCH', `/contacts/${first}`, { job_title: 'Chemist' });
    await row(page, 'Arthur Eddington').waitFor({ timeout: 3000 });
    expect(await field.inputValue()).toContain('half a wor');
    expect(await row(page, 'Dalton').getByRole('checkbox').isChecked()).toBe(true);
    await page.keyboard.press('Escape');
  });

  test('change a record page, its history and the account named on it', async () => {
    const account = await ada.call<{ id: string }>('POST', '/accounts', { name: 'Old Works' });
    const id = await create('Faraday', { account_id: account.id });
    const { page } = grace;
    await watch(grace, `/contacts/${id}`);
    await ada.call('PATCH', `/contacts/${id}`, { first_name: 'Michael' });
    await page.getByRole('heading', { name: 'Michael Faraday', level: 1 }).waitFor({
      timeout: 3000,
    });
    await page.getByRole('region', { name: 'Timeline' }).getByText('Michael').first().waitFor();
    await ada.call('PATCH', `/accounts/${account.id}`, { name: 'New Works' });
    await page.getByText('New Works').first().waitFor({ timeout: 3000 });
    expect(await stayed(page)).toBe(true);
  });

  test('are seen on a record while they look at it', async () => {
    const id = await create('Galilei');
    await watch(grace, `/contacts/${id}`);
    const face = grace.page.getByRole('img', { name: 'Ayşe Yılmaz is here' });
    expect(await face.count()).toBe(0);
    await watch(ada, `/contacts/${id}`);
    await face.waitFor({ timeout: 3000 });
    await ada.page.getByRole('img', { name: 'Grace Hopper is here' }).waitFor();
    await face.hover();
    await grace.page.getByRole('tooltip', { name: 'Ayşe Yılmaz is here' }).waitFor();
    expect(await lookAt(grace.page, 'presence-desktop')).toEqual([]);
    await grace.page.setViewportSize({ width: 375, height: 812 });
    await face.waitFor();
    expect(await lookAt(grace.page, 'presence-phone')).toEqual([]);
    await grace.page.setViewportSize({ width: 1440, height: 900 });
    await ada.page.getByRole('link', { name: /Back to/ }).click();
    await face.waitFor({ state: 'detached', timeout: 3000 });
    await watch(ada, `/contacts/${id}`);
    await face.waitFor({ timeout: 3000 });
    await ada.page.goto('/accounts');
    await face.waitFor({ state: 'detached', timeout: 3000 });
  });
});

test("one's own edit is not read again, while others read it once", async () => {
  await create('Hamilton');
  await watch(ada, '/contacts');
  await watch(grace, '/contacts');
  await row(ada.page, 'Hamilton').waitFor();
  await ada.page.waitForTimeout(1500); // what happened before is over
  const [mine, theirs] = [listsOf(ada.page), listsOf(grace.page)];
  await row(ada.page, 'Hamilton').getByRole('gridcell').nth(5).click();
  await ada.page.keyboard.press('e');
  await ada.page.keyboard.type('Engineer');
  await ada.page.keyboard.press('Enter');
  await expect.poll(() => theirs, { timeout: 3000 }).toEqual(['list', 'count']);
  await ada.page.waitForTimeout(1500);
  expect(mine).toEqual([]);
  expect(theirs).toEqual(['list', 'count']);
});

test('the tabs of one browser share one stream, and the next one takes over when its tab closes', async () => {
  const streams: Request[] = [];
  grace.context.on('request', (request) => {
    if (request.url().includes('/api/stream')) streams.push(request);
  });
  await watch(grace, '/contacts');
  const second = await grace.context.newPage();
  await second.goto('/contacts');
  await second.waitForLoadState('networkidle');
  await create('Ibsen');
  await row(second, 'Ibsen').waitFor({ timeout: 3000 });
  expect(streams.length).toBe(1);
  await grace.page.goto('about:blank');
  await expect.poll(() => streams.length, { timeout: 5000 }).toBe(2);
  await create('Joule');
  await row(second, 'Joule').waitFor({ timeout: 3000 });
  await second.close();
});

test('who is removed is signed out of an open page; nothing went wrong anywhere before', async () => {
  // On a busy machine a page may come to use later than its browser expects.
  for (const { trouble } of [ada, grace])
    expect(trouble.filter((text) => !text.includes('preloaded using link preload'))).toEqual([]);
  await watch(grace, '/contacts');
  const members = await ada.call<{ id: string; name: string }[]>('GET', '/members');
  const id = members.find(({ name }) => name === 'Grace Hopper')?.id;
  await ada.call('DELETE', `/members/${id}`, {});
  await grace.page.waitForURL(/\/sign-in/, { timeout: 8000 });
});
