import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { noticeChannel } from '@/core/run/notices';
import { personalChannel } from '@/core/run/personal';
import { Drain } from '@/entry/drain';
import { createHttpServer } from '@/http/server';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../tests/support/app';
import { Browser, joined, type Person, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { EventReader } from '../../../tests/support/event-reader';
import { most, streamsOf } from './streams';

afterEach(() => vi.useRealTimers());

const openStream = async (
  { browser }: Person,
  headers: Record<string, string> = {},
  query = '',
): Promise<EventReader> => new EventReader(await browser.fetch(`/stream${query}`, headers));

const create = async ({ browser }: Person, last_name: string) =>
  (await browser.post<{ id: string }>('/contacts', { last_name })).data.id;

const idsOf = (stream: EventReader) => stream.notices.map(({ id }) => id);

/** An id whose time is `ms` ago. */
function idFrom(ms: number): string {
  const hex = (Date.now() - ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
}

/** A notice as another process would tell it, of a given size. */
const notice = (company_id: string, bytes = 0) => ({
  notices: [
    {
      company_id,
      event_id: newId(),
      name: `contact.${'x'.repeat(bytes)}`,
      object: 'contacts',
      record_id: newId(),
      version: 1,
      request_id: newId(),
      user_id: null,
    },
  ],
});

describe('the stream of a person', () => {
  test('says what is told to them, and nothing of anybody else or of changes', async () => {
    const app = await testApp();
    const host = await registered(app);
    const rep = await joined(app, host, 'rep');
    const other = await registered(app);
    const personal = async ({ browser }: Person) =>
      new EventReader(await browser.fetch('/notifications/stream'));
    const [mine, hers, foreign, all] = [
      await personal(rep),
      await personal(host),
      await personal(other),
      await openStream(rep),
    ];
    await create(host, 'Byron');
    await expect.poll(() => all.notices.length).toBe(1);
    const { data } = await rep.browser.get<{ company: { id: string } }>('/auth/session');
    const told = { id: newId(), kind: 'assigned', unread: 3 };
    const to = { company_id: data.company.id, user_id: rep.user_id };
    app.bus.publish(personalChannel, { news: [{ ...to, event: 'notification', data: told }] });
    await expect.poll(() => mine.of('notification')).toEqual([told]);
    await expect.poll(() => all.of('notification')).toEqual([told]);
    expect(mine.notices).toEqual([]);
    expect([...hers.events, ...foreign.events]).toEqual([]);
    expect((await new Browser(app).fetch('/notifications/stream')).status).toBe(401);
  });
});

describe('a stream', () => {
  test('is no envelope, is never kept and tells where to go on', async () => {
    const app = await testApp();
    const stream = await openStream(await registered(app));
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toBe('private, no-store');
    expect(stream.response.headers.get('x-request-id')).toBeTruthy();
    await expect.poll(() => stream.last_id).not.toBeNull();
  });

  test('tells what happened and to which version, never what it holds', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const stream = await openStream(ada);
    const id = await create(ada, 'Canary');
    const changed = await ada.browser.patch<object>(`/contacts/${id}`, { first_name: 'Secret' });
    await ada.browser.delete(`/contacts/${id}`);
    await expect.poll(() => stream.notices.length).toBe(3);
    expect(stream.notices).toMatchObject([
      { object: 'contacts', id, version: 1, name: 'contact.created' },
      { object: 'contacts', id, version: 2, name: 'contact.updated' },
      { object: 'contacts', id, name: 'contact.deleted' },
    ]);
    expect(stream.notices[1].request_id).toBe(changed.headers.get('x-request-id'));
    expect(stream.events.map(({ id: last }) => last)).toEqual(
      stream.notices.map(({ event }) => event),
    );
    expect(JSON.stringify(stream.events)).not.toMatch(/Canary|Secret/);
  });

  test('says of records what its reader sees, ends when the role changes, and catches up on the same', async () => {
    const app = await testApp();
    const contactsIn = ({ notices }: EventReader) =>
      notices.filter(({ object }) => object === 'contacts').map(({ id }) => id);
    const host = await registered(app);
    const rep = await joined(app, host, 'custom');
    const far = {
      create: 'own',
      update: 'own',
      delete: 'own',
      export: 'none',
      import: 'none',
      bulk: 'none',
    };
    const rights = (read: string) => ({ objects: { '*': { ...far, read } }, administration: [] });
    const { data: role } = await host.browser.post<{ id: string }>('/roles', {
      name: 'Own',
      rights: rights('own'),
    });
    await host.browser.put(`/members/${rep.user_id}/roles`, { role_ids: [role.id] });
    const stream = await openStream(rep);
    await expect.poll(() => stream.last_id).not.toBeNull();
    const start = stream.last_id ?? '';
    const hidden = await create(host, 'Hidden');
    const own = await create(rep, 'Own');
    await host.browser.patch(`/contacts/${hidden}`, { first_name: 'Still' });
    await host.browser.patch(`/contacts/${own}`, { first_name: 'Now' });
    await expect.poll(() => contactsIn(stream)).toEqual([own, own]);
    const again = await openStream(rep, { 'last-event-id': start });
    await expect.poll(() => contactsIn(again)).toEqual([own, own]);
    await host.browser.patch(`/roles/${role.id}`, { rights: rights('all') });
    await expect.poll(() => stream.ended, { timeout: 1000 }).toBe(true);
    const wide = await openStream(rep, { 'last-event-id': start });
    await expect.poll(() => contactsIn(wide)).toEqual([hidden, own, hidden, own]);
  });

  test('ends with the first private record of the company, and says nothing of such', async () => {
    const app = await testApp();
    const host = await registered(app);
    const manager = await joined(app, host, 'manager');
    const before = await openStream(manager);
    await expect.poll(() => before.last_id).not.toBeNull();
    const hidden = await create(host, 'Hidden');
    await host.browser.patch(`/contacts/${hidden}`, { private: true });
    await expect.poll(() => before.ended, { timeout: 1000 }).toBe(true);
    const stream = await openStream(manager);
    await expect.poll(() => stream.last_id).not.toBeNull();
    await host.browser.patch(`/contacts/${hidden}`, { first_name: 'Still' });
    const plain = await create(host, 'Plain');
    await expect
      .poll(() => stream.notices.flatMap(({ object, id }) => (object === 'contacts' ? [id] : [])))
      .toEqual([plain]);
  });

  test('says nothing of objects one may not read, nor of who signs in and out', async () => {
    const app = await testApp();
    const host = await registered(app);
    const rep = await joined(app, host, 'rep');
    const { data } = await host.browser.post<{ key: string }>('/api-keys', {
      name: 'Accounts only',
      scopes: ['accounts:read'],
    });
    const bearer = { authorization: `Bearer ${data.key}` };
    const narrow = new EventReader(await new Browser(app).fetch('/stream', bearer));
    const [owner, plain] = [await openStream(host), await openStream(rep)];
    const { email, password } = host;
    await new Browser(app).post('/auth/login', { email, password });
    const contact = await create(host, 'Byron');
    const account = await host.browser.post<{ id: string }>('/accounts', { name: 'Acme' });
    const field = { object: 'contacts', label: 'Size', kind: 'number' };
    await host.browser.post('/fields', field);
    await expect.poll(() => owner.notices.map(({ name }) => name)).toContain('session.created');
    await expect.poll(() => idsOf(narrow)).toContain(account.data.id);
    expect(idsOf(narrow)).not.toContain(contact);
    await expect.poll(() => plain.notices.map(({ object }) => object)).toContain('contacts');
    for (const { object } of plain.notices)
      expect(['contacts', 'accounts', 'fields', 'members']).toContain(object);

    const [key] = (await host.browser.get<{ id: string }[]>('/api-keys')).data;
    await host.browser.delete(`/api-keys/${key?.id}`);
    await expect.poll(() => narrow.ended, { timeout: 1000 }).toBe(true);
    expect(owner.ended).toBe(false);
  });

  test('ends when its session moves to another company', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const stream = await openStream(ada);
    await ada.browser.post('/companies', { name: 'Second' });
    await expect.poll(() => stream.ended, { timeout: 1000 }).toBe(true);
  });

  test('ends when its session runs out, without being what keeps it alive', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const { admin } = await startDatabase();
    const seen = async () =>
      (
        await admin.query('select last_seen_at from sessions where user_id = $1', [ada.user_id])
      ).rows[0].last_seen_at.getTime();
    await admin.query(
      "update sessions set last_seen_at = now() - interval '11 hours' where user_id = $1",
      [ada.user_id],
    );
    const before = await seen();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const caller = new Request('http://localhost', {
      headers: { cookie: [...ada.browser.cookies].map((pair) => pair.join('=')).join('; ') },
    });
    expect(await app.authenticate(caller, { quiet: true })).not.toBeNull();
    const stream = await openStream(ada);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await seen()).toBe(before);
    await admin.query(
      "update sessions set last_seen_at = now() - interval '13 hours' where user_id = $1",
      [ada.user_id],
    );
    await vi.advanceTimersByTimeAsync(25_000);
    vi.useRealTimers();
    await expect.poll(() => stream.ended, { timeout: 2000 }).toBe(true);
  });
});

describe('going on', () => {
  test('after Last-Event-ID, nothing that was committed since is missing', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const first = await openStream(ada);
    const seen = await create(ada, 'Seen');
    await expect.poll(() => idsOf(first)).toEqual([seen]);
    const last = first.last_id ?? '';
    await first.close();
    const missed = [await create(ada, 'One'), await create(ada, 'Two')];
    const again = await openStream(ada, { 'last-event-id': last });
    const live = await create(ada, 'Three');
    await expect.poll(() => idsOf(again)).toEqual(expect.arrayContaining([...missed, live]));
    expect(again.of('resync')).toEqual([]);
    expect(new Set(again.notices.map(({ event }) => event)).size).toBe(again.notices.length);
    const given = await openStream(ada, {}, `?last_event_id=${last}`);
    await expect.poll(() => idsOf(given)).toEqual(expect.arrayContaining([...missed, live]));
  });

  test('a change that was begun before and committed after it is told', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const { admin } = await startDatabase();
    const slow = idFrom(20_000);
    const last = newId();
    await admin.query(
      `insert into events (company_id, id, name, object, record_id, version, actor_kind, source, request_id)
       values ($1, $2, 'contact.updated', 'contacts', $3, 2, 'user', 'web', 'r')`,
      [ada.company_id, slow, newId()],
    );
    const stream = await openStream(ada, { 'last-event-id': last });
    await expect.poll(() => stream.notices.map(({ event }) => event)).toContain(slow);
  });

  test.each([
    ['what is no id', () => 'nonsense'],
    ['what is no id of ours', () => '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['a day ago', () => idFrom(25 * 3600_000)],
    ['the future', () => idFrom(-3600_000)],
  ])('after %s everything is read again', async (_name, last) => {
    const app = await testApp();
    const stream = await openStream(await registered(app), { 'last-event-id': last() });
    await expect.poll(() => stream.of('resync')).toEqual([{}]);
    expect(stream.notices).toEqual([]);
  });

  test('more than 500 changes are not told one by one', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const last = newId();
    const many = Array.from({ length: 501 }, (_, at) => ({ last_name: `n${at}` }));
    await ada.browser.post('/contacts/bulk', { create: many });
    const stream = await openStream(ada, { 'last-event-id': last });
    await expect.poll(() => stream.of('resync')).toEqual([{}]);
    expect(stream.last_id).not.toBe(last);
  });

  test('does not lead into another company', async () => {
    const app = await testApp();
    const [ada, stranger] = [await registered(app), await registered(app)];
    const last = newId();
    const foreign = await create(stranger, 'Foreign');
    const mine = await create(ada, 'Mine');
    const stream = await openStream(ada, { 'last-event-id': last });
    await expect.poll(() => idsOf(stream)).toContain(mine);
    expect(idsOf(stream)).not.toContain(foreign);
  });
});

describe('limits', () => {
  test('one person has ten streams at most; closing one makes room', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const streams: EventReader[] = [];
    for (let at = 0; at < most.user; at++) streams.push(await openStream(ada));
    const refused = await ada.browser.get('/stream');
    expect(refused.status).toBe(429);
    expect(refused.error).toBe('rate_limited');
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(streamsOf(app).totals.refused).toBe(1);
    await streams[0]?.close();
    await openStream(ada);
    expect(streamsOf(app).open).toBe(most.user);
  });

  test('a company has its own cap, and another company is not kept out by it', async () => {
    const app = await testApp();
    const [ada, other] = [await registered(app), await registered(app)];
    const second = await joined(app, ada, 'rep');
    streamsOf(app).most = { ...most, company: 3 };
    for (const person of [ada, ada, second]) await openStream(person);
    expect((await second.browser.get('/stream')).status).toBe(429);
    await openStream(other);
  });

  test('who does not read is cut, and nobody else notices', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const [reading, idle] = [await openStream(ada), await ada.browser.fetch('/stream')];
    for (let at = 0; at < 60; at++) {
      app.bus.publish(noticeChannel, notice(ada.company_id, 5000));
      await new Promise(setImmediate);
    }
    await expect.poll(() => reading.notices.length).toBe(60);
    expect(streamsOf(app).totals.slow).toBe(1);
    expect(streamsOf(app).open).toBe(1);
    await expect(idle.text()).rejects.toThrow();
  });
});

describe('through the network', () => {
  async function served(app: TestApp) {
    const readiness = { draining: () => false, schema: async () => null };
    const { server } = createHttpServer(app, readiness);
    const drain = new Drain(server, app.log);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { port, drain };
  }
  const cookieOf = ({ browser }: Person) =>
    [...browser.cookies].map((pair) => pair.join('=')).join('; ');

  test('a stream is written as it goes, and a shutdown ends it before it waits for requests', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const { port, drain } = await served(app);
    const stream = new EventReader(
      await fetch(`http://127.0.0.1:${port}/api/stream`, { headers: { cookie: cookieOf(ada) } }),
    );
    const id = await create(ada, 'Byron');
    await expect.poll(() => idsOf(stream)).toEqual([id]);
    const begun = performance.now();
    streamsOf(app).close();
    await expect.poll(() => stream.ended).toBe(true);
    const refused = await ada.browser.get('/stream');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    await drain.run();
    expect(performance.now() - begun).toBeLessThan(4000);
  });

  test('a connection that is not read is closed once it is far behind; one that went away is forgotten', async () => {
    const app = await testApp();
    const ada = await registered(app);
    const { port } = await served(app);
    const streams = streamsOf(app);
    const socket = connect(port, '127.0.0.1').pause();
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /api/stream HTTP/1.1\r\nhost: x\r\ncookie: ${cookieOf(ada)}\r\n\r\n`);
    await expect.poll(() => streams.open).toBe(1);
    for (let at = 0; at < 2000 && streams.open > 0; at++) {
      app.bus.publish(noticeChannel, notice(ada.company_id, 20_000));
      await new Promise(setImmediate);
    }
    expect(streams.open).toBe(0);
    expect(streams.totals.slow).toBe(1);

    const leaving = connect(port, '127.0.0.1');
    leaving.write(`GET /api/stream HTTP/1.1\r\nhost: x\r\ncookie: ${cookieOf(ada)}\r\n\r\n`);
    await once(leaving, 'data');
    expect(streams.open).toBe(1);
    leaving.destroy();
    await expect.poll(() => streams.open).toBe(0);
    const head = await fetch(`http://127.0.0.1:${port}/api/stream`, {
      method: 'HEAD',
      headers: { cookie: cookieOf(ada) },
    });
    expect(head.headers.get('content-type')).toBe('text/event-stream');
    await expect.poll(() => streams.open).toBe(0);
  });
});
