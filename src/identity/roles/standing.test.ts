import { beforeAll, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call, statusOf } from '../../../tests/support/call';
import { memberCtx, type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import type { Administration } from '../permissions';
import type { ObjectRights, RoleRights } from './rights';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});

const deals = (far: ObjectRights['read'], ...administration: Administration[]): RoleRights => ({
  objects: {
    deals: {
      ...{ read: far, create: far, update: far, delete: far },
      ...{ export: 'none', import: 'none', bulk: 'none' },
    },
  },
  administration,
});

const as = (company: TestCompany, id: string): Promise<Ctx> => memberCtx(app, company, id);

/** A company with an owner, and members who are given composed roles alone. */
async function house() {
  const company = await testCompany();
  const owner = testCtx(app, company, company);
  const role = async (name: string, rights: RoleRights): Promise<string> =>
    (await call(owner, 'roles.create', { body: { name, rights } })).data.id;
  const give = (id: string, ...role_ids: string[]) =>
    call(owner, 'members.roles', { params: { id }, body: { role_ids } });
  const member = async (name: string, ...role_ids: string[]): Promise<string> => {
    const { user } = await company.member('custom', name);
    await give(user.id, ...role_ids);
    return user.id;
  };
  return { company, owner, role, give, member };
}

test('composed roles count where somebody acts for a service account or manages a member', async () => {
  const { company, owner, role, give, member } = await house();
  const helper = await role('Helper', deals('own', 'api_keys:manage', 'members:manage'));
  const strong = await role('Strong', deals('all'));
  const a = await as(company, await member('Ann', helper));
  const body = { name: 'Shop', role: 'custom' };
  const bot: string = (await call(owner, 'service_accounts.create', { body })).data.id;
  const key = (by: Ctx) =>
    call(by, 'api_keys.create', { body: { name: 'K', scopes: ['deals:read'], user_id: bot } });
  const { data: made } = await key(a);
  const params = { id: made.id };
  await give(bot, strong);
  expect(await statusOf(key(a))).toBe(403);
  expect(await statusOf(call(a, 'api_keys.rotate', { params, body: {} }))).toBe(403);
  expect(await statusOf(call(owner, 'api_keys.rotate', { params, body: {} }))).toBe(200);
  const [ben, cid] = [await member('Ben', strong), await member('Cid', helper)];
  const signOut = (id: string) => call(a, 'members.end_sessions', { params: { id } });
  expect(await Promise.all([ben, cid].map((id) => statusOf(signOut(id))))).toEqual([403, 200]);
  // The owner and Ben.
  expect((await call(a, 'members.end_all_sessions')).data.above).toBe(2);
  const lockOut = (id: string) => call(a, 'members.deactivate', { params: { id } });
  expect(await Promise.all([ben, cid].map((id) => statusOf(lockOut(id))))).toEqual([403, 200]);
});

test('whoever is removed leaves composed roles, teams and shares behind', async () => {
  const { company, owner, role, member } = await house();
  const own = await role('Own', deals('own'));
  const ann = await member('Ann', own);
  const team = { name: 'North', members: [{ user_id: ann }] };
  await call(owner, 'teams.create', { body: team });
  const { data: deal } = await call(owner, 'deals.create', { body: { title: 'Sail' } });
  const share = { object: 'deals', record_id: deal.id, user_id: ann };
  await call(owner, 'shares.create', { body: share });
  const { admin } = await startDatabase();
  const left = async () => {
    const { rows } = await admin.query(
      `select (select count(*)::int from member_roles where user_id = $1) as roles,
        (select count(*)::int from team_members where user_id = $1) as teams,
        (select count(*)::int from record_shares where grantee_id = $1) as shares`,
      [ann],
    );
    return rows[0];
  };
  expect(await left()).toEqual({ roles: 1, teams: 1, shares: 1 });
  await call(owner, 'members.delete', { params: { id: ann } });
  expect(await left()).toEqual({ roles: 0, teams: 0, shares: 0 });
  const { rows } = await admin.query(
    "select changes::text as changes from events where company_id = $1 and name = 'member.removed'",
    [company.company.id],
  );
  expect(rows[0].changes).toContain(own);
});

test('whoever reaches some records places only people they reach, and never themselves', async () => {
  const { company, owner, role, member } = await house();
  const lead = await role('Lead', deals('team', 'teams:manage'));
  const [ann, ben, cid] = [await member('Ann', lead), await member('Ben'), await member('Cid')];
  const people = (...ids: string[]) => ids.map((user_id) => ({ user_id }));
  const team = async (name: string, ...ids: string[]): Promise<string> =>
    (await call(owner, 'teams.create', { body: { name, members: people(...ids) } })).data.id;
  const [north, south] = [await team('North', ann, ben), await team('South', cid)];
  const a = await as(company, ann);
  const change = (id: string, body: object) =>
    statusOf(call(a, 'teams.update', { params: { id }, body }));
  expect(await change(north, { members: people(ann, ben, cid) })).toBe(403);
  expect(await change(south, { members: people(ann, cid) })).toBe(403);
  expect(await change(south, { members: [] })).toBe(403);
  expect(await change(south, { parent_id: north })).toBe(403);
  expect(await statusOf(call(a, 'teams.delete', { params: { id: south } }))).toBe(403);
  const make = (name: string, id: string) =>
    statusOf(call(a, 'teams.create', { body: { name, members: people(id) } }));
  expect(await make('Mine', ann)).toBe(403);
  expect(await make('His', ben)).toBe(200);
  expect(await change(south, { name: 'Deep south' })).toBe(200);
  expect(await change(north, { members: people(ann) })).toBe(200);
  expect(await statusOf(call(owner, 'teams.delete', { params: { id: south } }))).toBe(200);
});
