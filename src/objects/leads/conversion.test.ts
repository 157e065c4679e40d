import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

/** A caller of the same person with another request id, and other rights when given. */
const again = (permissions?: ReadonlySet<string>): Ctx => ({
  ...ctx,
  origin: { ...ctx.origin, request_id: newId() },
  principal: permissions ? { ...ctx.principal, permissions } : ctx.principal,
});
const make = async (object: string, body: Record<string, unknown>) =>
  (await call(again(), `${object}.create`, { body })).data;
const get = async (object: string, id: string) =>
  (await call(ctx, `${object}.get`, { params: { id } })).data;
const convert = async (id: string, body: Record<string, unknown> = {}, as = again()) =>
  (await call(as, 'leads.convert', { params: { id }, body })).data;
const unconvert = async (id: string, as = again()) =>
  (await call(as, 'leads.unconvert', { params: { id } })).data;
const count = async (object: string): Promise<number> =>
  (await call(ctx, `${object}.list`, { search: 'count=exact' })).pagination?.total ?? -1;
const without = (...gone: string[]): Set<string> =>
  new Set([...ctx.principal.permissions].filter((right) => !gone.includes(right)));
const history = async (object: string, id: string) =>
  (await call(ctx, `${object}.history`, { params: { id } })).data;

const ilse = {
  first_name: 'Ilse',
  last_name: 'Öz',
  email: 'ilse@acme.example',
  phone: '+49 30 1234567',
  company_name: 'Acme Pumps',
  industry: 'Energy',
  job_title: 'Buyer',
  source: 'Trade fair',
  status: 'working',
  tags: ['fair'],
};

/** A lead with custom fields, of which account, contact and deal have some too, converted. */
async function withCustom() {
  const field = async (object: string, label: string, kind: string, choices: string[] = []) => {
    const body = {
      object,
      label,
      kind,
      ...(choices.length > 0 ? { choices: choices.map((value) => ({ value, label: value })) } : {}),
    };
    const { data } = await call(again(), 'fields.create', { body });
    return data.key;
  };
  const fair = await field('leads', 'Fair', 'text');
  const fleet = await field('leads', 'Fleet', 'integer');
  const segment = await field('leads', 'Segment', 'choice', ['gold', 'silver']);
  const only = await field('leads', 'Only here', 'text');
  expect(await field('accounts', 'Fleet', 'integer')).toBe(fleet);
  expect(await field('accounts', 'Segment', 'choice', ['silver'])).toBe(segment);
  expect(await field('contacts', 'Fair', 'text')).toBe(fair);
  // The same key, another kind.
  expect(await field('contacts', 'Fleet', 'text')).toBe(fleet);
  expect(await field('deals', 'Segment', 'choice', ['gold'])).toBe(segment);
  expect(await field('deals', 'Fair', 'text')).toBe(fair);
  const custom = { [fair]: 'Hall 4', [fleet]: 12, [segment]: 'gold', [only]: 'x' };
  const lead = await make('leads', { ...ilse, custom });
  const { data: preview } = await call(ctx, 'leads.conversion', { params: { id: lead.id } });
  const done = await convert(lead.id, { deal: { custom: { [fair]: 'Hall 5' } } });
  return { lead, done, preview, fair, fleet, segment };
}

describe('a conversion', () => {
  test('gives custom fields to records that have one of the same key and kind', async () => {
    const { done, preview, fair, fleet, segment } = await withCustom();
    expect(preview.account.custom).toEqual({ [fleet]: 12 });
    expect(preview.contact.custom).toEqual({ [fair]: 'Hall 4' });
    expect(preview.deal.custom).toEqual({ [fair]: 'Hall 4', [segment]: 'gold' });
    expect((await get('accounts', done.account.id)).custom).toMatchObject({
      [fleet]: 12,
      [segment]: null,
    });
    expect((await get('contacts', done.contact.id)).custom).toMatchObject({
      [fair]: 'Hall 4',
      [fleet]: null,
    });
    // What was typed goes over what the lead says.
    expect((await get('deals', done.deal.id)).custom).toMatchObject({
      [fair]: 'Hall 5',
      [segment]: 'gold',
    });
  });

  test('makes an account, a contact and a deal of what the lead says, tied together', async () => {
    const lead = await make('leads', ilse);
    const done = await convert(lead.id, { deal: { amount: '1250.50' } });
    expect(done).toMatchObject({
      changed: true,
      account: { title: 'Acme Pumps', made: true },
      contact: { title: 'Ilse Öz', made: true },
      deal: { title: 'Acme Pumps', made: true },
      lead: {
        status: 'qualified',
        converted_by: one.user.id,
        converted_account_id: done.account.id,
        converted_contact_id: done.contact.id,
        converted_deal_id: done.deal.id,
      },
    });
    expect(done.lead).toEqual(await get('leads', lead.id));
    expect(await get('accounts', done.account.id)).toMatchObject({
      domain: 'acme.example',
      industry: 'Energy',
      owner_id: one.user.id,
    });
    expect(await get('contacts', done.contact.id)).toMatchObject({
      account_id: done.account.id,
      email: 'ilse@acme.example',
      phone: '+49301234567',
      job_title: 'Buyer',
      lead_source: 'Trade fair',
      tags: ['fair'],
    });
    expect(await get('deals', done.deal.id)).toMatchObject({
      account_id: done.account.id,
      amount: '1250.50',
      source: 'Trade fair',
      status: 'open',
    });
    const { data: people } = await call(ctx, 'deal_contacts.list');
    expect(people).toMatchObject([
      { deal_id: done.deal.id, contact_id: done.contact.id, is_primary: true },
    ]);
  });

  test('leaves a way from what was made to the lead and its history', async () => {
    const lead = await make('leads', ilse);
    const { contact, account, deal } = await convert(lead.id, { deal: {} });
    for (const [object, { id }] of Object.entries({
      accounts: account,
      contacts: contact,
      deals: deal,
    })) {
      const found = (await history(object, id)).find((entry: { name: string }) =>
        entry.name.endsWith('.lead_converted'),
      );
      expect(found.changes).toEqual([{ field: 'lead_id', before: null, after: lead.id }]);
      expect(found.names).toEqual({ [lead.id]: 'Ilse Öz' });
      const { data: told } = await call(ctx, `${object}.timeline`, { params: { id } });
      expect(told.map(({ sentence }: { sentence: string }) => sentence)).toContain(
        'Ada Byron converted a lead into this',
      );
      const search = `include=leads`;
      const { data } = await call(ctx, `${object}.get`, { params: { id }, search });
      expect(data.leads).toMatchObject([{ id: lead.id, title: 'Ilse Öz' }]);
    }
    const names = (await history('leads', lead.id)).map(({ name }: { name: string }) => name);
    expect(names).toEqual(['lead.converted', 'lead.created']);
  });

  test('takes other names, and only what is wanted', async () => {
    const lead = await make('leads', ilse);
    const done = await convert(lead.id, {
      account: null,
      contact: { first_name: 'Elsa', email: 'elsa@acme.example' },
    });
    expect(done).toMatchObject({ account: null, deal: null, contact: { title: 'Elsa Öz' } });
    expect(await get('contacts', done.contact.id)).toMatchObject({
      email: 'elsa@acme.example',
      account_id: null,
    });
    const company = await make('leads', { company_name: 'Acme', phone: '+49 30 1234567' });
    const other = await convert(company.id);
    expect(other).toMatchObject({ contact: null, account: { title: 'Acme' } });
    expect(await get('accounts', other.account.id)).toMatchObject({ phone: '+49301234567' });
  });

  test('names the deal after the company, else the person, else the mail address before its @', async () => {
    const email = 'ilse.oz@acme.example';
    for (const [values, title] of [
      [{ company_name: 'Acme', first_name: 'Ilse', email }, 'Acme'],
      [{ first_name: 'Ilse', last_name: 'Öz', email }, 'Ilse Öz'],
      [{ email }, 'ilse.oz'],
    ] as const) {
      const lead = await make('leads', values);
      expect(await convert(lead.id, { deal: {} })).toMatchObject({
        deal: { title },
      });
    }
  });

  test('chooses what is there, and changes nothing of it', async () => {
    const account = await make('accounts', { name: 'Acme', domain: 'acme.example' });
    const contact = await make('contacts', { first_name: 'Ilse', email: 'ilse@acme.example' });
    const lead = await make('leads', ilse);
    const done = await convert(lead.id, {
      account_id: account.id,
      contact_id: contact.id,
      deal: { title: 'Pumps' },
    });
    expect(done).toMatchObject({
      account: { id: account.id, made: false },
      contact: { id: contact.id, made: false },
      deal: { title: 'Pumps', made: true },
    });
    expect(await get('accounts', account.id)).toEqual(account);
    expect(await get('contacts', contact.id)).toEqual(contact);
  });

  test('done twice, or twice at once, is done once', async () => {
    const lead = await make('leads', ilse);
    const both = await Promise.all([1, 2, 3, 4].map(() => convert(lead.id, { deal: {} })));
    expect(both.filter(({ changed }) => changed)).toHaveLength(1);
    expect(new Set(both.map(({ deal }) => deal.id)).size).toBe(1);
    expect(await convert(lead.id)).toMatchObject({ changed: false, deal: both[0].deal });
    for (const object of ['accounts', 'contacts', 'deals', 'deal_contacts'])
      expect(await count(object), object).toBe(1);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      "select count(*)::int as n from events where company_id = $1 and name = 'lead.converted'",
      [one.company.id],
    );
    expect(rows[0].n).toBe(1);
  });

  test('refuses ids of another company and of nobody, and makes nothing', async () => {
    const other = await testCompany();
    const theirs = testCtx(await app, other, other);
    const foreign = (await call(theirs, 'accounts.create', { body: { name: 'Theirs' } })).data.id;
    const lead = await make('leads', ilse);
    for (const body of [
      { account_id: foreign },
      { account_id: newId() },
      { contact_id: foreign },
      { contact: { account_id: foreign } },
      { deal: { stage_id: foreign } },
      { deal: { owner_id: other.user.id } },
    ])
      await expect(convert(lead.id, body), JSON.stringify(body)).rejects.toMatchObject({
        status: 422,
        details: { issues: [{ code: 'not_found' }] },
      });
    await expect(
      call(theirs, 'leads.convert', { params: { id: lead.id }, body: {} }),
    ).rejects.toMatchObject({ status: 404 });
    for (const object of ['accounts', 'contacts', 'deals']) expect(await count(object)).toBe(0);
    expect(await get('leads', lead.id)).toEqual(lead);
  });

  test('names what is wrong by its path', async () => {
    const lead = await make('leads', ilse);
    const issues = async (body: Record<string, unknown>) => {
      const thrown = await convert(lead.id, body).catch((error: unknown) => error);
      return (
        thrown as { details: { issues: { path: string; code: string }[] } }
      ).details.issues.map(({ path, code }) => `${path} ${code}`);
    };
    expect(await issues({ account: { name: '' } })).toEqual(['account.name required']);
    expect(await issues({ deal: { amount: 'much', x: 1 } })).toEqual([
      'deal.amount invalid_number',
      'deal.x unknown_key',
    ]);
    expect(await issues({ account: null, contact: null })).toEqual(['account required']);
    expect(await issues({ account: {}, account_id: newId() })).toEqual(['account repeated']);
    await expect(convert(lead.id, { version: 9 })).rejects.toMatchObject({ status: 412 });
  });

  test('needs the right for everything it makes and chooses', async () => {
    const lead = await make('leads', ilse);
    const may = (body: Record<string, unknown>, ...gone: string[]) =>
      convert(lead.id, body, again(without(...gone))).then(
        () => 'yes',
        (error: { status: number }) => error.status,
      );
    expect(await may({}, 'leads:update')).toBe(403);
    expect(await may({}, 'accounts:create')).toBe(403);
    expect(await may({}, 'contacts:create')).toBe(403);
    expect(await may({ account_id: newId() }, 'accounts:read')).toBe(403);
    expect(await may({ deal: {} }, 'deals:create')).toBe(403);
    expect(await may({ deal: {} }, 'deal_contacts:create')).toBe(403);
    for (const object of ['accounts', 'contacts', 'deals']) expect(await count(object)).toBe(0);
    // Who may not create deals still converts without one.
    expect(await may({}, 'deals:create', 'deals:read')).toBe('yes');
    expect(await count('contacts')).toBe(1);
  });

  test('gives the work of somebody who left to whoever converts', async () => {
    const rep = await one.member('rep');
    const lead = await make('leads', { ...ilse, owner_id: rep.user.id });
    const { admin } = await startDatabase();
    await admin.query("update members set status = 'removed' where user_id = $1", [rep.user.id]);
    const { contact } = await convert(lead.id);
    expect(await get('contacts', contact.id)).toMatchObject({ owner_id: one.user.id });
  });

  test('leaves out of custom fields who has left', async () => {
    const [rep, mate] = [await one.member('rep'), await one.member('rep', 'Grace Hopper')];
    const field = async (object: string, label: string): Promise<string> =>
      (await call(again(), 'fields.create', { body: { object, label, kind: 'user' } })).data.key;
    const [adviser, partner] = [await field('leads', 'Adviser'), await field('leads', 'Partner')];
    for (const object of ['accounts', 'contacts'])
      for (const label of ['Adviser', 'Partner']) await field(object, label);
    const custom = { [adviser]: rep.user.id, [partner]: mate.user.id };
    const lead = await make('leads', { ...ilse, custom });
    const { admin } = await startDatabase();
    await admin.query("update members set status = 'removed' where user_id = $1", [rep.user.id]);
    const { data: preview } = await call(ctx, 'leads.conversion', { params: { id: lead.id } });
    expect(preview.contact.custom).toEqual({ [partner]: mate.user.id });
    const { account, contact } = await convert(lead.id);
    const left = { [adviser]: null, [partner]: mate.user.id };
    expect((await get('accounts', account.id)).custom).toMatchObject(left);
    expect((await get('contacts', contact.id)).custom).toMatchObject(left);
    expect((await get('leads', lead.id)).custom).toMatchObject(custom);
  });

  test('makes the lead read-only', async () => {
    const lead = await make('leads', ilse);
    const request = again();
    await call(request, 'leads.update', { params: { id: lead.id }, body: { rating: 'hot' } });
    await convert(lead.id);
    const patch = (body: unknown) =>
      call(again(), 'leads.update', { params: { id: lead.id }, body });
    await expect(patch({ status: 'new' })).rejects.toMatchObject({
      status: 422,
      details: { issues: [{ path: 'status', code: 'converted' }] },
    });
    await expect(call(again(), 'leads.delete', { params: { id: lead.id } })).rejects.toMatchObject({
      status: 409,
    });
    const { data } = await call(again(), 'leads.undo', {
      body: { request_id: request.origin.request_id },
    });
    expect(data).toEqual({ undone: 0, kept: [{ id: lead.id, fields: ['rating'] }] });
    expect(await get('leads', lead.id)).toMatchObject({ rating: 'hot', status: 'qualified' });
  });
});

describe('the preview of a conversion', () => {
  test('proposes what is there, by domain and mail address before names', async () => {
    const [byName, byDomain] = [
      await make('accounts', { name: 'ACME pumps' }),
      await make('accounts', { name: 'Acme Holding', domain: 'acme.example' }),
    ];
    const [namesake, same] = [
      await make('contacts', { first_name: 'ilse', last_name: 'ÖZ' }),
      await make('contacts', {
        last_name: 'Oz',
        emails: [
          { label: null, value: 'private@x.example' },
          { label: null, value: 'ilse@acme.example' },
        ],
      }),
    ];
    const gone = await make('accounts', { name: 'Gone', domain: 'acme.example' });
    await call(again(), 'accounts.delete', { params: { id: gone.id } });
    const lead = await make('leads', ilse);
    const { data } = await call(ctx, 'leads.conversion', { params: { id: lead.id } });
    expect(data.accounts).toMatchObject([
      { id: byDomain.id, why: 'domain', detail: 'acme.example' },
      { id: byName.id, why: 'name' },
    ]);
    expect(data.contacts).toMatchObject([
      { id: same.id, why: 'email', detail: 'private@x.example' },
      { id: namesake.id, why: 'name' },
    ]);
    expect(data).toMatchObject({
      account: { name: 'Acme Pumps', domain: 'acme.example' },
      contact: { first_name: 'Ilse', last_name: 'Öz' },
      deal: { title: 'Acme Pumps' },
    });
  });

  test('takes a mail provider for no company, and hides what may not be read', async () => {
    await make('accounts', { name: 'Gmail', domain: 'gmail.com' });
    await make('accounts', { name: 'Acme' });
    const lead = await make('leads', { email: 'ilse@gmail.com', company_name: 'Acme' });
    const preview = async (as: Ctx) =>
      (await call(as, 'leads.conversion', { params: { id: lead.id } })).data;
    expect(await preview(ctx)).toMatchObject({
      account: { name: 'Acme' },
      accounts: [{ title: 'Acme', why: 'name' }],
    });
    expect((await preview(again(without('accounts:read')))).accounts).toEqual([]);
  });
});

describe('a conversion taken back', () => {
  test('opens the lead as it was, and what nobody touched goes to the bin', async () => {
    const lead = await make('leads', ilse);
    const { account, contact, deal } = await convert(lead.id, { deal: {} });
    const undone = await unconvert(lead.id);
    expect(undone).toMatchObject({ changed: true, kept: [] });
    expect(undone.binned).toEqual([
      { object: 'deals', id: deal.id },
      { object: 'contacts', id: contact.id },
      { object: 'accounts', id: account.id },
    ]);
    const { version, updated_at, ...values } = await get('leads', lead.id);
    expect(values).toEqual(
      Object.fromEntries(Object.entries(lead).filter(([key]) => key in values)),
    );
    expect([version, updated_at > lead.updated_at]).toEqual([3, true]);
    for (const object of ['accounts', 'contacts', 'deals']) expect(await count(object)).toBe(0);
    expect(await unconvert(lead.id)).toMatchObject({ changed: false });
    // And it can be converted anew.
    expect(await convert(lead.id)).toMatchObject({ changed: true, deal: null });
  });

  test('leaves what was chosen, changed or used since, and says why', async () => {
    const chosen = await make('contacts', { first_name: 'Ilse' });
    const lead = await make('leads', ilse);
    const { account, deal } = await convert(lead.id, { contact_id: chosen.id, deal: {} });
    await call(again(), 'deals.update', { params: { id: deal.id }, body: { amount: '5' } });
    expect(await unconvert(lead.id)).toMatchObject({
      binned: [],
      kept: [
        { object: 'deals', id: deal.id, why: 'changed' },
        { object: 'accounts', id: account.id, why: 'used' },
      ],
      lead: { converted_at: null, status: 'working' },
    });
    expect(await get('contacts', chosen.id)).toEqual(chosen);
    const events = (await history('deals', deal.id)).map(({ name }: { name: string }) => name);
    expect(events[0]).toBe('deal.lead_unconverted');
  });

  test('keeps an account that got a task, and bins the rest', async () => {
    const lead = await make('leads', ilse);
    const { account, contact } = await convert(lead.id);
    await make('tasks', { title: 'Call', account_id: account.id });
    expect(await unconvert(lead.id)).toMatchObject({
      binned: [{ object: 'contacts', id: contact.id }],
      kept: [{ object: 'accounts', why: 'used' }],
    });
  });

  test('takes back what it gave to custom fields too', async () => {
    const { lead, done } = await withCustom();
    const undone = await unconvert(lead.id);
    expect(undone.kept).toEqual([]);
    expect(undone.binned).toHaveLength(3);
    expect(undone.lead.custom).toEqual(lead.custom);
    expect(await convert(lead.id, { deal: {} })).toMatchObject({ changed: true });
    expect(done.changed).toBe(true);
  });

  test('needs the right to delete what would go', async () => {
    const lead = await make('leads', ilse);
    await convert(lead.id);
    await expect(unconvert(lead.id, again(without('contacts:delete')))).rejects.toMatchObject({
      status: 403,
    });
    expect(await get('leads', lead.id)).toMatchObject({ status: 'qualified' });
    expect(await count('accounts')).toBe(1);
  });

  test('at the same time as a conversion ends in one of both', async () => {
    const lead = await make('leads', ilse);
    await convert(lead.id, { deal: {} });
    await Promise.all([unconvert(lead.id), unconvert(lead.id), convert(lead.id)]);
    const now = await get('leads', lead.id);
    expect(await count('contacts')).toBe(now.converted_at === null ? 0 : 1);
    expect(await count('accounts')).toBe(now.converted_at === null ? 0 : 1);
  });
});
