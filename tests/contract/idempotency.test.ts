import { beforeAll, describe, expect, test } from 'vitest';
import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { testCompany } from '../support/company';
import { startDatabase } from '../support/database';
import { inputSchema, smallest } from './generate';
import { House, type Reply } from './house';

/** Every operation that changes something, called many times with one Idempotency-Key: one effect, one answer. */
const mutations = modules
  .flatMap((module) => (module.operations ?? []).map(({ contract }) => contract))
  .filter(({ method, auth, multipart }) => method !== 'GET' && auth !== 'none' && !multipart);

/** Bodies that do something, where the smallest that fits the schema is refused. */
const bodies: Record<string, unknown> = {
  'invitations.create': { email: 'grace@navy.example', role: 'rep' },
  'exchange_rates.create': { currency: 'GBP', rate: '1.15', valid_from: '2026-01-01' },
  'api_keys.create': { name: 'Sync', scopes: ['contacts:read'] },
  'oauth_apps.create': {
    name: 'Sync',
    redirect_uris: ['https://app.example/back'],
    scopes: ['contacts:read'],
  },
  'accounts.bulk': { create: [{ name: 'Navy' }, { name: 'Army' }] },
  'contacts.create': { first_name: 'Grace' },
  'contacts.bulk': { create: [{ first_name: 'Grace' }, { first_name: 'Ada' }] },
  'pipelines.bulk': { create: [{ name: 'Service' }, { name: 'Renewals' }] },
  'stages.bulk': { update: { filter: {}, set: { rotting_days: 7 } } },
  'stage_checks.bulk': { update: { filter: {}, set: { is_required: true } } },
  'deals.create': { title: 'Pumps' },
  'deals.bulk': { create: [{ title: 'Pumps' }, { title: 'Valves' }] },
  'leads.create': { company_name: 'Acme' },
  'leads.bulk': { create: [{ company_name: 'Acme' }, { first_name: 'Ilse' }] },
  'leads.set_assignment': { rules: [], otherwise: { kind: 'creator', user_ids: [] } },
  'accounts.set_assignment': { rules: [], otherwise: { kind: 'creator', user_ids: [] } },
  'leads.convert': { deal: { title: 'Pumps' } },
  'tasks.create': { title: 'Call' },
  'tasks.bulk': { create: [{ title: 'Call' }, { title: 'Write' }] },
  'activities.bulk': { create: [{ kind: 'call', subject: 'Called' }] },
  'notes.bulk': { create: [{ body: 'Likes boats' }] },
  'files.bulk': { update: { filter: {}, set: { name: 'Offer.pdf' } } },
  'comments.bulk': { update: { filter: {}, set: { body: 'Which ones?' } } },
  'deal_contacts.bulk': { update: { filter: {}, set: { role: 'buyer' } } },
  'products.bulk': { create: [{ name: 'Pump' }, { name: 'Valve' }] },
  'price_books.bulk': { create: [{ name: 'Resellers' }, { name: 'Exports' }] },
  'prices.bulk': { update: { filter: {}, set: { price: '7' } } },
  'deal_items.bulk': { update: { filter: {}, set: { quantity: 2 } } },
  'deal_checks.bulk': { delete: { filter: {} } },
  'quotes.bulk': { update: { filter: {}, set: { name: 'Offer' } } },
  'fields.create': { object: 'contacts', label: 'Shoe size', kind: 'integer' },
  'notifications.read': { all: true },
  'notifications.archive': { all: true },
  'webhooks.create': { url: 'https://hooks.example.com/', events: ['contact.created'] },
};
/** Their answers are shown once. */
const secret = new Set(mutations.filter((one) => one.secret_answer).map(({ name }) => name));

let house: House;

beforeAll(async () => {
  house = await House.open();
});

/** All that the company holds, as one number of rows by table. */
async function contents(company_id: string): Promise<Record<string, number>> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query<{ name: string }>(
    `select distinct c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.column_name = 'company_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'events\\_%' order by 1`,
  );
  const counts = await admin.query<{ name: string; count: number }>(
    rows
      .map(
        ({ name }) =>
          `select '${name}' as name, count(*)::int as count from "${name}" where company_id = $1`,
      )
      .join(' union all '),
    [company_id],
  );
  return Object.fromEntries(counts.rows.map(({ name, count }) => [name, count]));
}

const waits = ({ status, text }: Reply): boolean =>
  status === 409 && text.includes('still running');

async function caller(contract: Contract) {
  const company = await testCompany();
  const as = house.principal(company, company);
  const id = contract.object ? await house.record(as, contract.object) : newId();
  const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
  const schema = inputSchema(contract, 'body');
  const call = (): Promise<Reply> =>
    house.call(contract, {
      as,
      params: Object.fromEntries(names.map((name) => [name, id])),
      body: bodies[contract.name] ?? (schema ? smallest(schema) : {}),
      headers: { 'idempotency-key': 'once' },
    });
  return { company_id: company.company.id, call };
}

describe('one Idempotency-Key, one effect', () => {
  test.each(mutations.map((contract) => [contract.name, contract] as const))(
    '%s',
    async (_, contract) => {
      const { company_id, call } = await caller(contract);
      const burst = await Promise.all(Array.from({ length: 5 }, call));
      const held = await contents(company_id);
      expect(held.idempotency_keys).toBe(1);
      const again = await call();
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await contents(company_id)).toEqual(held);
      const ran = burst.filter(
        (reply) => !reply.headers.has('idempotency-replayed') && !waits(reply),
      );
      expect(ran).toHaveLength(1);
      if (secret.has(contract.name) && ran[0]?.status !== again.status)
        expect(again.json).toMatchObject({ error: 'conflict' });
      else
        for (const reply of burst.filter((one) => !waits(one))) expect(reply.text).toBe(again.text);
      if (contract.name in bodies) expect(ran[0]?.status, ran[0]?.text).toBeLessThan(300);
    },
  );
});
