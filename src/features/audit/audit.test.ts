import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import type { App } from '@/core/run/context';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { Browser, joined, type Person, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { sealCompany } from './seal/seal';

interface Entry {
  id: string;
  name: string;
  object: string;
  record_id: string | null;
  ip: string | null;
  user_agent: string | null;
  created_at: string;
  actor: { kind: string; id: string | null };
  changes: { field: string; before: unknown; after: unknown }[];
}

let app: Awaited<ReturnType<typeof testApp>>;
let person: Person;
beforeAll(async () => {
  app = await testApp();
  person = await registered(app, 'Ada Byron', '198.51.100.1');
});

const events = async (search: string, by = person.browser): Promise<Entry[]> => {
  const answer = await by.get<Entry[]>(`/events${search}`);
  expect(answer.status, JSON.stringify(answer)).toBe(200);
  return answer.data;
};
const named = (list: readonly Entry[]) => list.map(({ name }) => name);

async function text(by: Browser, path: string): Promise<{ status: number; body: string }> {
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = new Request(`http://localhost:3000/api${path}`, { headers: { cookie } });
  const response = await createRouter(app as App).fetch(request, { address: '198.51.100.1' });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()).toString() };
}

describe('the audit list', () => {
  test('is chosen by time, name, object, record, actor, source, address and request', async () => {
    const { browser, user_id } = person;
    const before = new Date().toISOString();
    const made = await browser.post<{ id: string }>('/contacts', { last_name: 'Filter' });
    const id = made.data.id;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const changed = await browser.patch<{ id: string }>(`/contacts/${id}`, { last_name: 'New' });
    const of = (more: string) => events(`?record_id=${id}${more}`).then(named);
    const both = ['contact.updated', 'contact.created'];
    expect(await of('')).toEqual(both);
    expect(await of(`&from=${before}`)).toEqual(both);
    expect(await of(`&from=${between}`)).toEqual(['contact.updated']);
    expect(await of(`&to=${between}`)).toEqual(['contact.created']);
    expect(await of(`&from=${between}&to=${between}`)).toEqual([]);
    expect(await of('&name=contact.*')).toEqual(both);
    expect(await of('&name=contact.created')).toEqual(['contact.created']);
    expect(await of('&name=con.*')).toEqual([]);
    expect(await of('&object=contacts')).toEqual(both);
    expect(await of('&object=accounts')).toEqual([]);
    expect(await of(`&actor_id=${user_id}&actor_kind=user`)).toEqual(both);
    expect(await of('&actor_kind=system')).toEqual([]);
    expect(await of('&source=web')).toEqual(both);
    expect(await of('&source=api')).toEqual([]);
    expect(await of('&ip=198.51.100.1')).toEqual(both);
    expect(await of('&ip=198.51.100.2')).toEqual([]);
    const request = changed.headers.get('x-request-id');
    expect(named(await events(`?request_id=${request}`))).toEqual(['contact.updated']);
    const [entry] = await events(`?record_id=${id}&limit=1`);
    expect(entry).toMatchObject({
      title: 'New',
      ip: '198.51.100.1',
      user_agent: null,
      changes: expect.arrayContaining([{ field: 'last_name', before: 'Filter', after: 'New' }]),
    });
  });

  test.each([
    ['from=yesterday', 'from'],
    ['to=1969-12-31T23:59:59Z', 'to'],
    ['source=space', 'source'],
    ['actor_kind=cat', 'actor_kind'],
    ['actor_id=1', 'actor_id'],
    ['cursor=x', 'cursor'],
    ['colour=red', 'colour'],
  ])('%s answers 400 and names the parameter', async (search, path) => {
    const answer = await person.browser.get(`/events?${search}`);
    expect([answer.status, answer.issues?.[0]?.path]).toEqual([400, path]);
  });

  test('a key that may read events but no contacts sees that something changed, not what', async () => {
    const { browser } = person;
    const { data } = await browser.post<{ key: string }>('/api-keys', {
      name: 'Watcher',
      scopes: ['events:read'],
    });
    const made = await browser.post<{ id: string }>('/contacts', { last_name: 'Secret' });
    const seen = await new Browser(app).call<Entry[]>(
      'GET',
      `/events?record_id=${made.data.id}`,
      undefined,
      { authorization: `Bearer ${data.key}` },
    );
    expect(seen.data).toHaveLength(1);
    expect(seen.data[0]).toMatchObject({ changes: [], title: null });
    expect((await events(`?record_id=${made.data.id}`))[0]?.changes).not.toEqual([]);
  });

  test('is for administrators', async () => {
    const rep = await joined(app, person, 'rep');
    expect((await rep.browser.get('/events')).status).toBe(403);
    expect((await text(rep.browser, '/events/export')).status).toBe(403);
  });

  test('knows every event there can be', async () => {
    const { data } =
      await person.browser.get<{ subject: string; events: string[] }[]>('/events/names');
    expect(data[0]).toEqual({
      subject: 'account',
      object: 'accounts',
      events: [
        ...['account.created', 'account.deleted', 'account.lead_converted'],
        ...['account.lead_unconverted', 'account.restored', 'account.updated'],
      ],
    });
    const { admin } = await startDatabase();
    const { rows } = await admin.query<{ name: string }>(
      'select distinct name from events where company_id = $1',
      [person.company_id],
    );
    const known = new Set(data.flatMap(({ events }) => events));
    expect(rows.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  test('says how far it is sealed', async () => {
    const host = await registered(app);
    const sealed = () => host.browser.get<{ events: number; at: string | null }>('/events/sealed');
    expect((await sealed()).data).toEqual({ events: 0, at: null });
    const count = (await events('?limit=200', host.browser)).length;
    // Seals wait for whatever else is being written.
    await expect
      .poll(async () => {
        await sealCompany(app, host.company_id);
        return (await sealed()).data;
      })
      .toEqual({ events: count, at: expect.any(String) });
  });
});

describe('what is written down', () => {
  test('signing in, failing to, another company, signing out', async () => {
    const host = await registered(app);
    await host.browser.post('/auth/login', { email: host.email, password: 'wrong password' });
    const other = new Browser(app, '192.0.2.77');
    await other.post('/auth/login', { email: host.email, password: host.password });
    await other.post('/auth/logout');
    await expect
      .poll(async () => named(await events('?name=session.*', host.browser)))
      .toEqual(expect.arrayContaining(['session.failed', 'session.created', 'session.ended']));
    expect(named(await events('?ip=192.0.2.77', host.browser))).toEqual([
      'session.ended',
      'session.created',
    ]);
    const second = await host.browser.post<{ company: { id: string } }>('/companies', {
      name: 'Second',
    });
    expect(second.status).toBe(201);
    await host.browser.post('/auth/company', { company_id: host.company_id });
    expect(named(await events('?name=session.*&limit=1', host.browser))).toEqual([
      'session.created',
    ]);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      "select name from events where company_id = $1 and name like 'session.%' order by id",
      [second.data.company.id],
    );
    expect(rows.at(-1)).toEqual({ name: 'session.ended' });
  });

  test('a key is noted once for each address and day, however often and from how many processes', async () => {
    const { data } = await person.browser.post<{ id: string; key: string }>('/api-keys', {
      name: 'Sync',
      scopes: ['contacts:read'],
    });
    const again = await testApp();
    for (const [through, address] of [
      [app, '192.0.2.1'],
      [app, '192.0.2.1'],
      [again, '192.0.2.1'],
      [app, '192.0.2.2'],
    ] as const)
      await new Browser(through, address).call('GET', '/contacts', undefined, {
        authorization: `Bearer ${data.key}`,
        'user-agent': 'sync/1',
      });
    const uses = () => events(`?name=api_key.used&record_id=${data.id}`);
    await expect.poll(async () => (await uses()).length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await uses()).map(({ ip, user_agent, actor }) => [ip, user_agent, actor.id])).toEqual([
      ['192.0.2.2', 'sync/1', data.id],
      ['192.0.2.1', 'sync/1', data.id],
    ]);
  });
});

describe('the export', () => {
  test('is what the list shows, harmless in a spreadsheet, and an event itself', async () => {
    const host = await registered(app);
    await host.browser.post('/contacts', { last_name: '=cmd|calc' });
    const { admin } = await startDatabase();
    await admin.query(
      `insert into events (company_id, id, name, actor_kind, source, request_id, changes)
       select $1, overlay(gen_random_uuid()::text placing '00000000-0001-7' from 1 for 15)::uuid, '=1+1', 'system', 'system', '@sum', '{}'
       from generate_series(1, 2500)`,
      [host.company_id],
    );
    const { status, body } = await text(host.browser, '/events/export');
    expect(status).toBe(200);
    const rows: Record<string, string>[] = parse(body, { columns: true, bom: true });
    expect(rows.length).toBeGreaterThan(2503);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows[0]?.event).toBe('audit.exported');
    expect(rows.at(-1)).toMatchObject({ event: "'=1+1", request_id: "'@sum" });
    const made = rows.find(({ event }) => event === 'contact.created');
    expect(JSON.parse(made?.after ?? '{}')).toMatchObject({ last_name: '=cmd|calc' });
    const some = await text(host.browser, '/events/export?name=contact.*');
    expect(parse(some.body, { columns: true, bom: true })).toHaveLength(1);
    const [last] = await events('?name=audit.exported&limit=1', host.browser);
    expect(last?.changes).toEqual([{ field: 'name', before: null, after: 'contact.*' }]);
  });

  test('takes the same filters and refuses the rest', async () => {
    expect((await text(person.browser, '/events/export?limit=5')).status).toBe(400);
    expect((await text(person.browser, `/events/export?record_id=${newId()}`)).body).toMatch(
      /^\ufefftime,event,.*\r\n$/,
    );
  });
});
