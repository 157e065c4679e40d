import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, lookAt, sizes } from './browser';
import { colleagueOf, newPerson, type Person, password, signUp } from './people';
import { type RunningServer, startServer } from './server';

let server: RunningServer;
let browser: Browser;
let owner: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  owner = await newPerson(browser, server);
  await signUp(owner.page);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('the list says in columns who was seen when, with which second factor and role, and below the name on a phone', async () => {
  const { page } = owner;
  await colleagueOf(owner, browser, server, { name: 'Barbara Liskov' });
  await page.goto('/settings/members');
  const table = page.getByRole('table').first();
  await table.getByRole('row', { name: /Barbara Liskov/ }).waitFor();
  expect(await table.getByRole('columnheader').allTextContents()).toEqual([
    ...['Member', 'Last seen', 'Second factor', 'Role', 'Actions'],
  ]);
  const row = table.getByRole('row', { name: /Barbara Liskov/ });
  const cells = () =>
    row.getByRole('cell').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  expect(await row.getByRole('cell').nth(1).textContent()).toBe('None');
  const heads = await table
    .getByRole('columnheader')
    .evaluateAll((all) => all.slice(1).map((one) => one.getBoundingClientRect().left));
  expect(await cells()).toEqual(heads);
  expect(await lookAt(page, 'members-columns')).toEqual([]);
  await page.setViewportSize(sizes.phone);
  // The row of the sections is longer than the screen: the one that is open stands in the middle, also of a screen that got narrow.
  const middle = async () => {
    const tab = await page.getByRole('link', { name: 'Members', exact: true }).boundingBox();
    return (tab?.x ?? 0) + (tab?.width ?? 0) / 2;
  };
  await expect.poll(middle).toBeCloseTo(sizes.phone.width / 2, -1);
  await page.reload();
  await expect.poll(middle).toBeCloseTo(sizes.phone.width / 2, -1);
  // One's own row has no menu that would keep what follows off the line of the name.
  for (const who of [/Ayşe Yılmaz/, /Barbara Liskov/]) {
    const one = table.getByRole('row', { name: who });
    const name = await one.getByRole('rowheader').boundingBox();
    const role = await one.getByRole('combobox').boundingBox();
    expect(name?.width).toBeGreaterThan(200);
    expect(role?.y).toBeGreaterThanOrEqual((name?.y ?? 0) + (name?.height ?? 0));
  }
  expect(await lookAt(page, 'members-below')).toEqual([]);
  await page.setViewportSize(sizes.desktop);
});

test('somebody who leaves hands over what they work on, and comes back', async () => {
  const rep = await colleagueOf(owner, browser, server, { name: 'Grace Hopper' });
  const task = await rep.call<{ id: string }>('POST', '/tasks', { title: 'Call back' });
  const account = await rep.call<{ id: string }>('POST', '/accounts', { name: 'Acme' });
  const { page } = owner;
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  await page.getByRole('menuitem', { name: 'Deactivate…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Deactivate Grace Hopper?' });
  await sheet.getByText('Accounts').waitFor();
  expect(await lookAt(page, 'members-handover')).toEqual([]);
  await sheet.getByRole('combobox', { name: 'Who takes over' }).click();
  await page.getByRole('option', { name: /Ayşe Yılmaz/ }).click();
  await sheet.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await sheet.getByRole('button', { name: 'Done' }).click();
  const owned = (path: string) => owner.call<{ owner_id: string }>('GET', path);
  const me = (await owner.call<{ user: { id: string } }>('GET', '/auth/session')).user.id;
  for (const path of [`/tasks/${task.id}`, `/accounts/${account.id}`])
    expect((await owned(path)).owner_id).toBe(me);
  await expect(rep.call('GET', '/auth/session')).rejects.toThrow('unauthenticated');

  // They are out of sight until they are asked for.
  await page
    .getByRole('button', { name: 'Actions for Grace Hopper' })
    .waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Status' }).first().click();
  await page.getByRole('option', { name: 'Deactivated' }).click();
  const search = page.getByRole('searchbox', { name: 'Search members' }).first();
  await search.fill('nobody of this name');
  await page.getByText('Nobody fits').waitFor();
  await search.fill('hopper gra');
  await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  await page.getByRole('menuitem', { name: 'Reactivate' }).click();
  await page.getByText('Grace Hopper can sign in again').waitFor();
  expect(owner.trouble).toEqual([]);
});

test('a member is signed out everywhere, then everybody but whoever does it', async () => {
  const rep = await colleagueOf(owner, browser, server, { name: 'Margaret Hamilton' });
  await rep.page.goto('/contacts');
  const { page } = owner;
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Actions for Margaret Hamilton' }).click();
  await page.getByRole('menuitem', { name: 'Sign out everywhere…' }).click();
  const asked = page.getByRole('alertdialog', { name: 'Sign Margaret Hamilton out everywhere?' });
  await asked.getByText('API keys and connected apps go on').waitFor();
  expect(await lookAt(page, 'members-sign-out')).toEqual([]);
  await asked.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByText('Margaret Hamilton is signed out everywhere').waitFor();
  // The page they had open hears of it by its stream.
  await rep.page.waitForURL('**/sign-in**');

  const email = (await owner.call<{ name: string; email: string }[]>('GET', '/members')).find(
    ({ name }) => name === 'Margaret Hamilton',
  )?.email;
  await rep.call('POST', '/auth/login', { email, password });
  await page.setViewportSize(sizes.phone);
  await page.getByRole('button', { name: 'Actions for all members' }).click();
  await page.getByRole('menuitem', { name: 'Sign everybody out…' }).click();
  const everybody = page.getByRole('alertdialog', { name: 'Sign everybody out?' });
  await everybody.getByText('This browser stays signed in').waitFor();
  expect(await lookAt(page, 'members-sign-all-out')).toEqual([]);
  await everybody.getByRole('button', { name: 'Sign everybody out' }).click();
  await page.getByText('Everybody is signed out', { exact: true }).waitFor();
  await everybody.waitFor({ state: 'detached' });
  expect(await lookAt(page, 'members-head-phone')).toEqual([]);
  await page.setViewportSize(sizes.desktop);
  await expect(rep.call('GET', '/auth/session')).rejects.toThrow('unauthenticated');
  await owner.call('GET', '/auth/session');

  await page.goto('/settings/audit');
  await page.getByText('all sessions ended').first().waitFor();
  expect(await lookAt(page, 'audit-sessions-ended')).toEqual([]);
  expect(owner.trouble).toEqual([]);
});

test('a service account is made, and a key for it, and the key gets a new secret', async () => {
  const { page } = owner;
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'New service account' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Web shop');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'Actions for Web shop' }).waitFor();

  await page.goto('/settings/api-keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Orders');
  await page.getByRole('combobox', { name: 'Acts as' }).click();
  await page.getByRole('option', { name: 'Web shop' }).click();
  await page.getByRole('textbox', { name: 'Only from these networks' }).fill('10.0.0.0/99');
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByText('Give an address or a network such as 192.0.2.0/24.').waitFor();
  await page.getByRole('textbox', { name: 'Only from these networks' }).fill('127.0.0.0/8, ::1');
  await page.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('textbox', { name: 'Key' });
  const first = await shown.inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Rotate “Orders”' }).click();
  await page.getByRole('button', { name: 'Make new secret' }).click();
  const second = await shown.inputValue();
  expect(second).not.toBe(first);
  for (const key of [first, second]) {
    const answer = await fetch(`${server.url}/api/auth/session`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(((await answer.json()) as { data: { user: object } }).data.user).toMatchObject({
      name: 'Web shop',
    });
  }
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await lookAt(page, 'api-keys-others')).toEqual([]);
  owner.trouble.length = 0; // the network that was refused
});

test('a member allows an app on a phone, the app gets its code, and is disconnected again', async () => {
  const listener = createServer((_request, answer) => answer.end('Back at the app'));
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  const redirect_uri = `http://127.0.0.1:${port}/back`;
  const { page } = owner;
  await page.goto('/settings/apps');
  await page.getByRole('button', { name: 'Register an app' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Mail sync');
  await page.getByRole('textbox', { name: /^Redirect addresses/ }).fill(redirect_uri);
  await page.getByRole('dialog').getByRole('button', { name: 'Register an app' }).click();
  const secret = await page.getByRole('textbox', { name: 'Client secret' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  const [app] = await owner.call<{ client_id: string }[]>('GET', '/oauth/apps');
  const search = new URLSearchParams({
    response_type: 'code',
    client_id: app?.client_id ?? '',
    redirect_uri,
    scope: 'contacts:read accounts:read',
    state: 'there',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });

  const phone = await newPerson(browser, server, 'phone');
  await phone.context.addCookies(await owner.context.cookies());
  await phone.page.goto(`/api/oauth/authorize?${search}`);
  await phone.page.getByRole('heading', { name: 'Connect Mail sync?' }).waitFor();
  await phone.page.getByText('Kuzey Işığı Lojistik', { exact: false }).first().waitFor();
  expect(await lookAt(phone.page, 'connect-phone')).toEqual([]);
  expect(
    await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
  await phone.page.getByRole('button', { name: 'Allow' }).click();
  await phone.page.waitForURL(`${redirect_uri}?**`);
  const back = new URL(phone.page.url()).searchParams;
  expect(back.get('state')).toBe('there');
  const exchange = (more: Record<string, string>) =>
    fetch(`${server.url}/api/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: back.get('code') ?? '',
        redirect_uri,
        client_id: app?.client_id ?? '',
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
        ...more,
      }),
    });
  expect((await exchange({})).status).toBe(400);
  const answer = await exchange({ client_secret: secret });
  const { access_token } = (await answer.json()) as { access_token: string };
  const contacts = async () =>
    (
      await fetch(`${server.url}/api/contacts`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    ).status;
  expect(await contacts()).toBe(200);
  await page.reload();
  await page.getByRole('button', { name: 'Disconnect Mail sync' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('“Mail sync” disconnected').waitFor();
  expect(await contacts()).toBe(401);
  expect(await lookAt(page, 'apps')).toEqual([]);

  await phone.page.goto(`${server.url}/api/oauth/authorize?${search}`);
  await phone.page.getByRole('button', { name: 'Refuse' }).click();
  await phone.page.waitForURL(/error=access_denied/);
  search.set('redirect_uri', 'https://evil.example/');
  await phone.page.goto(`${server.url}/api/oauth/authorize?${search}`);
  await phone.page.getByText('This app cannot be connected').waitFor();

  listener.close();
});

test('the address for programs that set themselves up says where everything is', async () => {
  const answer = await fetch(`${server.url}/.well-known/oauth-authorization-server`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    token_endpoint: expect.stringMatching(/\/api\/oauth\/token$/),
    code_challenge_methods_supported: ['S256'],
  });
});
