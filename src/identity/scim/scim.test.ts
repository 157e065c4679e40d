import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import {
  Browser,
  goodPassword,
  joined,
  mailedToken,
  type Person,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { type ForgingProvider, startForgingProvider } from '../../../tests/support/forged-oidc';
import { type Connected, connected, type SsoHouse, ssoHouse } from '../../../tests/support/sso';

type Json = Record<string, unknown>;

let house: SsoHouse;
let provider: ForgingProvider;
let router: ReturnType<typeof createRouter>;
beforeAll(async () => {
  [house, provider] = await Promise.all([ssoHouse(), startForgingProvider()]);
  router = createRouter(house.app);
});
afterAll(() => provider.close());

/** A directory with the token of a company. */
interface Directory extends Connected {
  readonly token: string;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: Json }>;
}

const bearer =
  (token: string | null): Directory['call'] =>
  async (method, path, body) => {
    const request = new Request(`http://localhost:3000/api/scim/v2${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await router.fetch(request, { address: '203.0.113.9' });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : JSON.parse(text) };
  };

async function directory(given: object = {}): Promise<Directory> {
  const company = await connected(house, provider, given);
  const { data } = await company.owner.browser.post<{ token: string }>(
    `/sso/connections/${company.connection_id}/scim-token`,
  );
  return { ...company, token: data.token, call: bearer(data.token) };
}

const newUser = ({ domain }: Connected, more: Json = {}): Json => {
  const userName = `${newId()}@${domain}`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:example:extension'],
    userName,
    externalId: newId(),
    name: { givenName: 'Ada', familyName: 'Byron' },
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
    'urn:example:extension': { costCenter: '42' },
    ...more,
  };
};

const patchOf = (...Operations: Json[]): Json => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

/** Somebody invited and signed in, with an address in the directory's domain and a key. */
async function workingMember(here: Directory, role: string): Promise<Person & { key: string }> {
  const person = await joined(house.app, here.owner, role);
  const { admin } = await startDatabase();
  const email = `${newId()}@${here.domain}`;
  await admin.query('update users set email = $2 where id = $1', [person.user_id, email]);
  await admin.query('update members set email = $2 where user_id = $1', [person.user_id, email]);
  const made = await person.browser.post<{ key?: string }>('/api-keys', {
    name: 'k',
    scopes: ['things:read'],
  });
  return { ...person, email, key: made.data.key ?? '' };
}

const roleOf = async ({ owner }: Directory, id: string): Promise<string | undefined> => {
  const { data } = await owner.browser.get<{ id: string; role: string }[]>('/members');
  return data.find((member) => member.id === id)?.role;
};

describe('users', () => {
  test('are made, found, changed in every way, switched off and removed', async () => {
    const here = await directory();
    const user = newUser(here);
    const made = await here.call('POST', '/Users', user);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      userName: user.userName,
      externalId: user.externalId,
      displayName: 'Ada Byron',
      name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada Byron' },
      active: true,
      meta: {
        resourceType: 'User',
        location: `http://localhost:3000/api/scim/v2/Users/${made.json.id}`,
      },
    });
    expect(await roleOf(here, String(made.json.id))).toBe('rep');
    const path = `/Users/${made.json.id}`;
    for (const filter of [
      `userName eq "${String(user.userName).toUpperCase()}"`,
      `externalId eq "${user.externalId}"`,
      `id eq "${made.json.id}"`,
      `emails.value eq "${user.userName}"`,
      `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "${user.userName}"`,
    ]) {
      const found = await here.call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(found.json, filter).toMatchObject({
        totalResults: 1,
        Resources: [{ id: made.json.id }],
      });
    }
    const none = await here.call(
      'GET',
      `/Users?filter=${encodeURIComponent('userName eq "nobody"')}`,
    );
    expect(none.json).toMatchObject({ totalResults: 0, Resources: [] });

    expect((await here.call('POST', '/Users', user)).json).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
    });

    const renamed = await here.call(
      'PATCH',
      path,
      patchOf(
        { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
        { op: 'Add', value: { externalId: 'x-1' } },
      ),
    );
    expect(renamed.json).toMatchObject({ displayName: 'Ada Lovelace', externalId: 'x-1' });
    const display = await here.call(
      'PATCH',
      path,
      patchOf({ op: 'replace', path: 'displayName', value: 'Countess' }),
    );
    expect(display.json).toMatchObject({ displayName: 'Countess' });
    const moved = `${newId()}@${here.domain}`;
    const mail = await here.call(
      'PATCH',
      path,
      patchOf({ op: 'replace', path: 'emails[type eq "work"].value', value: moved }),
    );
    expect(mail.json).toMatchObject({ emails: [{ value: moved, primary: true }] });
    const put = await here.call('PUT', path, {
      ...user,
      emails: [{ value: moved }],
      displayName: 'Ada B',
      externalId: 'x-2',
    });
    expect(put.json).toMatchObject({
      displayName: 'Ada B',
      externalId: 'x-2',
      userName: user.userName,
    });

    const off = await here.call(
      'PATCH',
      path,
      patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    );
    expect(off.json).toMatchObject({ active: false });
    expect(await roleOf(here, String(made.json.id))).toBeUndefined();
    expect((await here.call('GET', path)).json).toMatchObject({ active: false });
    expect(
      (await here.call('PATCH', path, patchOf({ op: 'replace', value: { active: true } }))).json,
    ).toMatchObject({ active: true });
    expect(await roleOf(here, String(made.json.id))).toBe('rep');
    expect((await here.call('DELETE', path)).status).toBe(204);
    expect((await here.call('GET', path)).status).toBe(404);
    expect((await here.call('DELETE', path)).status).toBe(404);

    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      "select name, changes->'after'->>'directory' as directory from events where company_id = $1 and record_id = $2 order by created_at, id",
      [here.owner.company_id, made.json.id],
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'member.created',
      ...['member.updated', 'member.updated', 'member.updated', 'member.updated'],
      ...['member.deactivated', 'member.reactivated', 'member.removed'],
    ]);
    expect(new Set(rows.map((row) => row.directory))).toEqual(new Set(['Provider']));
  });

  test('of an address that somebody registered before: nothing of theirs opens the account', async () => {
    const here = await directory();
    const user = newUser(here);
    const early = new Browser(house.app);
    const { data } = await early.post<{ user: { id: string }; company: { id: string } }>(
      '/auth/register',
      { name: 'Eve', email: user.userName, password: goodPassword, company_name: 'Trap' },
    );
    expect((await early.get('/auth/session')).status).toBe(200);
    expect((await here.call('POST', '/Users', user)).json.id).toBe(data.user.id);
    expect((await early.get('/auth/session')).status).toBe(401);
    const login = { email: user.userName, password: goodPassword };
    expect((await new Browser(house.app).post('/auth/login', login)).status).toBe(401);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      `select actor_kind from events where company_id = $1 and name = 'user.reclaimed'`,
      [data.company.id],
    );
    expect(rows).toEqual([{ actor_kind: 'system' }]);
  });

  test('with a new address: no link mailed to the old one opens anything, and every company has it written down', async () => {
    const here = await directory();
    const person = await workingMember(here, 'rep');
    const other = await registered(house.app);
    const { admin } = await startDatabase();
    await admin.query(
      "insert into members (company_id, user_id, name, email, role) select $1, id, name, email, 'rep' from users where id = $2",
      [other.company_id, person.user_id],
    );
    await new Browser(house.app).post('/auth/password-reset', { email: person.email });
    const token = await mailedToken(house.app.sent, person.email);
    const email = `${newId()}@${here.domain}`;
    const change = patchOf({ op: 'replace', path: 'emails', value: [{ value: email }] });
    house.app.sent.length = 0;
    expect((await here.call('PATCH', `/Users/${person.user_id}`, change)).status).toBe(200);
    await expect
      .poll(async () => {
        await house.app.delivered();
        return house.app.sent.map(({ to, subject }) => [to, subject]).sort();
      })
      .toEqual([email, person.email].sort().map((to) => [to, 'Your mail address was changed']));
    const used = await new Browser(house.app).post('/auth/password-reset/confirm', {
      token,
      password: 'a better battery staple',
    });
    expect([used.status, used.issues?.[0]?.code]).toEqual([422, 'invalid_token']);
    const { rows } = await admin.query(
      `select company_id, changes->'after' as after from events where name = 'member.updated' and record_id = $1`,
      [person.user_id],
    );
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ company_id: other.company_id, after: { email } });
  });

  test('made twice at once are made once', async () => {
    const here = await directory();
    const user = newUser(here);
    const answers = await Promise.all([1, 2, 3].map(() => here.call('POST', '/Users', user)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test('come page by page', async () => {
    const here = await directory();
    for (let count = 0; count < 4; count++) await here.call('POST', '/Users', newUser(here));
    const pages = await Promise.all(
      ['startIndex=1&count=2', 'startIndex=3&count=2', 'startIndex=5&count=2', 'count=0'].map(
        (query) => here.call('GET', `/Users?${query}`),
      ),
    );
    expect(pages.map(({ json }) => json.totalResults)).toEqual([5, 5, 5, 5]);
    expect(pages.map(({ json }) => json.itemsPerPage)).toEqual([2, 2, 1, 0]);
    const ids = pages.flatMap(({ json }) => (json.Resources as Json[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(5);
  });

  test('switched off lose their session and keys within a second, and cannot come back by themselves', async () => {
    const here = await directory();
    const person = await workingMember(here, 'admin');
    const withKey = () =>
      router.fetch(
        new Request('http://localhost:3000/api/auth/session', {
          headers: { authorization: `Bearer ${person.key}` },
        }),
        {},
      );
    expect((await withKey()).status).toBe(200);
    expect((await person.browser.get('/auth/session')).status).toBe(200);
    const found = await here.call(
      'GET',
      `/Users?filter=${encodeURIComponent(`userName eq "${person.email}"`)}`,
    );
    expect(found.json).toMatchObject({ Resources: [{ id: person.user_id, active: true }] });
    const started = performance.now();
    await here.call(
      'PATCH',
      `/Users/${person.user_id}`,
      patchOf({ op: 'replace', path: 'active', value: false }),
    );
    expect((await person.browser.get('/auth/session')).status).toBe(401);
    expect((await withKey()).status).toBe(401);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('switched on again are the same members as before, with their keys, composed roles and teams', async () => {
    const here = await directory();
    const { browser } = here.owner;
    const person = await workingMember(here, 'manager');
    const { user_id } = person;
    const role = await browser.post<{ id: string }>('/roles', {
      ...{ name: newId(), rights: { objects: {}, administration: [] } },
    });
    await browser.put(`/members/${user_id}/roles`, { role_ids: [role.data.id] });
    await browser.post('/teams', { name: newId(), members: [{ user_id, is_manager: true }] });
    const { admin } = await startDatabase();
    const held = async () => {
      const { rows } = await admin.query(
        `select m.role, m.status, (select count(*)::int from member_roles r where r.user_id = m.user_id) as roles,
          (select count(*)::int from team_members t where t.user_id = m.user_id) as teams,
          (select count(*)::int from api_keys k where k.user_id = m.user_id and k.revoked_at is null) as keys
        from members m where m.user_id = $1 and m.company_id = $2`,
        [user_id, here.owner.company_id],
      );
      return rows[0];
    };
    const all = { role: 'manager', roles: 1, teams: 1, keys: 1 };
    const turn = (active: boolean) => {
      const change = patchOf({ op: 'replace', path: 'active', value: active });
      return here.call('PATCH', `/Users/${user_id}`, change);
    };
    await turn(false);
    expect(await held()).toEqual({ ...all, status: 'deactivated' });
    const again = { userName: person.email, emails: [{ value: person.email }] };
    expect((await here.call('POST', '/Users', again)).json).toMatchObject({ status: '409' });
    await turn(true);
    expect(await held()).toEqual({ ...all, status: 'active' });
    expect((await here.call('DELETE', `/Users/${user_id}`)).status).toBe(204);
    expect(await held()).toEqual({
      role: 'manager',
      status: 'removed',
      roles: 0,
      teams: 0,
      keys: 0,
    });
  });

  test('from outside the proved domains are not made, renamed or moved', async () => {
    const here = await directory();
    const outside = await here.call('POST', '/Users', newUser({ ...here, domain: 'else.example' }));
    expect(outside.json).toMatchObject({ status: '400', scimType: 'invalidValue' });
    const guest = await joined(house.app, here.owner, 'rep');
    const path = `/Users/${guest.user_id}`;
    for (const value of [
      { displayName: 'Somebody else' },
      { emails: [{ value: `x@${here.domain}` }] },
    ]) {
      const refused = await here.call('PATCH', path, patchOf({ op: 'replace', value }));
      expect(refused.json).toMatchObject({ status: '400', scimType: 'mutability' });
    }
    expect(
      (await here.call('PATCH', path, patchOf({ op: 'replace', path: 'active', value: false })))
        .status,
    ).toBe(200);
  });

  test('who own the company: the last one stays, and what an administrator set up touches none', async () => {
    const here = await directory();
    const off = patchOf({ op: 'replace', path: 'active', value: false });
    expect((await here.call('PATCH', `/Users/${here.owner.user_id}`, off)).status).toBe(409);
    expect((await here.call('DELETE', `/Users/${here.owner.user_id}`)).status).toBe(409);
    const second = await joined(house.app, here.owner, 'owner');
    const { admin } = await startDatabase();
    await admin.query("update sso_connections set vouched_role = 'admin' where id = $1", [
      here.connection_id,
    ]);
    expect((await here.call('PATCH', `/Users/${second.user_id}`, off)).status).toBe(403);
    // A new address would be a way to their password.
    const email = `${newId()}@${here.domain}`;
    await admin.query('update users set email = $2 where id = $1', [second.user_id, email]);
    await admin.query('update members set email = $2 where user_id = $1', [second.user_id, email]);
    const moved = { emails: [{ value: `${newId()}@${here.domain}` }] };
    const move = patchOf({ op: 'replace', value: moved });
    expect((await here.call('PATCH', `/Users/${second.user_id}`, move)).status).toBe(403);
    await admin.query("update sso_connections set vouched_role = 'owner' where id = $1", [
      here.connection_id,
    ]);
    expect((await here.call('PATCH', `/Users/${second.user_id}`, off)).status).toBe(200);
  });
});

/** Somebody of no built-in rights, who manages single sign-on by a composed role. */
async function keeperOf({ owner }: Directory): Promise<Person & { role_id: string }> {
  const keeper = await joined(house.app, owner, 'custom');
  const rights = { objects: {}, administration: ['sso:manage'] };
  const { data } = await owner.browser.post<{ id: string }>('/roles', { name: 'Keeper', rights });
  await owner.browser.put(`/members/${keeper.user_id}/roles`, { role_ids: [data.id] });
  return { ...keeper, role_id: data.id };
}

test('composed roles above whoever vouches are kept, and end with a membership that the directory ends', async () => {
  const here = await directory();
  const keeper = await keeperOf(here);
  const { admin } = await startDatabase();
  const vouch = (by: string) =>
    admin.query('update sso_connections set vouched_role = $2 where id = $1', [
      ...[here.connection_id, by],
    ]);
  await vouch('manager');
  const path = `/Users/${keeper.user_id}`;
  expect((await here.call('DELETE', path)).status).toBe(403);
  await vouch('admin');
  expect((await here.call('DELETE', path)).status).toBe(204);
  const { rows } = await admin.query(
    `select changes::text as changes, (select count(*)::int from member_roles where user_id = $1) as roles
      from events where record_id = $1 and name = 'member.removed'`,
    [keeper.user_id],
  );
  expect(rows).toEqual([{ changes: expect.stringContaining(keeper.role_id), roles: 0 }]);
});

test('service accounts are no people of a directory', async () => {
  const here = await directory();
  const bot = await here.owner.browser.post<{ id: string }>('/service-accounts', {
    ...{ name: 'Bot', role: 'rep' },
  });
  const { id } = bot.data;
  expect((await here.call('GET', `/Users/${id}`)).status).toBe(404);
  expect((await here.call('DELETE', `/Users/${id}`)).status).toBe(404);
  const group = { displayName: 'All', members: [{ value: id }] };
  expect((await here.call('POST', '/Groups', group)).json).toMatchObject({
    scimType: 'invalidValue',
  });
});

describe('groups', () => {
  test('are given roles only by who stands above the roles that come and go', async () => {
    const here = await directory({ default_role: 'custom' });
    const keeper = await keeperOf(here);
    const boss = await joined(house.app, here.owner, 'manager');
    const people = [{ value: boss.user_id }];
    const group = await here.call('POST', '/Groups', { displayName: 'Sales', members: people });
    const set = async (by: Person, role: string | null) =>
      (await by.browser.put(`/sso/groups/${group.json.id}`, { role })).status;
    expect(await set(keeper, 'rep')).toBe(422);
    expect(await set(keeper, 'custom')).toBe(200);
    expect(await roleOf(here, boss.user_id)).toBe('manager');
    expect(await set(here.owner, 'rep')).toBe(200);
    expect(await roleOf(here, boss.user_id)).toBe('rep');
    expect(await set(keeper, null)).toBe(403);
    expect(await set(here.owner, null)).toBe(200);
    await here.owner.browser.patch(`/sso/oidc/${here.connection_id}`, { default_role: 'rep' });
    expect(await set(keeper, 'custom')).toBe(403);
  });

  test('give their people the role that is set for them', async () => {
    const here = await directory({ default_role: 'read_only' });
    const [ada, grace] = await Promise.all(
      [1, 2].map(() => here.call('POST', '/Users', newUser(here))),
    );
    const [a, g] = [String(ada?.json.id), String(grace?.json.id)];
    const sales = await here.call('POST', '/Groups', {
      displayName: 'Sales',
      externalId: 'g-1',
      members: [{ value: a }],
    });
    expect([sales.status, sales.json.displayName]).toEqual([201, 'Sales']);
    expect(await roleOf(here, a)).toBe('read_only');
    const set = (role: string | null) =>
      here.owner.browser.call('PUT', `/sso/groups/${sales.json.id}`, { role });
    expect((await set('manager')).status).toBe(200);
    expect((await set('owner')).status).toBe(422);
    expect([await roleOf(here, a), await roleOf(here, g)]).toEqual(['manager', 'read_only']);
    const path = `/Groups/${sales.json.id}`;
    await here.call('PATCH', path, patchOf({ op: 'Add', path: 'members', value: [{ value: g }] }));
    expect(await roleOf(here, g)).toBe('manager');
    const shown = await here.call('GET', `/Users/${g}`);
    expect(shown.json.groups).toEqual([{ value: sales.json.id, display: 'Sales' }]);
    await here.call('PATCH', path, patchOf({ op: 'Remove', path: `members[value eq "${a}"]` }));
    expect([await roleOf(here, a), await roleOf(here, g)]).toEqual(['read_only', 'manager']);
    const found = await here.call(
      'GET',
      `/Groups?filter=${encodeURIComponent('displayName eq "sales"')}&excludedAttributes=members`,
    );
    expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id: sales.json.id }] });
    expect((found.json.Resources as Json[])[0]).not.toHaveProperty('members');
    await here.call('PUT', path, { displayName: 'Sales team', members: [{ value: a }] });
    expect([await roleOf(here, a), await roleOf(here, g)]).toEqual(['manager', 'read_only']);
    const stranger = await here.call(
      'PATCH',
      path,
      patchOf({ op: 'add', path: 'members', value: [{ value: newId() }] }),
    );
    expect(stranger.json).toMatchObject({ scimType: 'invalidValue' });
    expect((await here.call('DELETE', path)).status).toBe(204);
    expect(await roleOf(here, a)).toBe('read_only');
    expect((await here.call('GET', path)).status).toBe(404);
  });

  test('have their people in the team that is set for them, and out of it again', async () => {
    const here = await directory();
    const { browser } = here.owner;
    const [a = '', b = '', c = ''] = await Promise.all(
      [1, 2, 3].map(async () => String((await here.call('POST', '/Users', newUser(here))).json.id)),
    );
    const members = [{ user_id: c, is_manager: false }];
    const team = await browser.post<{ id: string }>('/teams', { name: newId(), members });
    const inTeam = async (id = team.data.id) => {
      const { data } =
        await browser.get<{ id: string; members: { user_id: string }[] }[]>('/teams');
      const found = data.find((one) => one.id === id);
      return found?.members.map(({ user_id }) => user_id).sort();
    };
    const group = async (...ids: string[]) => {
      const people = ids.map((value) => ({ value }));
      const made = await here.call('POST', '/Groups', { displayName: newId(), members: people });
      return String(made.json.id);
    };
    const [one, two] = [await group(a, b), await group(b)];
    const map = (id: string, team_id: string | null, by = here.owner) =>
      by.browser.put(`/sso/groups/${id}`, { team_id });
    expect((await map(one, newId())).issues).toMatchObject([{ path: 'team_id' }]);
    const keeper = await keeperOf(here);
    expect((await map(one, team.data.id, keeper)).status).toBe(403);
    await map(one, team.data.id);
    await map(two, team.data.id);
    expect(await inTeam()).toEqual([a, b, c].sort());
    const leave = patchOf({ op: 'remove', path: 'members' });
    await here.call('PATCH', `/Groups/${one}`, leave);
    // The other group holds one of them, and whoever was put there by hand is not the directory's.
    expect(await inTeam()).toEqual([b, c].sort());
    const add = patchOf({ op: 'add', path: 'members', value: [{ value: a }] });
    await here.call('PATCH', `/Groups/${two}`, add);
    expect(await inTeam()).toEqual([a, b, c].sort());
    const { data } = await browser.get<{ groups: { id: string; team_id: string | null }[] }>(
      '/sso',
    );
    expect(data.groups.find(({ id }) => id === two)).toMatchObject({ team_id: team.data.id });
    await map(two, null);
    expect(await inTeam()).toEqual([c]);
    await map(two, team.data.id);
    expect((await browser.delete(`/teams/${team.data.id}`)).status).toBe(200);
    const { admin } = await startDatabase();
    const told = await admin.query(
      "select changes->'after'->>'team_id' as team_id from events where name = 'sso_group.updated' and record_id = $1 order by id",
      [two],
    );
    expect(told.rows.map(({ team_id }) => team_id)).toEqual([team.data.id, null, team.data.id]);
  });

  test('never change an owner', async () => {
    const here = await directory();
    const group = await here.call('POST', '/Groups', {
      displayName: 'All',
      members: [{ value: here.owner.user_id }],
    });
    await here.owner.browser.call('PUT', `/sso/groups/${group.json.id}`, { role: 'rep' });
    expect(await roleOf(here, here.owner.user_id)).toBe('owner');
  });
});

describe('a token', () => {
  test('opens its own company alone, in a header alone, until it is replaced or ended', async () => {
    const [here, there] = [await directory(), await directory()];
    const user = await there.call('POST', '/Users', newUser(there));
    const group = await there.call('POST', '/Groups', { displayName: 'Theirs' });
    for (const path of [`/Users/${user.json.id}`, `/Groups/${group.json.id}`]) {
      const answers = [
        await here.call('GET', path),
        await here.call('PUT', path, { userName: 'x', displayName: 'x' }),
        await here.call('PATCH', path, patchOf({ op: 'replace', path: 'displayName', value: 'x' })),
        await here.call('DELETE', path),
      ];
      expect(
        answers.map(({ status }) => status),
        path,
      ).toEqual([404, 404, 404, 404]);
    }
    const theirs = await here.call('POST', '/Groups', {
      displayName: 'Mine',
      members: [{ value: user.json.id }],
    });
    expect(theirs.status).toBe(400);
    const seen = JSON.stringify((await here.call('GET', '/Users')).json);
    expect(seen).not.toContain(String(user.json.id));

    expect((await bearer(null)('GET', `/Users?access_token=${here.token}`)).status).toBe(400);
    for (const wrong of [
      null,
      'amb_scim_x',
      here.token.slice(0, -22) + there.token.slice(-22),
      `${here.token}x`,
    ])
      expect((await bearer(wrong)('GET', '/Users')).status).toBe(401);
    // It is no key of the API.
    const request = new Request('http://localhost:3000/api/auth/session', {
      headers: { authorization: `Bearer ${here.token}` },
    });
    expect((await router.fetch(request, {})).status).toBe(401);

    const path = `/sso/connections/${here.connection_id}/scim-token`;
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select row_to_json(t)::text as text from scim_tokens t where company_id = $1',
      [here.owner.company_id],
    );
    expect(rows[0].text).not.toContain(here.token.slice(9, 40));
    const next = await here.owner.browser.post<{ token: string }>(path);
    expect((await here.call('GET', '/Users')).status).toBe(401);
    const again = bearer(next.data.token);
    expect((await again('GET', '/Users')).status).toBe(200);
    await here.owner.browser.patch(`/sso/oidc/${here.connection_id}`, { active: false });
    expect((await again('GET', '/Users')).status).toBe(401);
    await here.owner.browser.patch(`/sso/oidc/${here.connection_id}`, { active: true });
    expect((await here.owner.browser.delete(path)).status).toBe(200);
    expect((await again('GET', '/Users')).status).toBe(401);
  });

  test('is made by who manages single sign-on, of their own company', async () => {
    const here = await directory();
    const rep = await joined(house.app, here.owner, 'rep');
    const path = `/sso/connections/${here.connection_id}/scim-token`;
    expect((await rep.browser.post(path)).status).toBe(403);
    // An owner vouches for the connection, so a token of it is not for those below.
    const keeper = await keeperOf(here);
    expect((await keeper.browser.post(path)).status).toBe(403);
    expect((await keeper.browser.delete(path)).status).toBe(403);
    expect((await here.call('GET', '/Users')).status).toBe(200);
    expect((await (await directory()).owner.browser.post(path)).status).toBe(404);
    expect((await new Browser(house.app).post(path)).status).toBe(401);
  });
});

test('what makes no sense is refused in the words of the standard', async () => {
  const here = await directory();
  const user = await here.call('POST', '/Users', newUser(here));
  const path = `/Users/${user.json.id}`;
  const cases: [string, string, unknown, string][] = [
    ['POST', '/Users', '{"a":', 'invalidSyntax'],
    ['POST', '/Users', [], 'invalidSyntax'],
    ['POST', '/Users', {}, 'invalidValue'],
    ['POST', '/Users', { userName: 'no address' }, 'invalidValue'],
    ['POST', '/Users', { userName: 'a\u0000b' }, 'invalidValue'],
    ['POST', '/Users', '{"__proto__":{"polluted":1},"userName":"x"}', 'invalidValue'],
    [
      'PATCH',
      path,
      patchOf({ op: 'replace', path: '__proto__.polluted', value: 1 }),
      'invalidPath',
    ],
    [
      'PATCH',
      path,
      patchOf({ op: 'add', path: 'name.constructor.prototype.polluted', value: 1 }),
      'invalidPath',
    ],
    ['PATCH', path, patchOf({ op: 'replace', path: 'a[', value: 1 }), 'invalidPath'],
    ['PATCH', path, patchOf({ op: 'move', path: 'x' }), 'invalidSyntax'],
    ['PATCH', path, patchOf(), 'invalidSyntax'],
    ['PATCH', path, patchOf({ op: 'replace', path: 'active', value: 'maybe' }), 'invalidValue'],
    ['GET', '/Users?filter=userName%20sw%20%22a%22', undefined, 'invalidFilter'],
    ['GET', '/Users?filter=((((', undefined, 'invalidFilter'],
    ['GET', '/Users?filter=password%20eq%20%22a%22', undefined, 'invalidFilter'],
    ['GET', '/Users?count=many', undefined, 'invalidValue'],
    ['POST', '/Groups', {}, 'invalidValue'],
  ];
  for (const [method, where, body, scimType] of cases) {
    const { status, json } = await here.call(method, where, body);
    expect(
      [status, json.scimType, json.schemas],
      `${method} ${where} ${JSON.stringify(body)}`,
    ).toEqual([400, scimType, ['urn:ietf:params:scim:api:messages:2.0:Error']]);
  }
  expect({}).not.toHaveProperty('polluted');
});

test('it says what it speaks', async () => {
  const here = await directory();
  const config = await here.call('GET', '/ServiceProviderConfig');
  expect(config.json).toMatchObject({ patch: { supported: true }, filter: { supported: true } });
  expect((await here.call('GET', '/ResourceTypes')).json).toMatchObject({ totalResults: 2 });
  expect((await here.call('GET', '/Schemas')).json).toMatchObject({ totalResults: 2 });
});
