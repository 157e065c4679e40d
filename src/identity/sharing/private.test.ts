import { beforeAll, describe, expect, it } from 'vitest';
import { aboutNothingPrivate } from '@/core/run/about-records';
import type { Ctx } from '@/core/run/context';
import { revokedChannel } from '@/core/run/revoked';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call, statusOf } from '../../../tests/support/call';
import {
  memberCtx,
  type TestCompany,
  type TestMember,
  testCompany,
  testCtx,
} from '../../../tests/support/company';
import type { ObjectRights, RoleRights } from '../roles/rights';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});

const as = (company: TestCompany, { user }: Pick<TestMember, 'user'>): Promise<Ctx> =>
  memberCtx(app, company, user.id);

const all: ObjectRights = {
  ...{ read: 'all', create: 'all', update: 'all', delete: 'all' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};

/** A company with an owner, two representatives and a manager. */
async function sellers() {
  const company = await testCompany();
  const [ann, ben] = [await company.member('rep', 'Ann'), await company.member('rep', 'Ben')];
  const max = await company.member('manager', 'Max');
  return { company, owner: testCtx(app, company, company), ann, ben, max };
}

const make = async (ctx: Ctx, object: string, body: object): Promise<string> =>
  (await call(ctx, `${object}.create`, { body })).data.id;
const titles = async (ctx: Ctx, object: string, search = ''): Promise<string[]> =>
  (await call(ctx, `${object}.list`, { search })).data
    .map(({ title }: { title: string }) => title)
    .sort();
const open = (ctx: Ctx, object: string, id: string) =>
  statusOf(call(ctx, `${object}.get`, { params: { id } }));

describe('a private record', () => {
  it('is there for its owner and administrators alone, whatever the roles of others reach', async () => {
    const { company, owner, ann, ben, max } = await sellers();
    const id = await make(await as(company, ann), 'contacts', { last_name: 'Amber' });
    await make(await as(company, ben), 'contacts', { last_name: 'Birch' });
    expect(await titles(await as(company, max), 'contacts')).toEqual(['Amber', 'Birch']);
    const params = { id };
    await call(await as(company, ann), 'contacts.update', { params, body: { private: true } });
    const [a, b, m] = [await as(company, ann), await as(company, ben), await as(company, max)];
    for (const ctx of [b, m]) {
      expect(await titles(ctx, 'contacts')).toEqual(['Birch']);
      expect(await titles(ctx, 'contacts', 'q=amber')).toEqual([]);
      const { pagination } = await call(ctx, 'contacts.list', { search: 'count=exact' });
      expect(pagination?.total).toBe(1);
      expect((await call(ctx, 'search.all', { search: 'q=amber' })).data).toEqual([]);
      expect(await open(ctx, 'contacts', id)).toBe(404);
      const change = call(ctx, 'contacts.update', { params, body: { job_title: 'X' } });
      expect(await statusOf(change)).toBe(404);
    }
    expect(await titles(a, 'contacts')).toEqual(['Amber', 'Birch']);
    expect(await titles(owner, 'contacts')).toEqual(['Amber', 'Birch']);
    const admin = await as(company, await company.member('admin', 'Root'));
    expect(await titles(admin, 'contacts', 'filter[private]=true')).toEqual(['Amber']);
    await call(a, 'contacts.update', { params, body: { private: false } });
    expect(await titles(b, 'contacts')).toEqual(['Amber', 'Birch']);
  });

  it('has rights read anew when it is the first of the company alone', async () => {
    const { company, owner } = await sellers();
    const heard: unknown[] = [];
    const stop = app.bus.subscribe(revokedChannel, (message) => void heard.push(message));
    for (const last_name of ['First', 'Second'])
      await call(owner, 'contacts.create', { body: { last_name, private: true } });
    // What is told is heard in its order.
    const end = { company_id: 'nobody' };
    app.bus.publish(revokedChannel, end);
    await expect.poll(() => heard).toContainEqual(end);
    expect(heard).toEqual([{ company_id: company.company.id }, end]);
    stop();
  });

  it('is seen by whom it is shared with, and by who may see private ones', async () => {
    const { company, owner, ann, ben, max } = await sellers();
    const id = await make(await as(company, ann), 'deals', { title: 'Sail', private: true });
    const a = await as(company, ann);
    expect(await open(await as(company, ben), 'deals', id)).toBe(404);
    const shared = { object: 'deals', record_id: id };
    await call(a, 'shares.create', { body: { ...shared, user_id: ben.user.id } });
    expect(await open(await as(company, ben), 'deals', id)).toBe(200);
    const body = { name: 'Crew', members: [{ user_id: max.user.id }] };
    const team_id = (await call(owner, 'teams.create', { body })).data.id;
    expect(await open(await as(company, max), 'deals', id)).toBe(404);
    await call(a, 'shares.create', { body: { ...shared, team_id } });
    expect(await open(await as(company, max), 'deals', id)).toBe(200);

    const give = async (name: string, rights: RoleRights): Promise<Ctx> => {
      const seer = await company.member('custom', 'Seer');
      const role = await call(owner, 'roles.create', { body: { name, rights } });
      const role_ids = [role.data.id];
      await call(owner, 'members.roles', { params: { id: seer.user.id }, body: { role_ids } });
      return as(company, seer);
    };
    const objects = { '*': all };
    expect(await open(await give('All', { objects, administration: [] }), 'deals', id)).toBe(404);
    const seer = await give('Sees', { objects, administration: ['private:read'] });
    expect(await open(seer, 'deals', id)).toBe(200);
    // Whoever manages teams without that right still places others, but not themselves into what is shared with a team.
    const placer = await give('Places', { objects, administration: ['teams:manage'] });
    const place = (user_id: string) => {
      const change = { name: `Team of ${user_id}`, members: [{ user_id }] };
      return statusOf(call(placer, 'teams.create', { body: change }));
    };
    expect(await place(ben.user.id)).toBe(200);
    expect(await place(placer.principal.user.id)).toBe(403);
    // The right to see private records goes no farther than the role.
    const own = { '*': { ...all, read: 'own' as const } };
    const narrow = await give('Own', { objects: own, administration: ['private:read'] });
    expect(await open(narrow, 'deals', id)).toBe(404);
  });

  it('counts on boards for who sees it, and its notes and parts go with it', async () => {
    const { company, ann, max } = await sellers();
    const a = await as(company, ann);
    const account_id = await make(a, 'accounts', { name: 'Birch' });
    const deal_id = await make(a, 'deals', { title: 'Sail', amount: '100', private: true });
    await make(a, 'deals', { title: 'Row', amount: '10' });
    const note = await make(a, 'notes', { body: 'Wind', deal_id, account_id });
    const comment = await make(a, 'comments', { body: 'Yes', note_id: note });
    const item = await make(a, 'deal_items', { deal_id, name: 'Mast', unit_price: '1' });
    const m = await as(company, max);
    const sums = async (ctx: Ctx) =>
      (await call(ctx, 'deals.pipeline')).data.reduce(
        (sum: number, { count }: { count: number }) => sum + count,
        0,
      );
    expect(await sums(await as(company, ann))).toBe(2);
    expect(await sums(m)).toBe(1);
    for (const [object, id] of [
      ['notes', note],
      ['comments', comment],
      ['deal_items', item],
    ] as const) {
      expect(await open(m, object, id), object).toBe(404);
      expect(await open(await as(company, ann), object, id), object).toBe(200);
    }
    // What somebody wrote down themselves stays theirs.
    const mine = { body: 'Mine', account_id, owner_id: max.user.id };
    const kept = await make(m, 'notes', mine);
    await call(await as(company, ann), 'accounts.update', {
      params: { id: account_id },
      body: { private: true },
    });
    expect(await open(await as(company, max), 'accounts', account_id)).toBe(404);
    expect(await open(await as(company, max), 'notes', kept)).toBe(200);
  });

  it('is told to no webhook', async () => {
    const { company, owner, ann } = await sellers();
    const a = await as(company, ann);
    const deal = await make(a, 'deals', { title: 'Sail', private: true });
    const plain = await make(a, 'deals', { title: 'Row' });
    const note = await make(a, 'notes', { body: 'Wind', deal_id: deal });
    const list = [
      { object: 'deals', record_id: deal },
      { object: 'deals', record_id: plain },
      { object: 'notes', record_id: note },
      { object: 'company', record_id: null },
      { object: 'deals', record_id: owner.principal.user.id },
    ];
    const told = await app.db.withCompany(owner.scope, (tx) =>
      aboutNothingPrivate(owner, tx, list),
    );
    expect(told).toEqual([list[1], list[3], list[4]]);
  });

  it('hands its privacy on to what a lead becomes', async () => {
    const { company, ann, max } = await sellers();
    const a = await as(company, ann);
    const owner_id = ann.user.id;
    const lead = { last_name: 'Amber', company_name: 'Birch', private: true, owner_id };
    const id = await make(a, 'leads', lead);
    await call(await as(company, ann), 'leads.convert', { params: { id }, body: { deal: {} } });
    const m = await as(company, max);
    for (const object of ['leads', 'accounts', 'contacts', 'deals']) {
      expect(await titles(m, object), object).toEqual([]);
      expect(await titles(await as(company, ann), object), object).toHaveLength(1);
    }
  });

  it('is explained as the database has it', async () => {
    const { company, owner, ann, ben } = await sellers();
    const a = await as(company, ann);
    const deals = await make(a, 'deals', { title: 'Sail', private: true });
    const notes = await make(a, 'notes', { body: 'Wind', deal_id: deals });
    const comments = await make(a, 'comments', { body: 'Yes', note_id: notes });
    const contacts = await make(a, 'contacts', { last_name: 'Plain' });
    const share = { object: 'deals', record_id: deals, user_id: ben.user.id };
    await call(a, 'shares.create', { body: share });
    const codes: Record<string, string> = {};
    for (const [object, id] of Object.entries({ deals, notes, comments, contacts })) {
      const search = `object=${object}&record_id=${id}`;
      const { data } = await call(owner, 'access.explain', { search });
      expect(data.people).toHaveLength(4);
      for (const { user_id, name, read, update } of data.people) {
        const ctx = await as(company, { user: { id: user_id, name, email: '' } });
        expect(await open(ctx, object, id), `${object} ${name}`).toBe(read.allowed ? 200 : 404);
        codes[`${object} ${name}`] = `${read.reason.code} ${update.reason.code}`;
      }
    }
    expect(codes).toMatchObject({
      'deals Ada Byron': 'role role',
      'deals Ann': 'owner owner',
      'deals Ben': 'shared role',
      'deals Max': 'private private',
      'notes Ben': 'role role',
      'notes Max': 'private private',
      'comments Ben': 'through through',
      'comments Max': 'not_reached not_reached',
      'contacts Max': 'role role',
    });
  });
});
