import { afterEach, beforeAll, expect, test } from 'vitest';
import { workPrincipal } from '@/identity/member-principal';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import type { Ctx } from '../context';
import { type Relay, startRelay } from './relay';
import { defineSubscriber, type LoggedEvent } from './subscriber';
import { subscriberJob } from './subscriber-job';
import { startWorkers, type Workers } from './worker';

let app: TestApp;
const started: (Relay | Workers)[] = [];

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((part) => part.stop()));
});

async function company(): Promise<Ctx> {
  const one = await testCompany();
  return testCtx(app, one, one);
}

const contact = async (ctx: Ctx, first_name: string): Promise<string> =>
  ((await call(ctx, 'contacts.create', { body: { first_name } })).data as { id: string }).id;

test('events of every company reach their subscriber once and leave the outbox', async () => {
  const companies = [await company(), await company()];
  const got: { company_id: string; event: LoggedEvent }[] = [];
  const subscriber = defineSubscriber({
    name: 'test.relay',
    queue: 'records',
    events: ['contact.created'],
    bulk: 'each',
    handle: async (ctx, _tx, events) => {
      for (const event of events) got.push({ company_id: ctx.scope.company_id, event });
    },
  });
  const relay = startRelay(app, { subscribers: [subscriber], look_ms: 30 });
  const workers = startWorkers(app, {
    kinds: [subscriberJob(subscriber)],
    principalOf: workPrincipal,
    look_ms: 30,
  });
  started.push(relay, workers);
  const made = await Promise.all(
    companies.map(async (ctx) => [ctx.scope.company_id, await contact(ctx, 'Relayed')]),
  );
  const seen = () =>
    got
      .map(({ company_id, event }) => [company_id, event.record_id])
      .filter(([id]) => companies.some((ctx) => ctx.scope.company_id === id))
      .sort();
  await expect.poll(seen, { timeout: 10_000 }).toEqual([...made].sort());
  const { admin } = await startDatabase();
  const left = await admin.query('select event_id from outbox where company_id = any($1)', [
    companies.map((ctx) => ctx.scope.company_id),
  ]);
  expect(left.rows).toEqual([]);
  await relay.drain();
  expect(seen()).toHaveLength(made.length);
});
