import ICAL from 'ical.js';
import { beforeEach, describe, expect, test } from 'vitest';
import type { App, Ctx } from '@/core/run/context';
import type { LoggedEvent } from '@/core/run/jobs/subscriber';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import type { CalendarEntry } from './contract';
import { endReclaimedFeeds } from './feed';
import { icsOf } from './ics';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const add = async (title: string, body: object) =>
  (await call(ctx, 'tasks.create', { body: { title, ...body } })).data;
const make = async (by: Ctx = ctx): Promise<string> =>
  (await call(by, 'calendar.make_feed')).data.url;
const read = async (url: string, address = '198.51.100.7'): Promise<Response> => {
  const request = new Request(`http://localhost:3000${new URL(url).pathname}`);
  return createRouter((await app) as App).fetch(request, { address });
};
const titles = async (url: string): Promise<string[]> =>
  eventsOf(await (await read(url)).text()).map(({ summary }) => summary);

/** A calendar as another program reads it. */
const eventsOf = (text: string): ICAL.Event[] =>
  new ICAL.Component(ICAL.parse(text))
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('the address of a calendar', () => {
  test('shows a program what its owner has, and nothing of others', async () => {
    const due_at = inDays(3);
    await add('Call; with, "signs" \\ and\ta tab', { due_at, duration: 45 });
    await add('Long ago', { due_at: inDays(-60) });
    await add('Without a time', {});
    const other = await one.member('rep', 'Grace Hopper');
    await add('Hers', { due_at: inDays(2), owner_id: other.user.id });
    const answer = await read(await make());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const [event, ...more] = eventsOf(await answer.text());
    expect(more).toEqual([]);
    expect(event?.summary).toBe('Call; with, "signs" \\ and a tab');
    expect(event?.startDate.toJSDate().toISOString().slice(0, 19)).toBe(due_at.slice(0, 19));
    expect(event?.duration.toSeconds()).toBe(45 * 60);
  });

  test('shows what is to come first, and of the past what there is room for, the latest first', async () => {
    const past = Array.from({ length: 1000 }, (_, i) => ({
      title: `Past ${i}`,
      due_at: new Date(Date.parse(inDays(-20)) + i * 60_000).toISOString(),
    }));
    for (let at = 0; at < past.length; at += 200) {
      const body = { create: past.slice(at, at + 200) };
      const as = { ...ctx, origin: { ...ctx.origin, request_id: newId() } };
      await call(as, 'tasks.bulk', { body });
    }
    await add('To come', { due_at: inDays(3) });
    const shown = await titles(await make());
    expect(shown).toHaveLength(801);
    expect(shown.at(-1)).toBe('To come');
    expect(shown[0]).toBe('Past 200');
  });

  test('is kept as a hash, ends when it is ended or made anew, and with the membership', async () => {
    await add('Call', { due_at: inDays(1) });
    const first = await make();
    const token = /([\w-]{65})\.ics$/.exec(first)?.[1] ?? '';
    const { rows } = await ctx.app.db.read<{ feed: string }>(ctx.scope, {
      text: 'select f::text as feed from calendar_feeds f where company_id = $1',
      values: [one.company.id],
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.feed).not.toContain(token.slice(0, 43));
    expect(await titles(first)).toEqual(['Call']);
    const second = await make();
    expect((await read(first)).status).toBe(404);
    expect(await titles(second)).toEqual(['Call']);
    expect((await call(ctx, 'calendar.feed')).data.created_at).toMatch(/Z$/);
    await call(ctx, 'calendar.end_feed');
    expect((await read(second)).status).toBe(404);
    expect((await call(ctx, 'calendar.feed')).data.created_at).toBeNull();

    const guest = await one.member('rep', 'Grace Hopper');
    const hers = await make(testCtx(ctx.app, one, guest));
    expect((await read(hers)).status).toBe(200);
    await call(ctx, 'members.delete', { params: { id: guest.user.id } });
    expect((await read(hers)).status).toBe(404);
  });

  test('is read from the networks of the company alone', async () => {
    const url = await make();
    const { admin } = await startDatabase();
    await admin.query(`update companies set allowed_networks = '{203.0.113.0/24}' where id = $1`, [
      one.company.id,
    ]);
    expect((await read(url)).status).toBe(403);
    expect((await read(url, '203.0.113.8')).status).toBe(200);
  });

  test('another company has no such address', async () => {
    const url = await make();
    const other = await testCompany();
    const theirs = await make(testCtx(ctx.app, other, other));
    const mixed = url.replace(/[\w-]{22}\.ics$/, theirs.slice(-26));
    expect((await read(mixed)).status).toBe(404);
    expect((await read(`${url.slice(0, -5)}.ics`)).status).toBe(404);
  });
});

describe('a calendar file', () => {
  const entry = (more: Partial<CalendarEntry>): CalendarEntry => ({
    ...{ object: 'tasks', id: 'a', version: 3, title: 'Fair', start: '2027-03-27T23:00:00.000Z' },
    ...{ end: null, all_day: false, owner_id: null, done: false, repeats: false, expected: false },
    ...more,
  });
  const write = (...entries: CalendarEntry[]): string =>
    icsOf(entries, {
      ...{ name: 'Ada', host: 'crm.example', base_url: 'https://crm.example' },
      now: new Date('2027-03-01T00:00:00Z'),
      dayOf: (instant) =>
        new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(instant),
    });

  test('folds long lines between letters, none longer than 75 bytes', () => {
    const title = 'Görüşme 🚢 '.repeat(30).trim();
    const text = write(entry({ title }));
    expect(text.endsWith('\r\n')).toBe(true);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(eventsOf(text)[0]?.summary).toBe(title);
  });

  test('whole days are days, over the night clocks change too', () => {
    const [event] = eventsOf(write(entry({ all_day: true, end: '2027-03-28T22:00:00.000Z' })));
    expect(event?.startDate.isDate).toBe(true);
    expect(String(event?.startDate)).toBe('2027-03-28');
    expect(String(event?.endDate)).toBe('2027-03-29');
  });

  test('repetitions have names of their own, and an empty calendar is one', () => {
    const again = entry({ expected: true, start: '2027-04-03T22:00:00.000Z' });
    const names = eventsOf(write(entry({}), again)).map(({ uid }) => uid);
    expect(names).toEqual(['a@crm.example', 'a-20270403T220000Z@crm.example']);
    expect(eventsOf(write())).toEqual([]);
  });
});

test('the feed of an account that was taken back ends, and no other', async () => {
  const url = await make();
  const other = await one.member('rep', 'Grace Hopper');
  const theirs = await make(testCtx(await app, one, other));
  const event = { record_id: ctx.principal.user.id } as LoggedEvent;
  await ctx.app.db.withCompany(ctx.scope, (tx) => endReclaimedFeeds.handle(ctx, tx, [event]));
  expect([(await read(url)).status, (await read(theirs)).status]).toEqual([404, 200]);
});
