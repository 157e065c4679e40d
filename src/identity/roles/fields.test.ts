import { beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '@/core/run/context';
import type { FieldRights } from '@/core/shape/field-rights';
import { type Telling, tell } from '@/features/notifications/tell';
import { titlesOf } from '@/features/notifications/titles';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { memberCtx, type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import type { ObjectRights, RoleRights } from './rights';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});

const all: ObjectRights = {
  ...{ read: 'all', create: 'all', update: 'all', delete: 'all' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};
const seller = (fields: FieldRights, given: Partial<RoleRights> = {}): RoleRights => ({
  objects: { '*': all },
  administration: [],
  fields,
  ...given,
});

const as = (company: TestCompany, id: string): Promise<Ctx> => memberCtx(app, company, id);

/** A company with an owner, and one who has some roles. */
async function house(...roles: RoleRights[]) {
  const company = await testCompany();
  const owner = testCtx(app, company, company);
  const ids: string[] = [];
  for (const [at, rights] of roles.entries())
    ids.push((await call(owner, 'roles.create', { body: { name: `Role ${at}`, rights } })).data.id);
  const { user } = await company.member('custom', 'Ann');
  await call(owner, 'members.roles', { params: { id: user.id }, body: { role_ids: ids } });
  return { company, owner, ids, ann: await as(company, user.id), user_id: user.id };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => ({ status: 200, paths: [] as string[], codes: [] as string[] }),
    (error: {
      status: number;
      details?: { issues?: { path: string; code: string }[] };
      issues?: { path: string; code: string }[];
    }) => {
      const issues = error.details?.issues ?? [];
      return {
        status: error.status,
        paths: issues.map(({ path }) => path),
        codes: issues.map(({ code }) => code),
      };
    },
  );

const contactRights: FieldRights = {
  contacts: { email: 'masked', phone: 'masked', nickname: 'hidden', job_title: 'read_only' },
  deals: { amount: 'hidden', next_step: 'masked' },
};

const full = {
  ...{ first_name: 'Ada', email: 'ada@example.com', phone: '+493012345678' },
  ...{ nickname: 'Countess', job_title: 'Analyst' },
};

describe('what is seen', () => {
  it('has no hidden field, a hint of masked ones, the same after writing and after reading', async () => {
    const { owner, ann } = await house(seller(contactRights));
    const { id } = (await call(owner, 'contacts.create', { body: full })).data;
    const params = { id };
    const { data } = await call(ann, 'contacts.get', { params });
    expect(data).toMatchObject({ email: 'a•••@example.com', phone: '•••78', job_title: 'Analyst' });
    expect(data.emails).toEqual([expect.objectContaining({ value: 'a•••@example.com' })]);
    expect(data.phones).toEqual([expect.objectContaining({ value: '•••78' })]);
    expect(data).not.toHaveProperty('nickname');
    const written = await call(ann, 'contacts.update', { params, body: { department: 'Sums' } });
    const read = (await call(ann, 'contacts.get', { params })).data;
    expect(written.data).toEqual(read);
    const unchanged = await call(ann, 'contacts.update', { params, body: { department: 'Sums' } });
    expect(unchanged.data).toEqual(read);
    const { as_of: _, ...past } = (await call(ann, 'contacts.as_of', { params })).data;
    expect(past).toEqual(read);
    const stale = { params, body: { department: 'Else', version: 1 } };
    const error = await call(ann, 'contacts.update', stale).catch((one) => one);
    expect(error.details.data).toEqual(read);
    const gone = await call(ann, 'contacts.delete', { params });
    expect(gone.data).toMatchObject({ email: 'a•••@example.com' });
    expect(gone.data).not.toHaveProperty('nickname');
  });

  it('is called by nothing that is not seen', async () => {
    const { owner, ann } = await house(seller(contactRights));
    const body = { email: 'zelda@example.com' };
    const { id, title } = (await call(owner, 'contacts.create', { body })).data;
    expect(title).toBe('zelda@example.com');
    expect((await call(ann, 'contacts.get', { params: { id } })).data.title).toBe('•••');
    const list = (search: string) => call(ann, 'contacts.list', { search });
    expect((await list('sort=title')).data[0].title).toBe('•••');
    for (const search of ['q=zelda', 'filter[title][starts]=zelda', 'filter[title][contains]=zel'])
      expect((await list(search)).data).toEqual([]);
    expect((await call(ann, 'search.all', { search: 'q=zelda' })).data).toEqual([]);
    expect((await call(owner, 'search.all', { search: 'q=zelda' })).data).toHaveLength(1);
    const task = { title: 'Ring', contact_id: id };
    const made = (await call(owner, 'tasks.create', { body: task })).data.id;
    const search = 'include=contact';
    const { data } = await call(ann, 'tasks.get', { params: { id: made }, search });
    expect(data.contact.title).toBe('•••');
    const history = await call(ann, 'tasks.history', { params: { id: made } });
    expect(JSON.stringify(history.data)).not.toContain('zelda');
  });

  it('is found by what is seen', async () => {
    const { owner, ann } = await house(seller(contactRights));
    await call(owner, 'contacts.create', { body: full });
    const hits = async (q: string) =>
      (await call(ann, 'contacts.list', { search: `q=${q}` })).data.length;
    expect(await hits('ada')).toBe(1);
    expect(await hits('analyst')).toBe(1);
    expect(await hits('countess')).toBe(0);
    expect(await hits('ada@example')).toBe(0);
  });

  it('is asked of an address only where the address is seen', async () => {
    const { owner, ann } = await house(seller({ contacts: { address: 'hidden' } }));
    const { ann: ben } = await house(seller({ contacts: { address: 'masked' } }));
    await call(owner, 'contacts.create', { body: { ...full, address: { country: 'DE' } } });
    const search = 'filter[address.country]=DE';
    expect((await call(owner, 'contacts.list', { search })).data).toHaveLength(1);
    const ask = (who: Ctx) => refusal(call(who, 'contacts.list', { search }));
    expect(await ask(ann)).toMatchObject({ status: 400, codes: ['unknown_field'] });
    expect(await ask(ben)).toMatchObject({ status: 400, codes: ['not_filterable'] });
  });

  it('is no past of what is hidden, in history, timeline and the log of the company', async () => {
    const { owner, ann } = await house(seller(contactRights, { administration: ['events:read'] }));
    const { id } = (await call(owner, 'contacts.create', { body: full })).data;
    const params = { id };
    const body = { email: 'other@example.com', nickname: 'Lady' };
    await call(owner, 'contacts.update', { params, body });
    for (const [name, search] of [
      ['contacts.history', ''],
      ['contacts.timeline', ''],
      ['events.list', `record_id=${id}`],
    ] as const) {
      const given = name === 'events.list' ? { search } : { params, search };
      const text = JSON.stringify((await call(ann, name, given)).data);
      expect(text).toContain('o•••@example.com');
      expect(text).not.toMatch(/nickname|Countess|Lady|ada@|other@/i);
    }
  });

  it('is told with the definitions', async () => {
    const { ann, owner } = await house(seller(contactRights));
    const of = async (ctx: Ctx) => {
      const { data } = await call(ctx, 'objects.list');
      const contacts = data.find(({ name }: { name: string }) => name === 'contacts');
      return new Map<string, Record<string, unknown>>(
        contacts.fields.map((field: { name: string }) => [field.name, field]),
      );
    };
    const fields = await of(ann);
    expect(fields.has('nickname')).toBe(false);
    expect(fields.get('email')).toMatchObject({ masked: true, readonly: true });
    expect(fields.get('job_title')).toMatchObject({ readonly: true });
    expect((await of(owner)).get('email')).not.toHaveProperty('masked');
    expect((await call(ann, 'auth.session')).data.fields.contacts.emails).toBe('masked');
  });
});

describe('what is written', () => {
  it('refuses fields by name, and goes on with the rest', async () => {
    const { owner, ann } = await house(seller(contactRights));
    const { id } = (await call(owner, 'contacts.create', { body: full })).data;
    const params = { id };
    const update = (body: object) => refusal(call(ann, 'contacts.update', { params, body }));
    expect(await update({ nickname: 'X' })).toMatchObject({
      ...{ status: 422, paths: ['nickname'], codes: ['unknown_key'] },
    });
    for (const body of [{ email: 'a@b.example' }, { emails: [] }, { job_title: 'Boss' }])
      expect(await update(body)).toMatchObject({
        ...{ status: 422, paths: Object.keys(body), codes: ['read_only'] },
      });
    const bulk = { update: { ids: [id], set: { job_title: 'Boss' } } };
    expect((await refusal(call(ann, 'contacts.bulk', { body: bulk }))).status).toBe(422);
    const made = await call(ann, 'contacts.create', { body: { first_name: 'Bob' } });
    expect(made.data).toMatchObject({ status: 'lead', email: null });
    await call(ann, 'contacts.update', { params, body: { first_name: 'Augusta' } });
    const { data } = await call(owner, 'contacts.get', { params });
    expect(data).toMatchObject({ ...full, first_name: 'Augusta' });
    const { data: events } = await call(owner, 'contacts.history', { params });
    const before = { event: events.at(-1).id, state: 'after' };
    await call(owner, 'contacts.update', {
      params,
      body: { nickname: 'Lady', department: 'Sums' },
    });
    const asked = { ...before, fields: ['nickname'] };
    expect(await refusal(call(ann, 'contacts.restore_to', { params, body: asked }))).toMatchObject({
      ...{ status: 422, codes: ['unknown_field'] },
    });
    await call(ann, 'contacts.restore_to', { params, body: before });
    expect((await call(owner, 'contacts.get', { params })).data).toMatchObject({
      ...{ first_name: 'Ada', nickname: 'Lady', department: null },
    });
  });

  it('follows rules that see everything', async () => {
    const { owner, ann } = await house(seller(contactRights));
    const { id } = (await call(ann, 'deals.create', { body: { title: 'Sail' } })).data;
    const line = { deal_id: id, name: 'Cloth', quantity: 2, unit_price: '10' };
    await call(ann, 'deal_items.create', { body: line });
    expect((await call(owner, 'deals.get', { params: { id } })).data.amount).toBe('20.00');
    const { data } = await call(ann, 'deals.get', { params: { id } });
    for (const name of ['amount', 'amount_base']) expect(data).not.toHaveProperty(name);
  });
});

describe('figures', () => {
  it('of what is not seen are none', async () => {
    const { owner, ann } = await house(seller(contactRights));
    await call(owner, 'deals.create', { body: { title: 'Sail', amount: '731' } });
    const { data } = await call(ann, 'deals.pipeline');
    expect(data[0]).toMatchObject({ count: 1, amount: null, weighted_amount: null });
    expect(data[0].deals[0]).not.toHaveProperty('amount');
    expect((await call(ann, 'deals.results')).data[0]).toMatchObject({ won: 0, won_amount: null });
    expect((await refusal(call(ann, 'forecast.get'))).status).toBe(403);
    expect((await call(owner, 'deals.pipeline')).data[0].amount).toBe('731.00');
  });

  it('of a hidden price are hidden where rules put it', async () => {
    const { ann } = await house(seller({ products: { price: 'hidden' } }));
    expect(ann.principal.fields).toMatchObject({
      products: { price: 'hidden' },
      deal_items: { unit_price: 'hidden', total: 'hidden' },
      deals: { amount: 'hidden', amount_base: 'hidden' },
      quotes: { total: 'hidden' },
    });
  });
});

describe('roles', () => {
  it('together show the widest, and a built-in one shows all', async () => {
    const blind = { ...all, read: 'none', create: 'none', update: 'none', delete: 'none' } as const;
    const { company, owner, ids, ann, user_id } = await house(
      seller({ contacts: { email: 'hidden', nickname: 'hidden', job_title: 'hidden' } }),
      seller({ contacts: { email: 'masked', nickname: 'hidden', job_title: 'read_only' } }),
      // Says nothing of contacts, for it does not let them be read.
      seller({}, { objects: { '*': all, contacts: blind } }),
    );
    expect(ann.principal.fields?.contacts).toEqual({
      ...{ email: 'masked', emails: 'masked', nickname: 'hidden', job_title: 'read_only' },
    });
    const plain = { name: 'Plain', rights: seller({}) };
    const { data } = await call(owner, 'roles.create', { body: plain });
    const give = (role_ids: string[]) =>
      call(owner, 'members.roles', { params: { id: user_id }, body: { role_ids } });
    await give([...ids, data.id]);
    expect((await as(company, user_id)).principal.fields).toBeNull();
    await give(ids);
    const reader = await company.member('read_only', 'Ben');
    const params = { id: reader.user.id };
    await call(owner, 'members.roles', { params, body: { role_ids: ids } });
    expect((await as(company, reader.user.id)).principal.fields).toBeNull();
  });

  it('cannot hide what records are known by, or what is not there', async () => {
    const { owner } = await house();
    const rights = (object: string, field: string, right: string) => ({
      name: `${object} ${field} ${right}`.slice(0, 80),
      rights: { objects: {}, administration: [], fields: { [object]: { [field]: right } } },
    });
    const refused = async (object: string, field: string, right: string) =>
      (await refusal(call(owner, 'roles.create', { body: rights(object, field, right) }))).paths;
    for (const [object, field, right] of [
      ...[
        ['contacts', 'first_name', 'hidden'],
        ['deals', 'title', 'read_only'],
      ],
      ...[
        ['deals', 'stage_id', 'hidden'],
        ['deals', 'status', 'hidden'],
      ],
      ...[
        ['contacts', 'owner_id', 'hidden'],
        ['contacts', 'created_at', 'hidden'],
      ],
      ...[
        ['contacts', 'emails', 'hidden'],
        ['contacts', 'status', 'masked'],
      ],
      ...[
        ['deals', 'amount_base', 'hidden'],
        ['contacts', 'nothing', 'hidden'],
      ],
      ...[
        ['contacts', 'custom.nothing', 'hidden'],
        ['tasks', 'due_at', 'hidden'],
      ],
      ...[
        ['stages', 'name', 'hidden'],
        ['nothings', 'name', 'hidden'],
      ],
    ] as const)
      expect(await refused(object, field, right), field).toEqual([
        `rights.fields.${object}.${field}`,
      ]);
    expect(await refused('contacts', 'first_name', 'read_only')).toEqual([]);
  });

  it('show no more than whoever gives them sees', async () => {
    const { owner, ann, ids } = await house(
      seller(contactRights, { administration: ['roles:manage', 'members:manage'] }),
    );
    const make = async (fields: FieldRights) =>
      (
        await refusal(
          call(ann, 'roles.create', {
            body: { name: JSON.stringify(fields).slice(-80), rights: seller(fields) },
          }),
        )
      ).status;
    expect(await make({})).toBe(403);
    expect(await make({ ...contactRights, deals: { amount: 'masked', next_step: 'masked' } })).toBe(
      403,
    );
    expect(await make(contactRights)).toBe(200);
    expect(await make({ ...contactRights, leads: { email: 'hidden' } })).toBe(200);
    const wide = { body: { name: 'Wide', rights: seller({}) } };
    const { data } = await call(owner, 'roles.create', wide);
    const give = { params: { id: ann.principal.user.id }, body: { role_ids: [data.id, ...ids] } };
    expect((await refusal(call(ann, 'members.roles', give))).status).toBe(403);
  });

  it('keep what they say of fields when a change does not speak of it', async () => {
    const { owner, ids } = await house(seller(contactRights));
    const params = { id: ids[0] ?? '' };
    const { fields: _, ...rights } = seller({});
    const { data } = await call(owner, 'roles.update', { params, body: { rights } });
    expect(data.rights.fields).toEqual(contactRights);
    const bare = { params, body: { rights: { ...rights, fields: {} } } };
    expect((await call(owner, 'roles.update', bare)).data.rights.fields).toEqual({});
  });
});

it('what would tell of everything is refused', async () => {
  const { owner, ann } = await house(
    seller({ leads: { email: 'masked' } }, { administration: ['webhooks:manage'] }),
  );
  const hook = (event: string) =>
    refusal(
      call(ann, 'webhooks.create', { body: { url: 'https://example.com/', events: [event] } }),
    );
  expect((await hook('lead.*')).status).toBe(403);
  expect((await hook('*')).status).toBe(403);
  const body = { company_name: 'Birch', email: 'ada@birch.example' };
  const { id } = (await call(owner, 'leads.create', { body })).data;
  const params = { id };
  expect((await refusal(call(ann, 'leads.conversion', { params }))).status).toBe(403);
  expect((await refusal(call(ann, 'leads.convert', { params, body: {} }))).status).toBe(403);
  expect((await call(ann, 'leads.unconvert', { params, body: {} })).data.lead).toMatchObject({
    email: 'a•••@birch.example',
  });
  expect((await call(ann, 'imports.list')).data).toEqual([]);
});

it('notifications and their mails name no field and no record by what is not seen', async () => {
  const { owner, ann } = await house(seller(contactRights));
  const body = { email: 'zelda@example.com' };
  const { id } = (await call(owner, 'contacts.create', { body })).data;
  const about = { object: 'contacts', record_id: id, event_id: null, actor_id: null };
  const telling = (kind: 'changed' | 'due', data: object, dedupe_key: string): Telling => ({
    ...about,
    ...{ user_id: ann.principal.user.id, kind, data: { ...data }, dedupe_key },
  });
  await app.db.withCompany(owner.scope, (tx) =>
    tell(owner, tx, [
      telling('changed', { change: 'updated', fields: ['nickname', 'department'] }, 'one'),
      telling('changed', { change: 'updated', fields: ['nickname'] }, 'two'),
      telling('due', { field: 'nickname' }, 'three'),
    ]),
  );
  const { data } = await call(ann, 'notifications.list');
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ total: 1, record: { title: '•••' } });
  expect(data[0].notifications[0].data.fields).toEqual(['department']);
  // The mail of it is worded by the same titles, with the rights of who gets it.
  const titles = await titlesOf({ ...owner, principal: ann.principal }, [about]);
  expect(titles.get(id)?.title).toBe('•••');
});

it('custom fields are fields', async () => {
  const { company, owner, ids, user_id } = await house(seller({}));
  const custom = async (key: string, kind: string) =>
    call(owner, 'fields.create', {
      body: { object: 'contacts', label: key, key, kind, required: false, filterable: true },
    });
  await custom('score', 'integer');
  await custom('line', 'phone');
  await custom('word', 'text');
  const rights = seller({
    contacts: { 'custom.score': 'hidden', 'custom.line': 'masked', 'custom.word': 'read_only' },
  });
  await call(owner, 'roles.update', { params: { id: ids[0] ?? '' }, body: { rights } });
  const ann = await as(company, user_id);
  const values = { score: 7, line: '+493012345678', word: 'Oak' };
  const body = { first_name: 'Ada', custom: values };
  const { id } = (await call(owner, 'contacts.create', { body })).data;
  const params = { id };
  const { data } = await call(ann, 'contacts.get', { params });
  expect(data.custom).toEqual({ line: '•••78', word: 'Oak' });
  for (const [key, code] of [
    ['score', 'unknown_key'],
    ['line', 'read_only'],
    ['word', 'read_only'],
  ] as const) {
    const given = { params, body: { custom: { [key]: values[key] } } };
    expect(await refusal(call(ann, 'contacts.update', given))).toMatchObject({
      ...{ status: 422, paths: [`custom.${key}`], codes: [code] },
    });
  }
  for (const search of ['filter[custom.score]=7', 'sort=custom.line', 'fields=custom.score'])
    expect((await refusal(call(ann, 'contacts.list', { search }))).status, search).toBe(400);
  expect(
    (await call(ann, 'contacts.list', { search: 'filter[custom.word]=Oak' })).data,
  ).toHaveLength(1);
  const keys = async (ctx: Ctx) =>
    (await call(ctx, 'fields.list')).data.map(({ key }: { key: string }) => key);
  expect(await keys(ann)).toEqual(['line', 'word']);
  expect(await keys(owner)).toHaveLength(3);
});
