import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createHttpServer } from '@/http/server';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { type Browser, joined, type Person, registered } from '../../../../tests/support/browser';
import { startDatabase } from '../../../../tests/support/database';

const bound = vi.hoisted(() => ({ rows: 0 }));
vi.mock('./sheets', async (actual) => {
  const sheets = await actual<typeof import('./sheets')>();
  bound.rows = sheets.mostInSheet;
  return {
    ...sheets,
    get mostInSheet() {
      return bound.rows;
    },
  };
});

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
});
afterEach(() => vi.useRealTimers());

/**
 * A company with so many contacts that a reader who takes nothing holds the copy up. All report to one, and PostgreSQL still takes the
 * table for an empty one, as right after an import.
 */
async function crowded(rows = 8000): Promise<Person> {
  const host = await registered(app);
  const { admin } = await startDatabase();
  const { data } = await host.browser.post<{ id: string }>('/contacts', { last_name: 'First' });
  await admin.query('analyze contacts');
  await admin.query(
    `insert into contacts (company_id, id, title, title_key, last_name, last_name_key, description, reports_to_id, owner_id, created_by, updated_by, created_at, updated_at)
     select $1, gen_random_uuid(), 'N', 'n', 'N', 'n', d.text, $3, $2, $2, $2, now(), now() 
     from generate_series(2, $4) n, lateral (select string_agg(md5(n::text || i), '') as text from generate_series(1, 60) i) d`,
    [host.company_id, host.user_id, data.id, rows],
  );
  return host;
}

/** Copies that the database is busy with; or of them those that wait for their reader. */
async function copies(waiting = false): Promise<number> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select count(*)::int as n from pg_stat_activity where query like 'copy (select%' and state = 'active'
     and datname = current_database() and ($1 is false or wait_event = 'ClientWrite')`,
    [waiting],
  );
  return rows[0]?.n;
}
/** Waits until nothing moves any more, because nobody reads. */
async function heldUp(): Promise<void> {
  for (let still = 0; still < 5; still = (await copies(true)) === 1 ? still + 1 : 0)
    await sleep(100);
}
const free = () => expect.poll(copies, { timeout: 5000 }).toBe(0);
const started = (by: Browser, search = '') => by.fetch(`/contacts/export${search}`);
const linesOf = (text: string) => text.match(/\n/g)?.length;

interface Entry {
  name: string;
  changes: { field: string; after: unknown }[];
}
/** What was written down about exports, newest first: how each ended, and with how many records. */
async function written({ browser }: Person): Promise<[string, unknown][]> {
  const { data } = await browser.get<Entry[]>('/events?name=export.*');
  return data.map(({ name, changes }) => [
    name,
    changes.find(({ field }) => field === 'rows')?.after,
  ]);
}

describe('an export', () => {
  test('is read to its end, of a table that has just been filled too', async () => {
    const host = await crowded(20_000);
    const file = await started(host.browser);
    expect(linesOf(await file.text())).toBe(20_001);
    await expect.poll(() => written(host)).toEqual([['export.completed', 20_000]]);
    await free();
    expect(app.db.stats()).toMatchObject({ waiting: 0 });
  });

  test('ends with its reader and is told as broken off', async () => {
    const host = await crowded();
    const { body } = await started(host.browser);
    expect(await copies()).toBe(1);
    await body?.cancel();
    await free();
    await expect.poll(() => written(host)).toEqual([['export.broken_off', expect.any(Number)]]);
    const [[, rows] = []] = await written(host);
    expect(rows).toBeLessThan(8000);
  });

  test('stops when the right is taken away', async () => {
    const host = await crowded();
    const member = await joined(app, host, 'rep');
    const file = await started(member.browser);
    expect(file.status).toBe(200);
    await host.browser.patch(`/members/${member.user_id}`, { role: 'read_only' });
    await free();
    await expect(file.text()).rejects.toThrow();
  });

  test.each(['', '?format=xlsx'])('%s stops when nobody reads it for a minute', async (search) => {
    const host = await crowded();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const file = await started(host.browser, search);
    const reader = file.body?.getReader();
    await reader?.read();
    await heldUp();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(await copies()).toBe(1);
    await vi.advanceTimersByTimeAsync(15_000);
    vi.useRealTimers();
    await free();
    const rest = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(rest()).rejects.toThrow('nobody reads');
  });

  test('takes a quarter of an hour at most, however slowly it is read', async () => {
    const host = await crowded(20_000);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const reader = (await started(host.browser)).body?.getReader();
    const slowly = async () => {
      for (let seconds = 0; seconds < 960; seconds += 30) {
        for (let reads = 0; reads < 8; reads++) await reader?.read();
        await vi.advanceTimersByTimeAsync(30_000);
      }
    };
    await expect(slowly()).rejects.toThrow('took too long');
    vi.useRealTimers();
    await free();
  });
});

describe('at once', () => {
  test('a company has two, and a preview says so before', async () => {
    const host = await crowded();
    const open = await Promise.all([started(host.browser), started(host.browser)]);
    expect(open.map(({ status }) => status)).toEqual([200, 200]);
    for (const path of ['/contacts/export', '/accounts/export/preview']) {
      const third = await host.browser.get(path);
      expect([third.status, third.headers.get('retry-after')]).toEqual([429, '15']);
    }
    for (const { body } of open) await body?.cancel();
    await free();
    const again = await started(host.browser, '?fields=last_name');
    expect(linesOf(await again.text())).toBe(8001);
  });

  test('a process has four', async () => {
    const hosts = await Promise.all([crowded(), crowded(), registered(app)]);
    const open = await Promise.all(
      hosts.slice(0, 2).flatMap(({ browser }) => [started(browser), started(browser)]),
    );
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await hosts[2]?.browser.get('/contacts/export');
    expect([fifth?.status, fifth?.headers.get('retry-after')]).toEqual([503, '15']);
    for (const { body } of open) await body?.cancel();
    await free();
  });
});

test('a sheet that has no room is refused in words, and CSV is not', async () => {
  const host = await registered(app);
  const last_name = 'Byron';
  for (let at = 0; at < 3; at++) await host.browser.post('/contacts', { last_name });
  const real = bound.rows;
  expect(real).toBe(1_048_575);
  onTestFinished(() => void (bound.rows = real));
  bound.rows = 2;
  const refused = await host.browser.get('/contacts/export?format=xlsx');
  expect([refused.status, refused.issues?.[0]]).toEqual([
    400,
    expect.objectContaining({ path: 'format', code: 'too_many' }),
  ]);
  const { data } = await host.browser.get('/contacts/export/preview?format=xlsx');
  expect(data).toMatchObject({ rows: 3, xlsx: false });
  expect(linesOf(await (await started(host.browser)).text())).toBe(4);
  bound.rows = 3;
  const fits = await started(host.browser, '?format=xlsx');
  expect(fits.status).toBe(200);
  await fits.arrayBuffer();
});

describe('through the network', () => {
  async function served(): Promise<string> {
    const readiness = { draining: () => false, schema: async () => null };
    const { server } = createHttpServer(app, readiness);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/contacts/export`;
  }
  const asked = (url: string, { browser }: Person, init: RequestInit = {}) =>
    fetch(url, {
      ...init,
      headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
    });

  test('a file comes whole, and nobody may keep it', async () => {
    const host = await crowded();
    const file = await asked(await served(), host);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': expect.stringContaining('no-store'),
      'content-disposition': expect.stringMatching(/^attachment; filename="contacts-.*\.csv"/),
      'x-content-type-options': 'nosniff',
    });
    const text = await file.text();
    expect(text).toContain(',First name,Middle name,');
    expect(linesOf(text)).toBe(8001);
  });

  test('who hangs up in the middle, or only asks for the head, leaves no connection busy', async () => {
    const host = await crowded();
    const url = await served();
    const hangUp = new AbortController();
    const file = await asked(url, host, { signal: hangUp.signal });
    await file.body?.getReader().read();
    expect(await copies()).toBe(1);
    hangUp.abort();
    await free();
    await expect.poll(() => written(host)).toEqual([['export.broken_off', expect.any(Number)]]);
    expect((await asked(url, host, { method: 'HEAD' })).status).toBe(200);
    await free();
  });
});
