import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { enqueue } from '@/core/run/jobs/job';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { sendMailJob } from '@/core/run/mail/send-job';
import { takeMails } from '@/core/run/mail/take-mails';
import { personalChannel } from '@/core/run/personal';
import { jobKindsOf } from '@/entry/work';
import { createRouter } from '@/http/router';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import {
  type TestCompany,
  type TestMember,
  testCompany,
  testCtx,
} from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';
import { cleanupNotificationsJob } from './cleanup';
import { digestJob } from './digest';
import { mailJob } from './mail-job';

let app: TestApp;
let database: TestDatabase;
let relay: Relay;
let workers: Workers;

beforeAll(async () => {
  database = await ownDatabase('notifications');
  app = await testApp({ database, queue: silentTransport() });
  const subscribers = modules.flatMap((module) => module.subscribers ?? []);
  relay = startRelay(app, { subscribers, look_ms: 30 });
  const kinds = jobKindsOf(modules).filter((kind) => kind !== sendMailJob && kind !== mailJob);
  workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
});
afterAll(async () => {
  await relay?.stop();
  await workers?.stop();
});

/** Resolves when everything that follows from what happened so far was done; mails wait until a test asks for them. */
async function settled(waiting = ['emails.send', 'notifications.mail']): Promise<void> {
  const open = async () => {
    const { rows } = await database.admin.query<{ count: number }>(
      `select (select count(*) from outbox)::int + (select count(*) from jobs where kind <> all($1) and (status = 'running'
       or (status = 'queued' and due_at < now() + interval '1 minute')))::int as count`,
      [waiting],
    );
    return rows[0]?.count;
  };
  await expect.poll(open, { timeout: 40_000, interval: 30 }).toBe(0);
}

/** A company with its owner, who sees everything, and two colleagues. */
async function office() {
  const company = await testCompany({}, database);
  const [ada, grace] = [await company.member('rep', 'Ada'), await company.member('rep', 'Grace')];
  const as = (member: TestMember): Ctx => testCtx(app, company, member);
  return { company, ada, grace, owner: as(company), asAda: as(ada), asGrace: as(grace), as };
}

/** The same person in a request of its own, as over HTTP. */
const request = (ctx: Ctx): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const contact = async (ctx: Ctx, more: object = {}): Promise<string> =>
  (await call(request(ctx), 'contacts.create', { body: { last_name: 'Lovelace', ...more } })).data
    .id;
const patch = (ctx: Ctx, id: string, body: object) =>
  call(request(ctx), 'contacts.update', { params: { id }, body });
const listed = async (ctx: Ctx, search = '') =>
  (await call(ctx, 'notifications.list', { search })).data;
const unread = async (ctx: Ctx): Promise<number> =>
  (await call(ctx, 'notifications.count')).data.unread;
const kindsOf = async (ctx: Ctx): Promise<string[]> =>
  (await listed(ctx)).flatMap((group: { notifications: { kind: string }[] }) =>
    group.notifications.map(({ kind }) => kind),
  );

describe('who is told', () => {
  test('of a record that became theirs: the new owner, never whoever did it', async () => {
    const { owner, asAda, ada, company } = await office();
    const id = await contact(owner, { owner_id: ada.user.id });
    await contact(asAda);
    await settled();
    const [group, ...others] = await listed(asAda);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      object: 'contacts',
      record: { id, title: 'Lovelace', deleted: false },
      unread: 1,
      total: 1,
      muted: false,
    });
    expect(group.notifications[0]).toMatchObject({
      kind: 'assigned',
      count: 1,
      actor: { id: company.user.id, name: 'Ada Byron' },
      read_at: null,
    });
    expect(await listed(owner)).toEqual([]);
  });

  test('of changes: the owner and whoever follows, without a word about values', async () => {
    const { owner, asAda, ada, asGrace } = await office();
    const id = await contact(owner, { owner_id: ada.user.id });
    await call(asGrace, 'follows.follow', { params: { object: 'contacts', id } });
    await settled();
    await patch(owner, id, { job_title: 'secret plan' });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['changed', 'assigned']);
    const [group] = await listed(asGrace);
    expect(group.notifications[0]).toMatchObject({
      kind: 'changed',
      data: { change: 'updated', fields: ['job_title'] },
    });
    expect(JSON.stringify(group)).not.toContain('secret plan');
    await call(request(owner), 'contacts.delete', { params: { id } });
    await settled();
    const [gone] = await listed(asGrace);
    expect(gone.record.deleted).toBe(true);
    expect(gone.notifications[0].data).toEqual({ change: 'deleted' });
  });

  test('of a mention: members who can read, once', async () => {
    const { owner, asAda, ada, asGrace, grace } = await office();
    const text = `Ask @[Ada](${ada.user.id}) and @[Nobody](${newId()}).`;
    const id = await contact(owner, { description: text });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['mentioned']);
    await patch(owner, id, { description: `${text} Or @[Grace](${grace.user.id})` });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['mentioned']);
    expect(await kindsOf(asGrace)).toEqual(['mentioned']);
  });

  test('of what they see: a role that reaches own records hears of no others', async () => {
    const { company, owner, asAda } = await office();
    const ben = await company.member('custom', 'Ben');
    const own = { read: 'own', create: 'own', update: 'own', delete: 'own' };
    const rest = { export: 'none', import: 'none', bulk: 'none' };
    const rights = { objects: { '*': { ...own, ...rest } }, administration: [] };
    const { data: role } = await call(owner, 'roles.create', { body: { name: 'Own', rights } });
    const given = { params: { id: ben.user.id }, body: { role_ids: [role.id] } };
    await call(request(owner), 'members.roles', given);
    const asBen = testCtx(app, company, { ...ben, role: 'rep' });
    const description = `Ask @[Ben](${ben.user.id})`;
    const id = await contact(asAda, { description });
    await settled();
    expect(await kindsOf(asBen)).toEqual([]);
    await call(request(owner), 'shares.create', {
      body: { object: 'contacts', record_id: id, user_id: ben.user.id },
    });
    await patch(owner, id, { description: '' });
    await patch(owner, id, { description });
    await contact(asAda, { owner_id: ben.user.id });
    await settled();
    expect((await kindsOf(asBen)).sort()).toEqual(['assigned', 'mentioned']);
  });

  test('of nothing private that is not shared with them', async () => {
    const { owner, asAda, ada } = await office();
    const description = `Ask @[Ada](${ada.user.id})`;
    await contact(owner, { description, private: true });
    await settled();
    expect(await kindsOf(asAda)).toEqual([]);
    await contact(owner, { description });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['mentioned']);
  });

  test('of a mention in a note, and nobody of a last touch that followed from a call', async () => {
    const { owner, asAda, ada, asGrace, grace } = await office();
    const contact_id = await contact(owner, { owner_id: grace.user.id });
    await call(request(owner), 'notes.create', {
      body: { body: `Ask @[Ada](${ada.user.id})`, contact_id },
    });
    await call(request(owner), 'activities.create', {
      body: { kind: 'call', subject: 'Called', contact_id },
    });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['mentioned']);
    expect((await listed(asAda))[0]).toMatchObject({ object: 'notes' });
    expect(await kindsOf(asGrace)).toEqual(['assigned']);
  });

  test('of a mention in a comment by what it is about, when they may be told of that', async () => {
    const { owner, asAda, ada, asGrace, grace } = await office();
    const { id } = (await call(request(owner), 'notes.create', { body: { body: 'Boats' } })).data;
    await call(asGrace, 'follows.mute', { params: { object: 'notes', id } });
    const body = `@[Ada](${ada.user.id}) and @[Grace](${grace.user.id})`;
    await call(request(owner), 'comments.create', { body: { body, note_id: id } });
    await settled();
    expect(await listed(asAda)).toMatchObject([
      { object: 'notes', record: { id, title: 'Boats' }, notifications: [{ kind: 'mentioned' }] },
    ]);
    expect(await listed(asGrace)).toEqual([]);
  });

  test('of bulk changes: one notification however many records', async () => {
    const { owner, asAda, ada } = await office();
    for (let part = 0; part < 3; part++)
      await call(request(owner), 'contacts.bulk', {
        body: { create: Array.from({ length: 1000 }, (_, i) => ({ last_name: `n${part}-${i}` })) },
      });
    await settled();
    const { data, status } = await call(request(owner), 'contacts.bulk', {
      body: { update: { filter: {}, set: { owner_id: ada.user.id } } },
    });
    expect(status, JSON.stringify(data)).toBe(202);
    await settled();
    const groups = await listed(asAda);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ object: 'contacts', record: null, unread: 1 });
    expect(groups[0].notifications[0]).toMatchObject({ kind: 'assigned', count: 3000 });
  }, 90_000);

  test('nobody of what they muted, stopped following or may not read', async () => {
    const { owner, asAda, ada, asGrace, company, as } = await office();
    const id = await contact(owner, { owner_id: ada.user.id });
    const record = { params: { object: 'contacts', id } };
    await settled();
    await call(asAda, 'follows.unfollow', record);
    await call(asGrace, 'follows.follow', record);
    await call(asGrace, 'follows.mute', record);
    await patch(owner, id, { job_title: 'one' });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['assigned']);
    expect(await listed(asGrace)).toEqual([]);
    await call(asGrace, 'follows.unmute', record);
    await patch(owner, id, { job_title: 'two' });
    await settled();
    expect(await kindsOf(asGrace)).toEqual(['changed']);
    // Rights are those of now: without them neither content nor count.
    const poor = as(await company.member('rep'));
    const nothing = {
      ...asGrace,
      principal: { ...asGrace.principal, permissions: new Set<string>() },
    };
    expect(await listed(nothing)).toEqual([]);
    expect(await unread(nothing)).toBe(0);
    expect(await listed(poor)).toEqual([]);
    await database.admin.query(
      "update members set status = 'removed' where company_id = $1 and user_id = $2",
      [company.company.id, asGrace.scope.user_id],
    );
    await patch(owner, id, { job_title: 'three' });
    await settled();
    expect(await kindsOf(asGrace)).toEqual(['changed']);
  });

  test('of what they added themselves, when they chose so', async () => {
    const { owner, asAda, grace, company } = await office();
    await call(asAda, 'notifications.change_preferences', { body: { follow_created: true } });
    const id = await contact(asAda, { owner_id: grace.user.id });
    await settled();
    await patch(owner, id, { job_title: 'x' });
    await settled();
    expect(await kindsOf(asAda)).toEqual(['changed']);
    const state = (await call(asAda, 'follows.get', { params: { object: 'contacts', id } })).data;
    expect(state).toMatchObject({ following: true, muted: false });
    expect(state.followers.map(({ name }: { name: string }) => name)).toEqual(['Ada', 'Grace']);
    expect(company.user.name).not.toBe('Ada');
  });

  test('administrators of failed work and webhooks, whoever imported of the end of it', async () => {
    const { owner, asAda, ada, company } = await office();
    const import_id = newId();
    await database.admin.query(
      `insert into imports (company_id, id, object, file_name, bytes, text_bytes, user_id, format, mapping, options)
       values ($1, $2, 'contacts', 'people.csv', 1, 1, $3, '{}', '[]', '{}')`,
      [company.company.id, import_id, ada.user.id],
    );
    const record = async (name: string, object: string, record_id: string, after: object) =>
      app.db.withCompany(owner.scope, (tx) =>
        recordEvents(tx, userActor(owner, company.company.id, ada.user.id), [
          { name, object, record_id, after: { ...after } },
        ]),
      );
    await record('import.completed', 'imports', import_id, { created: 2, updated: 0, failed: 1 });
    await record('job.failed', 'jobs', newId(), { kind: 'records.bulk' });
    await record('job.failed', 'jobs', newId(), { kind: 'records.bulk' });
    await record('webhook.disabled', 'webhooks', newId(), {});
    await settled();
    const [mine, ...none] = await listed(asAda);
    expect(none).toEqual([]);
    expect(mine).toMatchObject({
      object: 'imports',
      record: { id: import_id, title: 'people.csv' },
    });
    expect(mine.notifications[0].data).toEqual({ created: 2, updated: 0, failed: 1 });
    expect((await kindsOf(owner)).sort()).toEqual(['job_failed', 'webhook_disabled']);
    const failed = (await listed(owner)).find(
      ({ object }: { object: string }) => object === 'jobs',
    );
    expect(failed.notifications[0]).toMatchObject({ count: 2, data: { job_kind: 'records.bulk' } });
  });
});

describe('the centre', () => {
  async function filled() {
    const house = await office();
    const first = await contact(house.owner, { owner_id: house.ada.user.id });
    const second = await contact(house.owner, { owner_id: house.ada.user.id });
    await settled();
    await patch(house.owner, first, { job_title: 'a' });
    await settled();
    return { ...house, first, second };
  }

  test('groups by record, newest first, page by page', async () => {
    const { asAda, first, second } = await filled();
    expect(await unread(asAda)).toBe(3);
    const groups = await listed(asAda);
    expect(groups.map(({ record }: { record: { id: string } }) => record.id)).toEqual([
      first,
      second,
    ]);
    expect(groups[0]).toMatchObject({ unread: 2, total: 2 });
    const { pagination, data } = await call(asAda, 'notifications.list', { search: 'limit=1' });
    expect(data).toHaveLength(1);
    const next = await call(asAda, 'notifications.list', {
      search: `limit=1&cursor=${pagination?.next_cursor}`,
    });
    expect(next.data[0].record.id).toBe(second);
    expect(next.pagination?.next_cursor).toBeNull();
    await expect(listed(asAda, 'cursor=nonsense')).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('reads, puts away and brings back, one by one, by record or all', async () => {
    const { asAda, asGrace, first, second } = await filled();
    const read = async (body: object, name = 'notifications.read') =>
      (await call(asAda, name, { body })).data.unread;
    const [group] = await listed(asAda);
    const id = group.notifications[0].id;
    await expect(
      call(asGrace, 'notifications.read', { body: { ids: [id] } }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect(await unread(asAda)).toBe(3);
    expect(await read({ ids: [id] })).toBe(2);
    expect((await listed(asAda, 'show=unread'))[0].unread).toBe(1);
    expect(await read({ object: 'contacts', record_id: first })).toBe(1);
    expect(await listed(asAda, 'show=unread')).toHaveLength(1);
    expect(await read({ ids: [id], read: false })).toBe(2);
    expect(await read({ object: 'contacts', record_id: second }, 'notifications.archive')).toBe(1);
    expect(await listed(asAda)).toHaveLength(1);
    await read({ object: 'contacts', record_id: second, archived: false }, 'notifications.archive');
    expect(await listed(asAda)).toHaveLength(2);
    expect(await read({ all: true })).toBe(0);
    for (const body of [{}, { all: true, ids: [id] }, { object: 'contacts' }])
      await expect(read(body)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('tells the other devices of the same person, and nobody else', async () => {
    const { asAda, owner, ada } = await filled();
    const heard: unknown[] = [];
    const forget = app.bus.subscribe(personalChannel, (message) => heard.push(message));
    await call(asAda, 'notifications.read', { body: { all: true } });
    await contact(owner, { owner_id: ada.user.id });
    await settled();
    forget();
    const news = (data: object) => ({
      news: [
        { company_id: ada.scope.company_id, user_id: ada.user.id, event: 'notification', data },
      ],
    });
    expect(heard).toEqual([
      news({ id: null, kind: null, unread: 0 }),
      news({ id: expect.any(String), kind: 'assigned', unread: 1 }),
    ]);
  });

  test('forgets after 90 days', async () => {
    const { asAda, owner, ada } = await filled();
    await database.admin.query(
      "update notifications set created_at = now() - interval '91 days' where user_id = $1 and kind = 'changed'",
      [ada.user.id],
    );
    await app.db.withCompany(owner.scope, (tx) => enqueue(owner, tx, cleanupNotificationsJob, {}));
    await settled();
    expect(await kindsOf(asAda)).toEqual(['assigned', 'assigned']);
  });
});

describe('mails', () => {
  /** The mails that were written once what waits to be mailed was. */
  const mailsOf = async (company: TestCompany) => {
    await settled();
    await database.admin.query(
      "update jobs set due_at = '-infinity' where kind = 'notifications.mail' and status = 'queued'",
    );
    const kinds = [mailJob];
    const mailing = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
    await settled(['emails.send']);
    await mailing.stop();
    return takeMails(app, company.company.id);
  };

  test('come at once in the language of the reader, with a way to stop them', async () => {
    const { owner, ada, asAda, company } = await office();
    await database.admin.query("update users set language = 'tr' where id = $1", [ada.user.id]);
    const id = await contact(owner, { owner_id: ada.user.id, last_name: 'Işık' });
    const [mail, ...more] = await mailsOf(company);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: ada.user.email, subject: 'Ada Byron size atadı: kişi Işık' });
    expect(mail?.text).toContain(`http://localhost:3000/contacts/${id}`);
    expect(mail?.headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const token = /token=([^>]+)>/.exec(mail?.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? '';
    for (const wrong of ['x', token.replace('assigned', 'mentioned'), `${token}x`])
      await expect(
        call(owner, 'notifications.unsubscribe', { search: `token=${wrong}` }),
      ).rejects.toMatchObject({ code: 'not_found' });
    // As a mail program does it: a form, without cookie and Origin.
    const click = await createRouter(app).fetch(
      new Request(/<(.+)>/.exec(mail?.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      }),
      { address: '203.0.113.9' },
    );
    expect(click.status).toBe(200);
    const { kinds } = (await call(asAda, 'notifications.preferences')).data;
    expect(kinds[0]).toEqual({ kind: 'assigned', in_app: true, mail: 'off' });
    await contact(owner, { owner_id: ada.user.id });
    await settled();
    expect(await mailsOf(company)).toEqual([]);
    expect(await unread(asAda)).toBe(2);
  });

  test('say several things at once, nothing that was read, and go to confirmed addresses only', async () => {
    const { owner, ada, grace, asAda, company } = await office();
    await database.admin.query('update users set email_verified = false where id = $1', [
      grace.user.id,
    ]);
    for (const owner_id of [ada.user.id, ada.user.id, ada.user.id, grace.user.id])
      await contact(owner, { owner_id });
    await settled();
    const [newest] = await listed(asAda);
    await call(asAda, 'notifications.read', { body: { ids: [newest.notifications[0].id] } });
    const mails = await mailsOf(company);
    expect(mails.map(({ subject, to }) => [to, subject])).toEqual([
      [ada.user.email, '2 notifications in Acme'],
    ]);
    expect(await mailsOf(company)).toEqual([]);
  });

  test('wait for the end of quiet hours', async () => {
    const { owner, ada, asAda, company } = await office();
    const clock = (minutes: number) =>
      new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
    await database.admin.query("update users set time_zone = 'UTC' where id = $1", [ada.user.id]);
    const quiet_hours = { from: clock(-60), to: clock(60) };
    await call(asAda, 'notifications.change_preferences', { body: { quiet_hours } });
    await contact(owner, { owner_id: ada.user.id });
    await settled();
    expect(await mailsOf(company)).toEqual([]);
    const { rows } = await database.admin.query<{ minutes: number }>(
      `select extract(epoch from due_at - now()) / 60 as minutes from jobs where company_id = $1 and kind = 'notifications.mail' and status = 'queued'`,
      [company.company.id],
    );
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.minutes)).toBeGreaterThan(58);
    await call(asAda, 'notifications.change_preferences', { body: { quiet_hours: null } });
    expect(await mailsOf(company)).toHaveLength(1);
  });

  test('come as one digest at the hour of the member, once', async () => {
    const { owner, ada, asAda, company } = await office();
    await database.admin.query("update users set time_zone = 'UTC' where id = $1", [ada.user.id]);
    const one = await contact(owner, { owner_id: ada.user.id });
    await mailsOf(company);
    const digest = async () => {
      await app.db.withCompany(owner.scope, (tx) => enqueue(owner, tx, digestJob, {}));
      await settled();
      return mailsOf(company);
    };
    await patch(owner, one, { job_title: 'a' });
    await settled();
    expect(await digest()).toEqual([]);
    await database.admin.query(
      "update notifications set created_at = now() - interval '1 day' where company_id = $1",
      [company.company.id],
    );
    const [mail, ...more] = await digest();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: ada.user.email, subject: 'News in Acme' });
    expect(mail?.text).toContain('Ada Byron changed contact Lovelace');
    expect(await digest()).toEqual([]);
    const token = /unsubscribe#(\S+)/.exec(mail?.text ?? '')?.[1];
    await call(owner, 'notifications.unsubscribe', { search: `token=${token}` });
    const { kinds } = (await call(asAda, 'notifications.preferences')).data;
    expect(kinds.find(({ kind }: { kind: string }) => kind === 'changed').mail).toBe('off');
  });
});
