import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Principal } from '@/core/run/context';
import { enqueueAll, systemActor } from '@/core/run/jobs/job';
import { startRelay } from '@/core/run/jobs/relay';
import { startWorkers } from '@/core/run/jobs/worker';
import { hasFieldRights } from '@/core/shape/field-rights';
import { jobKindsOf } from '@/entry/work';
import { digestJob } from '@/features/notifications/digest';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import type { Mail } from '@/platform/mail/mail';
import { createOutbound } from '@/platform/outbound/outbound';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { EventReader } from '../support/event-reader';
import { type Receiver, startReceiver } from '../support/receiver';
import { type Canary, covers, plant } from './canaries';
import { type FieldRole, fieldRoleNames, fieldRolesOf, memberWith, toldTo } from './field-roles';
import { House } from './house';

/**
 * The rights on fields on the roads that nobody asks along: both streams, the calendar feed, mails at once and of a day, and what a
 * webhook of the company keeps. Records are handed to members with such roles and changed before their eyes, each field to a value
 * that stands nowhere else.
 */
let house: House;
let database: TestDatabase;
let company: TestCompany;
let owner: Principal;
let receiver: Receiver;
let sent: Mail[] = [];
let webhook_id: string;
const canaries: Canary[] = [];
const members = new Map<FieldRole, Principal>();

const call = (name: string, as: Principal, given: Parameters<House['call']>[1] = {}) =>
  house.call(house.operation(name), { ...given, as });
const dataOf = ({ json }: Awaited<ReturnType<House['call']>>) =>
  (json?.data ?? {}) as Record<string, string>;

beforeAll(async () => {
  [database, receiver] = await Promise.all([ownDatabase('field_roads'), startReceiver()]);
  const outbound = createOutbound({ allow: ['127.0.0.1'] });
  house = await House.open((app) => {
    sent = app.sent;
    return { ...app, db: database.db, outbound, queue: silentTransport() };
  });
  company = await testCompany({}, database);
  owner = house.principal(company, company);
  const subscribers = modules.flatMap((module) => module.subscribers ?? []);
  startRelay(house.app, { subscribers, look_ms: 20 });
  startWorkers(house.app, { kinds: jobKindsOf(modules), principalOf: workPrincipal, look_ms: 20 });
  for (const { name } of [...house.app.registry.objects.values()].filter(hasFieldRights)) {
    const body = { object: name, label: 'Secret', key: 'secret', kind: 'text', filterable: true };
    await call('fields.create', owner, { body });
  }
  const webhook = { url: receiver.url, events: ['*'] };
  webhook_id = dataOf(await call('webhooks.create', owner, { body: webhook })).id ?? '';
  for (const [name, fields] of Object.entries(fieldRolesOf(house)))
    members.set(name as FieldRole, (await memberWith(house, company, name, fields)).principal);
  await database.admin.query('update users set email_verified = true');
}, 120_000);

/** Everything is done, what waits a moment to be told with more as well. */
const settled = () =>
  vi.waitFor(
    async () => {
      await database.admin.query("update jobs set due_at = now() where status = 'queued'");
      const { rows } = await database.admin.query(
        `select 1 from outbox union all select 1 from jobs where status in ('queued', 'running')`,
      );
      expect(rows).toEqual([]);
    },
    { timeout: 60_000, interval: 30 },
  );

describe.each(fieldRoleNames)('%s', (name) => {
  const as = (): Principal => {
    const found = members.get(name);
    if (!found) throw new Error('no such role');
    return found;
  };
  const told = (text: string): string[] => toldTo(canaries, as(), text);
  const open = async (stream: string) =>
    new EventReader(await house.fetch(house.operation(stream), { as: as() }));

  test('streams, mails, the feed and what a webhook keeps tell nothing', async () => {
    const { url } = dataOf(await call('calendar.make_feed', as(), { body: {} }));
    const [stream, personal] = [await open('stream.open'), await open('notifications.stream')];

    const before = canaries.length;
    for (const object of [...house.app.registry.objects.values()].filter(hasFieldRights)) {
      const id = await house.record(owner, object.name);
      if ('owner_id' in object.fields)
        await call(`${object.name}.update`, owner, {
          params: { id },
          body: { owner_id: as().user.id },
        });
      canaries.push(...(await plant(house, owner, object, id, ['secret'])));
      // A canary of a time is years ahead, where no feed looks.
      const { calendar } = object;
      if (calendar)
        await call(`${object.name}.update`, owner, {
          params: { id },
          body: { [calendar.start]: new Date(Date.now() + 86_400_000).toISOString() },
        });
    }
    // Called by what is kept from them.
    const email = `zq${name}calledqz@example.com`;
    for (const object of ['contacts', 'leads'])
      if (
        (await call(`${object}.create`, owner, { body: { email, owner_id: as().user.id } }))
          .status === 201
      )
        canaries.push({ object, field: 'email', text: `zq${name}calledqz` });
    const planted = canaries.slice(before);
    const kept = planted.filter((one) => covers(as().fields, one));
    expect(kept.length).toBeGreaterThan(name === 'few' ? 5 : 30);
    await settled();
    await database.admin.query(
      "update notifications set created_at = created_at - interval '2 days' where mail = 'digest' and mailed_at is null",
    );
    const company_id = company.company.id;
    await house.app.db.withCompany({ company_id, user_id: null }, (tx) =>
      enqueueAll(tx, systemActor(house.app, company_id, newId()), digestJob, [{ input: {} }]),
    );
    await settled();

    expect(stream.notices.length).toBeGreaterThan(planted.length / 2);
    expect(personal.events.length).toBeGreaterThan(3);
    expect(told(JSON.stringify([stream.events, personal.events]))).toEqual([]);

    const mails = sent.filter(({ to }) => to === as().user.email);
    expect(mails.length).toBeGreaterThan(1);
    expect(mails.some(({ subject }) => subject.startsWith('News in'))).toBe(true);
    expect(told(mails.map((one) => JSON.stringify(one)).join('\n'))).toEqual([]);

    const file = url?.split('/').at(-1) ?? '';
    const feed = await call('calendar.read_feed', owner, { params: { file } });
    expect(feed.text.split('BEGIN:VEVENT').length).toBeGreaterThan(2);
    expect(told(feed.text)).toEqual([]);

    // The webhook is the company's and hears every field; who does not see them is not shown what it kept.
    const heard = receiver.got.map(({ body: one }) => one.toLowerCase()).join('\n');
    expect(kept.filter(({ text }) => heard.includes(text)).length).toBeGreaterThan(5);
    const params = { id: webhook_id };
    const deliveries = await call('webhooks.deliveries', as(), { params, search: '?limit=100' });
    const kept_ids = (deliveries.json?.data ?? []) as { id: string }[];
    const statuses = new Set<number>();
    for (const { id: delivery_id } of kept_ids) {
      const one = await call('webhooks.delivery', as(), { params: { ...params, delivery_id } });
      statuses.add(one.status);
      expect(told(one.text)).toEqual([]);
    }
    expect([...statuses]).toContain(403);
    expect(told(deliveries.text)).toEqual([]);
  }, 120_000);
});
