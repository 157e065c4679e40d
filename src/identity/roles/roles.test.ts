import { beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { narrowed } from '@/core/run/reach';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call, statusOf } from '../../../tests/support/call';
import {
  memberCtx,
  type TestCompany,
  type TestMember,
  testCompany,
  testCtx,
} from '../../../tests/support/company';
import { noRights, type ObjectRights, type RoleRights } from './rights';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});

const as = (company: TestCompany, { user }: Pick<TestMember, 'user'>): Promise<Ctx> =>
  memberCtx(app, company, user.id);

const rights = (reach: ObjectRights['read'], more: Partial<ObjectRights> = {}): ObjectRights => ({
  ...{ read: reach, create: reach, update: reach, delete: reach },
  ...{ export: 'all', import: 'all', bulk: 'all' },
  ...more,
});
const sales = (reach: ObjectRights['read'], more: Partial<ObjectRights> = {}): RoleRights => ({
  objects: { '*': rights(reach, more) },
  administration: [],
});

/** A company with an owner and two members of composed roles alone. */
async function sellers(role: RoleRights = sales('own')) {
  const company = await testCompany();
  const owner = testCtx(app, company, company);
  const [ann, ben] = [await company.member('custom', 'Ann'), await company.member('custom', 'Ben')];
  const { data: made } = await call(owner, 'roles.create', {
    body: { name: 'Sales', rights: role },
  });
  for (const { user } of [ann, ben])
    await call(owner, 'members.roles', { params: { id: user.id }, body: { role_ids: [made.id] } });
  return { company, owner, ann, ben, role: made };
}

const contact = async (ctx: Ctx, last_name: string, more: object = {}): Promise<string> =>
  (await call(ctx, 'contacts.create', { body: { last_name, ...more } })).data.id;
const names = async (ctx: Ctx, search = ''): Promise<string[]> =>
  (await call(ctx, 'contacts.list', { search })).data
    .map(({ title }: { title: string }) => title)
    .sort();

describe('a role that reaches own records', () => {
  it('shows nobody else’s in lists, counts, searches, filters and includes', async () => {
    const { company, owner, ann, ben } = await sellers();
    const [a, b] = [await as(company, ann), await as(company, ben)];
    await contact(a, 'Amber');
    const account = (await call(b, 'accounts.create', { body: { name: 'Birch' } })).data.id;
    const id = await contact(b, 'Beech');
    expect(await names(owner)).toEqual(['Amber', 'Beech']);
    expect(await names(a)).toEqual(['Amber']);
    const { pagination } = await call(a, 'contacts.list', { search: 'count=exact' });
    expect(pagination?.total).toBe(1);
    expect(await names(a, 'q=beech')).toEqual([]);
    expect((await call(a, 'search.all', { search: 'q=beech' })).data).toEqual([]);
    expect((await call(b, 'search.all', { search: 'q=beech' })).data).toHaveLength(1);
    expect(await statusOf(call(a, 'contacts.get', { params: { id } }))).toBe(404);
    // A reference to what one does not see is unknown; one that is there already shows no more than its id.
    const wrong = call(a, 'contacts.create', { body: { last_name: 'X', account_id: account } });
    expect(await statusOf(wrong)).toBe(422);
    const shown = await contact(owner, 'Cedar', { account_id: account, owner_id: ann.user.id });
    const params = { id: shown };
    const { data } = await call(a, 'contacts.get', { params, search: 'include=account' });
    expect([data.account_id, data.account]).toEqual([account, null]);
    expect(await names(a, 'filter[account.name]=Birch')).toEqual([]);
  });

  it('changes and deletes no others, even where it reads all of them', async () => {
    const { company, ann, ben } = await sellers(sales('own', { read: 'all' }));
    const [a, b] = [await as(company, ann), await as(company, ben)];
    const id = await contact(b, 'Beech');
    const change = { params: { id }, body: { last_name: 'Taken' } };
    expect(await statusOf(call(a, 'contacts.update', change))).toBe(403);
    expect(await statusOf(call(a, 'contacts.delete', { params: { id } }))).toBe(403);
    const bulk = { update: { ids: [id], set: { last_name: 'Taken' } } };
    expect(await statusOf(call(a, 'contacts.bulk', { body: bulk }))).toBe(403);
    expect(await statusOf(contact(a, 'Given', { owner_id: ben.user.id }))).toBe(403);
    expect(await names(b)).toEqual(['Beech']);
    expect(await statusOf(call(b, 'contacts.update', change))).toBe(200);
  });

  it('adds nothing to a record that it only reads, and moves nothing of its own there', async () => {
    const { company, owner, ann, ben } = await sellers(sales('own', { read: 'all' }));
    const [a, b] = [await as(company, ann), await as(company, ben)];
    const deal = async (ctx: Ctx) =>
      (await call(ctx, 'deals.create', { body: { title: 'Sail' } })).data.id;
    const [mine, other] = [await deal(a), await deal(b)];
    const person = await contact(owner, 'Amber');
    const adding = (deal_id: string) => [
      call(a, 'deal_items.create', { body: { deal_id, name: 'Rope', unit_price: '5' } }),
      call(a, 'deal_contacts.create', { body: { deal_id, contact_id: person } }),
      call(a, 'comments.create', { body: { deal_id, body: 'Hello' } }),
    ];
    expect(await Promise.all(adding(other).map(statusOf))).toEqual([403, 403, 403]);
    expect(await Promise.all(adding(mine).map(statusOf))).toEqual([200, 200, 200]);
    const [tie] = (await call(a, 'deal_contacts.list')).data;
    const moved = { params: { id: tie.id }, body: { deal_id: other } };
    expect(await statusOf(call(a, 'deal_contacts.update', moved))).not.toBe(200);
  });

  it('gives a record away, which is then out of sight', async () => {
    const { company, ann, ben } = await sellers();
    const a = await as(company, ann);
    const id = await contact(a, 'Amber');
    const given = { params: { id }, body: { owner_id: ben.user.id } };
    expect(await statusOf(call(a, 'contacts.update', given))).toBe(200);
    expect(await statusOf(call(a, 'contacts.get', { params: { id } }))).toBe(404);
    expect(await names(await as(company, ben))).toEqual(['Amber']);
  });

  it('sees what belongs to its records, whoever wrote it, and nothing of the others', async () => {
    const { company, owner, ann, ben } = await sellers();
    const [a, b] = [await as(company, ann), await as(company, ben)];
    const deal = (await call(a, 'deals.create', { body: { title: 'Sail' } })).data.id;
    const other = (await call(b, 'deals.create', { body: { title: 'Oar' } })).data.id;
    for (const deal_id of [deal, other]) {
      const body = { kind: 'call', subject: 'Talked', deal_id };
      await call(owner, 'activities.create', { body });
    }
    const { data: seen } = await call(a, 'activities.list');
    expect(seen.map((one: { deal_id: string }) => one.deal_id)).toEqual([deal]);
    const timeline = await call(a, 'deals.timeline', { params: { id: deal } });
    expect(timeline.data.length).toBeGreaterThan(1);
    expect(await statusOf(call(a, 'deals.timeline', { params: { id: other } }))).toBe(404);
    const board = async (ctx: Ctx) =>
      (await call(ctx, 'deals.pipeline')).data.reduce(
        (sum: number, { count }: { count: number }) => sum + count,
        0,
      );
    expect([await board(owner), await board(a)]).toEqual([2, 1]);
  });
});

describe('teams', () => {
  it('reach the records of colleagues, and of the teams below', async () => {
    const { company, owner, ann, ben, role } = await sellers(sales('team'));
    const cid = await company.member('custom', 'Cid');
    const roles = { params: { id: cid.user.id }, body: { role_ids: [role.id] } };
    await call(owner, 'members.roles', roles);
    const team = async (name: string, parent_id: string | null, ...people: TestMember[]) => {
      const members = people.map(({ user }) => ({ user_id: user.id }));
      const { data } = await call(owner, 'teams.create', { body: { name, parent_id, members } });
      return data.id;
    };
    const north = await team('North', null, ann);
    const coast = await team('Coast', north, ben, cid);
    const own = { Amber: ann, Beech: ben, Cedar: cid };
    for (const [name, who] of Object.entries(own)) await contact(await as(company, who), name);
    expect(await names(await as(company, ann))).toEqual(['Amber']);
    expect(await names(await as(company, ben))).toEqual(['Beech', 'Cedar']);
    const below = { params: { id: role.id }, body: { rights: sales('below') } };
    await call(owner, 'roles.update', below);
    expect(await names(await as(company, ann))).toEqual(['Amber', 'Beech', 'Cedar']);
    expect(await names(await as(company, ben))).toEqual(['Beech', 'Cedar']);
    const circle = { params: { id: north }, body: { parent_id: coast } };
    await expect(call(owner, 'teams.update', circle)).rejects.toMatchObject({
      details: { issues: [{ path: 'parent_id', code: 'cycle' }] },
    });
    await call(owner, 'teams.delete', { params: { id: north } });
    expect(await names(await as(company, ann))).toEqual(['Amber']);
  });
});

describe('sharing', () => {
  it('shows one record to a member or a team, to read or to change, until it ends', async () => {
    const { company, owner, ann, ben } = await sellers();
    const [a, b] = [await as(company, ann), await as(company, ben)];
    const record_id = await contact(a, 'Amber');
    const about = { object: 'contacts', record_id };
    const share = (ctx: Ctx, more: object) =>
      call(ctx, 'shares.create', { body: { ...about, ...more } });
    expect(await statusOf(share(b, { user_id: ben.user.id }))).toBe(404);
    await share(a, { user_id: ben.user.id });
    expect(await names(b)).toEqual(['Amber']);
    expect(await names(b, 'q=amber')).toEqual(['Amber']);
    const change = { params: { id: record_id }, body: { last_name: 'Ambers' } };
    expect(await statusOf(call(b, 'contacts.update', change))).toBe(403);
    expect(await statusOf(share(b, { user_id: ben.user.id, access: 'change' }))).toBe(403);
    const { data } = await share(a, { user_id: ben.user.id, access: 'change' });
    expect(await statusOf(call(b, 'contacts.update', change))).toBe(200);
    expect(await statusOf(call(b, 'contacts.delete', { params: { id: record_id } }))).toBe(403);
    await call(b, 'shares.delete', { params: { id: data.id } });
    expect(await names(b)).toEqual([]);
    const crew = { name: 'Crew', members: [{ user_id: ben.user.id }] };
    const { data: team } = await call(owner, 'teams.create', { body: crew });
    await share(a, { team_id: team.id });
    expect(await names(await as(company, ben))).toEqual(['Ambers']);
    const search = `object=contacts&record_id=${record_id}`;
    expect((await call(a, 'shares.list', { search })).data).toHaveLength(1);
  });
});

describe('a guest', () => {
  it('sees what is shared with them and nothing else, and changes what may be changed', async () => {
    const company = await testCompany();
    const owner = testCtx(app, company, company);
    const gus = await company.member('guest', 'Gus');
    const deal = (await call(owner, 'deals.create', { body: { title: 'Sail' } })).data.id;
    await contact(owner, 'Amber');
    const note = await call(owner, 'notes.create', { body: { body: 'Wind', deal_id: deal } });
    const sight = async () => {
      const ctx = await as(company, gus);
      const lists = ['accounts', 'contacts', 'leads', 'deals', 'notes', 'tasks', 'activities'];
      const found = await Promise.all(lists.map((object) => call(ctx, `${object}.list`)));
      return found.flatMap(({ data }) => data.map(({ id }: { id: string }) => id));
    };
    expect(await sight()).toEqual([]);
    const shared = { object: 'deals', record_id: deal, user_id: gus.user.id };
    await call(owner, 'shares.create', { body: shared });
    expect(await sight()).toEqual([deal, note.data.id]);
    const g = await as(company, gus);
    const rename = () =>
      statusOf(call(g, 'deals.update', { params: { id: deal }, body: { title: 'Boat' } }));
    expect(await rename()).toBe(403);
    await call(owner, 'shares.create', { body: { ...shared, access: 'change' } });
    expect(await rename()).toBe(200);
    const refused = [
      call(g, 'deals.create', { body: { title: 'Mine' } }),
      call(g, 'deals.delete', { params: { id: deal } }),
      call(g, 'products.list'),
      call(g, 'contacts.bulk', { body: { delete: { filter: {} } } }),
    ];
    for (const one of await Promise.all(refused.map(statusOf))) expect(one).toBe(403);
    const search = `object=deals&record_id=${deal}&user_id=${gus.user.id}`;
    const { data } = await call(owner, 'access.explain', { search });
    expect(data.people[0]).toMatchObject({
      read: { reason: { code: 'shared' } },
      update: { reason: { code: 'shared' } },
      delete: { reason: { code: 'no_right' } },
    });
  });

  it('gets the rights of composed roles beside', async () => {
    const { company, owner, role } = await sellers(sales('all'));
    const gus = await company.member('guest', 'Gus');
    await contact(owner, 'Amber');
    expect(await names(await as(company, gus))).toEqual([]);
    const give = { params: { id: gus.user.id }, body: { role_ids: [role.id] } };
    await call(owner, 'members.roles', give);
    expect(await names(await as(company, gus))).toEqual(['Amber']);
  });
});

describe('what is done with many records at once', () => {
  it('goes as far as that right and as what is done, whichever is nearer', async () => {
    const far = { bulk: 'own', import: 'own', export: 'own' } as const;
    const { company, owner, ann } = await sellers(sales('all', far));
    const a = await as(company, ann);
    const [mine, other] = [await contact(a, 'Amber'), await contact(owner, 'Birch')];
    expect(await names(a)).toEqual(['Amber', 'Birch']);
    expect(await names(narrowed(a, 'export'))).toEqual(['Amber']);
    expect(await names(narrowed(a, 'bulk'))).toEqual(['Amber', 'Birch']);
    const change = (ids: string[]) =>
      statusOf(call(a, 'contacts.bulk', { body: { update: { ids, set: { job_title: 'X' } } } }));
    const remove = (ids: string[]) =>
      statusOf(call(a, 'contacts.bulk', { body: { delete: { ids } } }));
    expect(await change([mine, other])).toBe(403);
    expect(await remove([other])).toBe(403);
    const create = [{ last_name: 'Cedar', owner_id: owner.principal.user.id }];
    expect(await statusOf(call(a, 'contacts.bulk', { body: { create } }))).toBe(403);
    expect(await change([mine])).toBe(200);
    // One by one the right to change is what counts.
    const one = { params: { id: other }, body: { job_title: 'X' } };
    expect(await statusOf(call(a, 'contacts.update', one))).toBe(200);
    expect(await remove([mine])).toBe(200);
  });
});

describe('the explainer', () => {
  it('says of every member what the database says', async () => {
    const { company, owner, ann, ben, role } = await sellers(sales('team', { delete: 'own' }));
    const cid = await company.member('custom', 'Cid');
    await company.member('read_only', 'Dee');
    await company.member('custom', 'Eve');
    const roles = { params: { id: cid.user.id }, body: { role_ids: [role.id] } };
    await call(owner, 'members.roles', roles);
    const members = [ann, ben].map(({ user }) => ({ user_id: user.id }));
    await call(owner, 'teams.create', { body: { name: 'Crew', members } });
    const make = async (ctx: Ctx, object: string, body: object): Promise<string> =>
      (await call(ctx, `${object}.create`, { body })).data.id;
    const deals = await make(await as(company, ann), 'deals', { title: 'Sail' });
    const notes = await make(owner, 'notes', { body: 'Wind', deal_id: deals });
    const comments = await make(owner, 'comments', { body: 'Yes', note_id: notes });
    const contacts = await contact(owner, 'Shared');
    const shared = { object: 'contacts', record_id: contacts, user_id: cid.user.id };
    await call(owner, 'shares.create', { body: { ...shared, access: 'change' } });
    const codes: Record<string, string> = {};
    for (const [object, id] of Object.entries({ deals, notes, comments, contacts })) {
      const search = `object=${object}&record_id=${id}`;
      const { data } = await call(owner, 'access.explain', { search });
      expect(data.people).toHaveLength(6);
      for (const { user_id, name, read, update, delete: gone } of data.people) {
        const ctx = await as(company, { user: { id: user_id, name, email: '' } });
        const params = { id };
        const what = `${object} ${name}`;
        const got = (await statusOf(call(ctx, `${object}.get`, { params }))) === 200;
        expect(got, what).toBe(read.allowed);
        const body = { deals: { next_step: name }, contacts: { job_title: name } }[object];
        if (body) {
          const changed = await statusOf(call(ctx, `${object}.update`, { params, body }));
          expect(changed === 200, what).toBe(update.allowed);
        }
        codes[what] = `${read.reason.code} ${update.reason.code} ${gone.reason.code}`;
      }
    }
    expect(codes).toMatchObject({
      'deals Ada Byron': 'role role role',
      'deals Ann': 'owner owner owner',
      'deals Ben': 'team team not_reached',
      'deals Cid': 'not_reached not_reached not_reached',
      'deals Dee': 'role no_right no_right',
      'deals Eve': 'no_right no_right no_right',
      'notes Ben': 'through not_reached not_reached',
      'comments Cid': 'not_reached not_reached not_reached',
      'contacts Cid': 'shared shared not_reached',
      'contacts Ben': 'not_reached not_reached not_reached',
    });
  });
});

describe('roles', () => {
  it('allow nothing that whoever composes or gives them may not do', async () => {
    const { company, owner, ann, role } = await sellers({
      objects: { contacts: rights('own') },
      administration: ['roles:manage', 'members:manage'],
    });
    const a = await as(company, ann);
    const make = (given: RoleRights) =>
      statusOf(
        call(a, 'roles.create', {
          body: { name: JSON.stringify(given).slice(0, 80), rights: given },
        }),
      );
    expect(await make({ objects: { contacts: rights('team') }, administration: [] })).toBe(403);
    expect(await make({ objects: { deals: rights('own') }, administration: [] })).toBe(403);
    expect(await make({ objects: {}, administration: ['events:read'] })).toBe(403);
    expect(await make({ objects: {}, administration: ['roles:manage'] })).toBe(200);
    const strong = { name: 'Strong', rights: sales('all') };
    const { data } = await call(owner, 'roles.create', { body: strong });
    const give = { params: { id: ann.user.id }, body: { role_ids: [data.id, role.id] } };
    expect(await statusOf(call(a, 'members.roles', give))).toBe(403);
    const widen = { params: { id: role.id }, body: { rights: sales('all') } };
    expect(await statusOf(call(a, 'roles.update', widen))).toBe(403);
    expect(await statusOf(call(owner, 'roles.delete', { params: { id: role.id } }))).toBe(409);
    const again = { name: 'strong', rights: sales('own') };
    expect(await statusOf(call(owner, 'roles.create', { body: again }))).toBe(409);
    const odd = { name: 'Odd', rights: { objects: { nothings: noRights }, administration: [] } };
    expect(await statusOf(call(owner, 'roles.create', { body: odd }))).toBe(422);
  });

  it('let somebody set up pipelines who sees no deal, and nobody who may not', async () => {
    const { company, owner, ann, ben, role } = await sellers({
      objects: { contacts: rights('all') },
      administration: ['roles:manage'],
    });
    const body = {
      name: 'Set-up',
      rights: { objects: {}, administration: ['configuration:manage'] },
    };
    const b = await as(company, ben);
    expect(await statusOf(call(b, 'pipelines.create', { body: { name: 'Mine' } }))).toBe(403);
    expect(await statusOf(call(b, 'roles.create', { body }))).toBe(403);
    // `*` is for records: it never brings the configuration with it.
    const wide = { name: 'Wide', rights: sales('all') };
    const { data: everything } = await call(owner, 'roles.create', { body: wide });
    const give = (member: TestMember, role_ids: string[]) =>
      call(owner, 'members.roles', { params: { id: member.user.id }, body: { role_ids } });
    await give(ben, [role.id, everything.id]);
    expect((await call(await as(company, ben), 'stages.list')).data.length).toBeGreaterThan(2);
    for (const name of ['stages.update', 'pipelines.delete', 'stage_checks.create'])
      expect(
        await statusOf(call(await as(company, ben), name, { params: { id: role.id }, body: {} })),
        name,
      ).toBe(403);

    const { data: setup } = await call(owner, 'roles.create', { body });
    await give(ann, [setup.id]);
    const a = await as(company, ann);
    const { data: made } = await call(a, 'pipelines.create', { body: { name: 'Renewals' } });
    const found = await call(a, 'stages.list', { search: `filter[pipeline_id]=${made.id}` });
    const [stage] = found.data.filter(({ kind }: { kind: string }) => kind === 'open');
    const change = { params: { id: stage.id }, body: { probability: 35 } };
    expect((await call(a, 'stages.update', change)).data.probability).toBe(35);
    await call(a, 'stage_checks.create', { body: { stage_id: stage.id, name: 'Call' } });
    // What is not seen still keeps a stage, and how much of it there is is not told.
    const deal = { title: 'Sail', pipeline_id: made.id, stage_id: stage.id };
    await call(owner, 'deals.create', { body: deal });
    const refused = call(a, 'stages.delete', { params: { id: stage.id } });
    await expect(refused).rejects.toMatchObject({
      status: 409,
      message: 'Deals are still here. Move them away first.',
    });
    expect(await statusOf(call(a, 'deals.list'))).toBe(403);
    // A key of theirs goes as far, and no farther.
    expect(a.principal.permissions.has('stages:update')).toBe(true);
    expect(a.principal.permissions.has('stages:import')).toBe(false);
  });

  it('with no right to an object hide it on every side road', async () => {
    const { company, owner, ann } = await sellers({
      objects: { deals: rights('all') },
      administration: [],
    });
    const person = await contact(owner, 'Amber');
    const account = (await call(owner, 'accounts.create', { body: { name: 'Birch' } })).data.id;
    const body = { title: 'Sail', account_id: account };
    const id = (await call(owner, 'deals.create', { body })).data.id;
    const a = await as(company, ann);
    expect(await statusOf(call(a, 'contacts.get', { params: { id: person } }))).toBe(403);
    expect((await call(a, 'deals.get', { params: { id } })).data.account_id).toBe(account);
    const including = { params: { id }, search: 'include=account' };
    expect(await statusOf(call(a, 'deals.get', including))).toBe(403);
    const history = await call(a, 'deals.history', { params: { id } });
    expect(JSON.stringify(history.data)).not.toContain('Birch');
  });
});
