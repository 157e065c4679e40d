import { Readable } from 'node:stream';
import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { logoKey } from '@/identity/company/stored-logo';
import { workPrincipal } from '@/identity/member-principal';
import { newToken } from '@/identity/session/keys';
import { systemClock } from '@/platform/clock';
import { readEnv } from '@/platform/env';
import { newId } from '@/platform/ids';
import { createMailer } from '@/platform/mail/mailer';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { Browser } from '../../../../tests/support/browser';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../../tests/support/database';
import { testSecret } from '../../../../tests/support/names';
import {
  headerOf,
  type ReceivedMail,
  type TestMailServer,
  testMailServer,
} from '../../../../tests/support/smtp';

let database: TestDatabase;
let server: TestMailServer;
let app: TestApp;
let relay: Relay;
let workers: Workers;
let one: TestCompany;
let ctx: Ctx;
let attendees = 0;

beforeAll(async () => {
  [database, server] = await Promise.all([ownDatabase('invitations'), testMailServer()]);
  const env = { SMTP_URL: server.url, AMBIT_SECRET: testSecret };
  app = await testApp({
    ...{ database, env, queue: silentTransport() },
    mail: createMailer(readEnv(env), systemClock),
  });
  const subscribers = modules.flatMap((module) => module.subscribers ?? []);
  relay = startRelay(app, { subscribers, look_ms: 30 });
  const kinds = jobKindsOf(modules);
  workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
});
afterAll(async () => {
  await relay?.stop();
  await workers?.stop();
  await server?.stop();
});
beforeEach(async () => {
  one = await testCompany({}, database);
  ctx = testCtx(app, one, one);
  server.received.length = 0;
});

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const make = async (more: object = {}) =>
  (
    await call(again(), 'activities.create', {
      body: {
        ...{ kind: 'meeting', subject: 'Kick-off', occurred_at: inDays(3), duration_minutes: 45 },
        ...{ attendees: ['Ada@example.com'], send_invitations: true, ...more },
      },
    })
  ).data;
const update = async (id: string, body: object) =>
  (await call(again(), 'activities.update', { params: { id }, body })).data;
const list = async (id: string) =>
  (await call(ctx, 'activities.invitations', { params: { id } })).data;

/** Runs what gathers changes at once, and resolves when everything that follows from what happened was done. */
const settled = () =>
  expect
    .poll(
      async () => {
        await database.admin.query(
          `update jobs set due_at = now() where status = 'queued' and due_at > now()
            and (kind = 'activities.invite' or due_at < now() + interval '1 minute')`,
        );
        const { rows } = await database.admin.query<{ count: number }>(
          `select (select count(*) from outbox)::int + (select count(*) from jobs
            where status = 'running' or (status = 'queued' and due_at < now() + interval '1 minute'))::int as count`,
        );
        return rows[0]?.count;
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBe(0);
/** The mails that were sent since this was asked last, by address. */
async function mails(): Promise<ReceivedMail[]> {
  await settled();
  return server.received.splice(0).sort((a, b) => String(a.to).localeCompare(String(b.to)));
}

/** Of those the ones with a calendar: who is given a meeting is told of that as well. */
const invites = async () =>
  (await mails()).filter(({ source }) => source.includes('text/calendar'));

/** A part of a mail, decoded. */
function partOf(mail: ReceivedMail | undefined, type: string): { head: string; text: string } {
  const boundaries = [...(mail?.source ?? '').matchAll(/boundary="([^"]+)"/g)].map(
    ([, one]) => one,
  );
  const parts = boundaries.reduce(
    (list, boundary) => list.flatMap((part) => part.split(`--${boundary}`)),
    [mail?.source ?? ''],
  );
  const part = parts.find((text) => new RegExp(`^\\s*Content-Type: ${type}`, 'i').test(text)) ?? '';
  const [head = '', ...body] = part.trim().split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return { head, text: Buffer.from(text, 'base64').toString() };
  if (!/quoted-printable/i.test(head)) return { head, text };
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { head, text: Buffer.from(bytes, 'latin1').toString() };
}

function inviteIn(mail: ReceivedMail | undefined) {
  const { head, text } = partOf(mail, 'text/calendar');
  const calendar = new ICAL.Component(ICAL.parse(text));
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('no event');
  const event = new ICAL.Event(component);
  return { head, event, component, method: calendar.getFirstPropertyValue('method') };
}
const tokenIn = (mail: ReceivedMail | undefined): string =>
  /\/meeting#(\S+)/.exec(partOf(mail, 'text/plain').text)?.[1] ?? '';
const visitor = () => new Browser(app, `198.51.100.${++attendees}`);
const openWith = (token: string) =>
  visitor().post<Record<string, unknown>>('/meeting-links/open', { token });
const answer = (token: string, reply: string) =>
  visitor().post<Record<string, unknown>>('/meeting-links/answer', { token, answer: reply });

describe('an invitation', () => {
  test('arrives once, as a request any calendar understands', async () => {
    const made = await make({
      subject: 'Kick-off; "ünlü"\u0007, part 1',
      location: 'Room 1, Galata',
      agenda: 'Hello\nBEGIN:VEVENT',
      body: 'They pay late',
    });
    expect(made.attendees).toEqual(['ada@example.com']);
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail?.to).toEqual(['ada@example.com']);
    expect(headerOf(mail)).toMatch(new RegExp(`^Reply-To: .*${one.user.email}`, 'im'));
    const { head, event, component, method } = inviteIn(mail);
    expect(head).toMatch(/method=REQUEST/i);
    expect(method).toBe('REQUEST');
    expect(event.uid).toBe(`${made.id}@localhost`);
    expect(event.sequence).toBe(0);
    expect(event.summary).toContain('Kick-off; "ünlü"');
    expect(event.location).toBe('Room 1, Galata');
    expect(event.startDate.toJSDate().toISOString().slice(0, 19)).toBe(
      made.occurred_at.slice(0, 19),
    );
    expect(event.duration.toSeconds()).toBe(45 * 60);
    expect(event.attendees.map((one) => one.getFirstValue())).toEqual(['mailto:ada@example.com']);
    expect(component.getFirstProperty('organizer')?.getParameter('cn')).toContain(one.user.name);
    expect(mail?.source).not.toContain('They pay late');
    expect(partOf(mail, 'text/plain').text).toContain('Room 1, Galata');
    // What asks for nothing new sends nothing.
    await update(made.id, { body: 'Only for us' });
    await database.admin.query(
      `update jobs set status = 'queued' where kind = 'activities.invite'`,
    );
    expect(await mails()).toEqual([]);
  });

  test('names whom its agenda mentions, in the mail, the calendar and on the page, and tells no id', async () => {
    await make({ agenda: `Pumps: @[Grace Hopper](${one.user.id})` });
    const [mail] = await mails();
    const told = 'Pumps: @Grace Hopper';
    expect(partOf(mail, 'text/plain').text).toContain(told);
    expect(inviteIn(mail).event.description).toContain(told);
    expect((await openWith(tokenIn(mail))).data).toMatchObject({ agenda: told });
    for (const type of ['text/plain', 'text/html', 'text/calendar'])
      expect(partOf(mail, type).text).not.toContain(one.user.id);
  });

  test('shows the logo of the company on its page, before and after it is answered', async () => {
    await make();
    const token = tokenIn((await mails())[0]);
    const logo_url = `/api/company/logo?v=${newId()}`;
    await app.storage.write(logoKey(one.company.id, logo_url), Readable.from(['A picture']));
    const give = (url: string) =>
      database.admin.query('update companies set logo_url = $2 where id = $1', [
        one.company.id,
        url,
      ]);
    expect((await openWith(token)).data).toMatchObject({ company: { logo: null } });
    await give(logo_url);
    const shown = { company: { logo: 'data:image/png;base64,QSBwaWN0dXJl' } };
    expect((await openWith(token)).data).toMatchObject(shown);
    expect((await answer(token, 'accepted')).data).toMatchObject(shown);
    await give('');
  });

  test('of another time comes again with a higher sequence; who is not asked any more is told', async () => {
    const made = await make({ attendees: ['ada@example.com', 'bob@example.com'] });
    const first = await mails();
    expect(first).toHaveLength(2);
    await answer(tokenIn(first[0]), 'accepted');
    const occurred_at = inDays(5);
    await update(made.id, { occurred_at });
    await update(made.id, { location: 'Here' });
    const moved = await mails();
    expect(moved.map(({ to }) => to[0])).toEqual(['ada@example.com', 'bob@example.com']);
    const { event, method } = inviteIn(moved[0]);
    expect([method, event.sequence]).toEqual(['REQUEST', 1]);
    expect(event.startDate.toJSDate().toISOString().slice(0, 19)).toBe(occurred_at.slice(0, 19));
    // A new time is a new question, and asks by a new link.
    expect(await list(made.id)).toMatchObject([{ state: 'waiting' }, { state: 'waiting' }]);
    expect((await openWith(tokenIn(first[0]))).status).toBe(404);
    await update(made.id, { attendees: ['ada@example.com'] });
    const [gone, ...others] = await mails();
    expect(others).toEqual([]);
    expect(gone?.to).toEqual(['bob@example.com']);
    expect(inviteIn(gone)).toMatchObject({ method: 'CANCEL' });
    expect(inviteIn(gone).event.sequence).toBe(2);
    const link = await openWith(tokenIn(moved[1]));
    expect(link.data).toMatchObject({ state: 'cancelled', open: false, location: null });
  });

  test('comes from whoever has the meeting now: answers stay, and a guest who has it now is told so', async () => {
    const ben = await one.member('rep', 'Ben Bitdiddle');
    const guests = ['ada@example.com', ben.user.email];
    const made = await make({ attendees: guests });
    const first = await mails();
    const ofAda = first.find(({ to }) => to[0] === 'ada@example.com');
    await answer(tokenIn(ofAda), 'accepted');
    await mails();
    await update(made.id, { owner_id: ben.user.id });
    const told = await invites();
    expect(told.flatMap(({ to }) => to).sort()).toEqual([...guests].sort());
    const ada = told.find(({ to }) => to[0] === 'ada@example.com');
    const { event, component, method } = inviteIn(ada);
    // RFC 5546, 3.2.2.5: a new request with a higher sequence that names the new organizer.
    expect([method, event.uid, event.sequence]).toEqual(['REQUEST', `${made.id}@localhost`, 1]);
    expect(component.getFirstProperty('organizer')?.getParameter('cn')).toContain('Ben Bitdiddle');
    expect(headerOf(ada)).toMatch(new RegExp(`^Reply-To: .*${ben.user.email}`, 'im'));
    expect(
      event.attendees.map((one) => [one.getFirstValue(), one.getParameter('partstat')]),
    ).toEqual([['mailto:ada@example.com', 'ACCEPTED']]);
    expect(partOf(ada, 'text/plain').text).toContain('Your answer stays as it is.');
    expect(await list(made.id)).toMatchObject([
      { email: 'ada@example.com', state: 'accepted', answered_at: expect.any(String) },
      { email: ben.user.email, state: 'cancelled' },
    ]);
    expect((await openWith(tokenIn(ofAda))).status).toBe(404);
    expect((await answer(tokenIn(ada), 'declined')).data).toMatchObject({ state: 'declined' });
    const own = told.find(({ to }) => to[0] === ben.user.email);
    expect(inviteIn(own)).toMatchObject({ method: 'CANCEL' });
    expect(partOf(own, 'text/plain').text).toContain('You now hold a meeting');
    // Back again: who has it no more is a guest like any other, and a new time is a new question.
    await mails();
    await update(made.id, { owner_id: one.user.id, occurred_at: inDays(6) });
    const back = await invites();
    expect(back.map((mail) => inviteIn(mail).method)).toEqual(['REQUEST', 'REQUEST']);
    expect(back.map((mail) => inviteIn(mail).event.sequence)).toEqual([2, 2]);
    expect(await list(made.id)).toMatchObject([{ state: 'waiting' }, { state: 'waiting' }]);
  });

  test('that was told before who invites was noted is not told again for that', async () => {
    const made = await make();
    await mails();
    await database.admin.query("update meeting_invitations set told = split_part(told, '.', 1)");
    const ben = await one.member('rep', 'Ben Bitdiddle');
    await update(made.id, { owner_id: ben.user.id });
    expect(await invites()).toEqual([]);
    await update(made.id, { location: 'Here' });
    expect((await invites()).map(({ to }) => to[0])).toEqual(['ada@example.com']);
  });

  test('is taken back with the meeting, and comes again when that does', async () => {
    const made = await make();
    const [first] = await mails();
    await call(again(), 'activities.delete', { params: { id: made.id } });
    const [cancel, ...more] = await mails();
    expect(more).toEqual([]);
    const { event, component, method, head } = inviteIn(cancel);
    expect(head).toMatch(/method=CANCEL/i);
    expect([method, event.uid, event.sequence]).toEqual(['CANCEL', `${made.id}@localhost`, 1]);
    expect(component.getFirstPropertyValue('status')).toBe('CANCELLED');
    const refused = await answer(tokenIn(first), 'accepted');
    expect(refused.status).toBe(409);
    await call(again(), 'activities.restore', { params: { id: made.id } });
    expect(inviteIn((await mails())[0]).event.sequence).toBe(2);
    await update(made.id, { outcome: 'cancelled' });
    expect(inviteIn((await mails())[0])).toMatchObject({ method: 'CANCEL' });
  });

  test('goes to nobody for what is over, what is undone at once, without being asked for, and not to who invites', async () => {
    await make({ occurred_at: inDays(-1) });
    await make({ send_invitations: false });
    await make({ attendees: [one.user.email] });
    const short = await make();
    await call(again(), 'activities.delete', { params: { id: short.id } });
    expect(await mails()).toEqual([]);
  });

  test('names what is no mail address, and takes so many attendees', async () => {
    for (const wrong of ['ada', 'ada@example.com\r\nBcc: x@example.com', 'a b@example.com'])
      await expect(make({ attendees: ['ok@example.com', wrong] })).rejects.toMatchObject({
        details: { issues: [{ path: 'attendees.1' }] },
      });
    const many = Array.from({ length: 31 }, (_, at) => `a${at}@example.com`);
    await expect(make({ attendees: many })).rejects.toMatchObject({ code: 'invalid' });
  });

  test('beyond the mails of a day goes out a day later, once', async () => {
    const ids = Array.from({ length: 1000 }, () => newId());
    await database.admin.query(
      `insert into mails (company_id, id, kind, status, sealed) select $1, id, 'meeting', 'sent', '' from unnest($2::uuid[]) id`,
      [one.company.id, ids],
    );
    const made = await make();
    const waiting = async () => {
      const { rows } = await database.admin.query<{ hours: number }>(
        `select extract(epoch from due_at - now())::float8 / 3600 as hours from jobs
          where company_id = $1 and kind = 'activities.invite' and status = 'queued' and key is not null`,
        [one.company.id],
      );
      return rows.map(({ hours }) => Math.round(hours));
    };
    const gathered = async () => {
      const { rowCount } = await database.admin.query(
        `update jobs set due_at = now() where company_id = $1 and kind = 'activities.invite' and status = 'queued' and key is null`,
        [one.company.id],
      );
      return rowCount;
    };
    for (const subject of ['Later', 'Later still']) {
      await update(made.id, { subject });
      await expect.poll(gathered, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0);
      await expect.poll(gathered, { timeout: 30_000, interval: 50 }).toBe(0);
      await expect.poll(waiting, { timeout: 30_000, interval: 50 }).toEqual([24]);
    }
    expect(server.received).toEqual([]);
    await database.admin.query('delete from mails where id = any($1::uuid[])', [ids]);
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(inviteIn(mail).event.summary).toBe('Later still');
  });

  test('of whole days says so, also where they have 25 hours', async () => {
    await database.admin.query(`update companies set time_zone = 'Europe/Berlin' where id = $1`, [
      one.company.id,
    ]);
    const year = new Date().getUTCFullYear() + 1;
    const sunday = new Date(Date.UTC(year, 9, 31));
    sunday.setUTCDate(31 - sunday.getUTCDay());
    const day = sunday.toISOString().slice(0, 10);
    const zoned: Ctx = {
      ...again(),
      principal: {
        ...ctx.principal,
        company: { ...ctx.principal.company, time_zone: 'Europe/Berlin' },
      },
    };
    const { data } = await call(zoned, 'activities.create', {
      body: {
        ...{ kind: 'visit', subject: 'Fair', occurred_at: `${day}T10:00:00Z`, all_day: true },
        ...{ duration_minutes: 1440, attendees: ['ada@example.com'], send_invitations: true },
      },
    });
    expect(data.occurred_at).toBe(new Date(Date.parse(day) - 2 * 3_600_000).toISOString());
    const { event } = inviteIn((await mails())[0]);
    expect([event.startDate.isDate, event.startDate.toString()]).toEqual([true, day]);
    expect(event.duration.toSeconds()).toBe(86_400);
  });
});

describe('the link of an invitation', () => {
  test('shows the meeting and nothing of the company; looking is no answer', async () => {
    const made = await make({ agenda: 'Pumps', body: 'Margin 60 %' });
    const token = tokenIn((await mails())[0]);
    const before = await list(made.id);
    const { status, data } = await openWith(token);
    expect(status).toBe(200);
    expect(data).toMatchObject({
      subject: 'Kick-off',
      agenda: 'Pumps',
      state: 'waiting',
      open: true,
    });
    for (const secret of [made.id, one.company.id, one.user.id, one.user.email, 'Margin'])
      expect(JSON.stringify(data)).not.toContain(secret);
    expect(await list(made.id)).toEqual(before);
    const { rows } = await database.admin.query(`select token_hash from meeting_invitations`);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('answers, changes the answer, and tells who invited', async () => {
    const made = await make();
    const token = tokenIn((await mails())[0]);
    expect((await answer(token, 'tentative')).data).toMatchObject({ state: 'tentative' });
    expect((await answer(token, 'declined')).data).toMatchObject({ state: 'declined' });
    expect((await answer(token, 'declined')).data).toMatchObject({ state: 'declined' });
    expect(await list(made.id)).toMatchObject([{ email: 'ada@example.com', state: 'declined' }]);
    const { data } = await call(ctx, 'activities.get', { params: { id: made.id } });
    expect(data).toMatchObject({ reply: 'declined', replied_by: 'ada@example.com', version: 3 });
    expect((await mails()).filter(({ to }) => to[0] === 'ada@example.com')).toEqual([]);
    const told = await call(ctx, 'notifications.list', {});
    expect(told.data).toMatchObject([{ object: 'activities', record: { id: made.id }, total: 2 }]);
  });

  test('does not answer when another one replaces it meanwhile', async () => {
    const made = await make();
    const token = tokenIn((await mails())[0]);
    const other = await database.admin.connect();
    try {
      await other.query('begin');
      await other.query('select from activities where id = $1 for update', [made.id]);
      const replying = answer(token, 'accepted');
      await expect
        .poll(async () => {
          const { rowCount } = await database.admin.query(
            "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%activities%' and datname = current_database()",
          );
          return rowCount;
        })
        .toBe(1);
      // Looking waits for nobody.
      expect((await openWith(token)).status).toBe(200);
      await other.query('update meeting_invitations set token_hash = $2 where activity_id = $1', [
        made.id,
        'replaced',
      ]);
      await other.query('commit');
      expect((await replying).status).toBe(404);
    } finally {
      other.release(true);
    }
    expect(await list(made.id)).toMatchObject([{ state: 'waiting' }]);
  });

  test('tells nothing new to who was taken off', async () => {
    const made = await make({ attendees: ['ada@example.com', 'bob@example.com'] });
    const token = tokenIn((await mails())[1]);
    await update(made.id, { attendees: ['ada@example.com'] });
    await mails();
    expect((await openWith(token)).data).toMatchObject({ subject: 'Kick-off', state: 'cancelled' });
    await update(made.id, { subject: 'What to do about Bob' });
    expect((await openWith(token)).status).toBe(404);
    expect((await answer(token, 'accepted')).status).toBe(404);
    expect((await mails()).map(({ to }) => to[0])).toEqual(['ada@example.com']);
  });

  test('of a stranger, of another company, or run out, opens nothing', async () => {
    const made = await make();
    const token = tokenIn((await mails())[0]);
    const other = await testCompany({}, database);
    for (const wrong of [
      '',
      'x',
      newToken(one.company.id),
      newToken(other.company.id),
      `${token}x`,
    ])
      for (const result of [await openWith(wrong), await answer(wrong, 'accepted')])
        expect(result.status).toBe(404);
    await database.admin.query(
      `update meeting_invitations set ends_at = now() - interval '2 days' where activity_id = $1`,
      [made.id],
    );
    expect((await openWith(token)).status).toBe(404);
  });

  test('cannot be tried out without end', async () => {
    const one_person = visitor();
    const codes = new Set<number>();
    for (let at = 0; at < 30; at++)
      codes.add(
        (await one_person.post('/meeting-links/answer', { token: 'x', answer: 'accepted' })).status,
      );
    expect([...codes].sort()).toEqual([404, 429]);
  });
});
