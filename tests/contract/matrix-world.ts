import type { Principal } from '@/core/run/context';
import type { Contract } from '@/core/shape/contract';
import { memberPrincipal } from '@/identity/member-principal';
import { withinScopes } from '@/identity/permissions';
import type { ObjectRights, RoleRights } from '@/identity/roles/rights';
import { newId } from '@/platform/ids';
import { type TestCompany, testCompany } from '../support/company';
import type { TestDatabase } from '../support/database';
import { furnish, uuids } from './foreign-calls';
import { companyTables, fill, rowsOf } from './foreign-rows';
import { House, smallestCall } from './house';
import { inManner, mannered } from './matrix-doors';

/**
 * Whoever calls: every role, a composed one of its own reach, one that reads no records and sets up how the company works, keys and
 * tokens of narrow scope, and sessions that are not whole.
 */
export const callerNames = [
  ...['owner', 'admin', 'manager', 'rep', 'read_only', 'custom', 'configurer'],
  ...['api_key', 'oauth_token', 'stale', 'no_second_factor', 'elsewhere', 'nobody'],
] as const;
export type CallerName = (typeof callerNames)[number];

/** Whose the id is, from where the caller stands. */
export const idKinds = ['own', 'colleague', 'foreign', 'deleted', 'random'] as const;
export type IdKind = (typeof idKinds)[number];

/** Two companies and everybody who calls. */
export interface World {
  readonly house: House;
  readonly database: TestDatabase;
  readonly mine: TestCompany;
  readonly theirs: TestCompany;
  readonly callers: ReadonlyMap<CallerName, Principal | null>;
  /** By object: a record of the owner, one in the bin, one of another company, one of the member with own reach. */
  readonly records: Readonly<Record<Exclude<IdKind, 'random'>, ReadonlyMap<string, string>>>;
  /** By operation with an id in its path that is no record's: what of my company it is about. */
  readonly things: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Objects whose records are seen as far as the rights of a role go. */
  readonly guarded: ReadonlySet<string>;
  /** What an answer tells this caller although they must not know it; what they said themselves does not count. */
  leaks(caller: CallerName, text: string, sent: string): string[];
}

const own: ObjectRights = {
  ...{ read: 'own', create: 'own', update: 'own', delete: 'own' },
  ...{ export: 'all', import: 'all', bulk: 'all' },
};
const ownRights: RoleRights = { objects: { '*': own }, administration: [] };
const setupRights: RoleRights = { objects: {}, administration: ['configuration:manage'] };

const keysOf = (rows: ReadonlyMap<string, string>): string[] => [
  ...new Set(
    [...rows.values()].flatMap((text) =>
      (JSON.parse(text) as { id?: string }[]).slice(0, 3).flatMap(({ id }) => id ?? []),
    ),
  ),
];

/** Everything the matrix needs, in a database of its own. */
export async function openWorld(database: TestDatabase): Promise<World> {
  const house = await House.open((app) => ({ ...app, db: mannered(database.db) }));
  const [mine, theirs] = [await testCompany({}, database), await testCompany({}, database)];
  const tables = await companyTables(database);
  const objects = [...house.app.registry.objects.values()];
  const owner = house.principal(mine, mine);
  const stranger = house.principal(theirs, theirs);
  await furnish(house, stranger);
  await furnish(house, owner, 'house');
  const foreign = await recordsOf(house, stranger);
  await fill(database, tables, theirs);
  const member = async (role: Principal['role']) =>
    house.principal(mine, await mine.member(role, `A ${role}`));
  const keyOf = async (role: Principal['role'], scopes: string[]): Promise<Principal> => {
    const holder = await member(role);
    const permissions = withinScopes(holder.permissions, scopes, objects);
    return { ...holder, kind: 'api_key', permissions, session_id: null, api_key_id: newId() };
  };
  const custom = await withRole(house, database, mine, ownRights);
  const configurer = await withRole(house, database, mine, setupRights);
  const callers = new Map<CallerName, Principal | null>([
    ['owner', owner],
    ['admin', await member('admin')],
    ['manager', await member('manager')],
    ['rep', await member('rep')],
    ['read_only', await member('read_only')],
    ['custom', custom],
    ['configurer', configurer],
    ['api_key', await keyOf('admin', ['contacts:read'])],
    ['oauth_token', await keyOf('rep', ['leads:read', 'leads:create'])],
    ['stale', { ...(await member('owner')), stale: true }],
    ['no_second_factor', { ...(await member('owner')), lacks_second_factor: true }],
    ['elsewhere', { ...(await member('owner')), networks: ['192.0.2.0/24'] }],
    ['nobody', null],
  ]);
  const records = {
    own: await recordsOf(house, custom),
    colleague: await recordsOf(house, owner),
    foreign,
    deleted: await binned(house, owner),
  };
  await furnishThings(database, mine);
  const rows = await rowsOf(database, tables, mine.company.id);
  const things = await thingsOf(house, owner, keysOf(rows), rows);
  const { rows: policies } = await database.admin.query<{ name: string }>(
    "select tablename as name from pg_policies where policyname = 'record_rights'",
  );
  const guarded = new Set(policies.map(({ name }) => name));
  const leaks = await scanner({ database, house, mine, theirs, callers, guarded });
  return { house, database, mine, theirs, callers, records, things, guarded, leaks };
}

/** A member with one composed role and no other. */
async function withRole(
  house: House,
  database: TestDatabase,
  mine: TestCompany,
  rights: RoleRights,
): Promise<Principal> {
  const { user } = await mine.member('custom', 'Grace Hopper');
  const values = [mine.company.id, newId(), JSON.stringify(rights)];
  await database.admin.query(
    'insert into roles (company_id, id, name, name_key, rights) values ($1, $2::uuid, $2::text, $2::text, $3)',
    values,
  );
  await database.admin.query(
    'insert into member_roles (company_id, user_id, role_id) values ($1, $2, $3)',
    [mine.company.id, user.id, values[1]],
  );
  const principal = await memberPrincipal(house.app, mine.company.id, user.id, null);
  if (!principal) throw new Error('no such member');
  return { ...principal, session_id: newId() };
}

/** A record of every object that `as` may make. */
async function recordsOf(house: House, as: Principal): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  // Ticks need a checklist, which is configuration.
  for (const object of house.app.registry.objects.keys())
    if (
      as.permissions.has(`${object}:create`) &&
      !(as.role === 'custom' && object === 'deal_checks')
    )
      made.set(object, await house.record(as, object));
  return made;
}

/** A record of every object in the bin. */
async function binned(house: House, as: Principal): Promise<Map<string, string>> {
  const made = await recordsOf(house, as);
  for (const [object, id] of made) {
    const reply = await house.call(house.operation(`${object}.delete`), { as, params: { id } });
    if (reply.status !== 200) throw new Error(`${object}: ${reply.text}`);
  }
  return made;
}

/** What is made by people and no record, and no call of the tests makes. */
const ofPeople = new Set([
  ...['webhooks', 'webhook_deliveries', 'oauth_apps', 'teams', 'exchange_rates', 'roles'],
  ...['record_shares', 'notifications', 'uploads'],
]);

/** Rows of what is made by people and no record: of each table that has none yet, one of the owner's. */
async function furnishThings(database: TestDatabase, mine: TestCompany): Promise<void> {
  const tables = await companyTables(database);
  const rows = await rowsOf(database, tables, mine.company.id);
  const bare = tables.filter(({ name }) => ofPeople.has(name) && rows.get(name) === '[]');
  await fill(database, bare, mine);
  const client = await database.admin.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    for (const { name, key, columns } of bare)
      for (const column of columns.filter((one) => /^(user_id|created_by|owner_id)$/.test(one)))
        await client.query(`update "${name}" set "${column}" = $1 where "${key}" = $2`, [
          mine.user.id,
          mine.company.id,
        ]);
    await client.query(
      `update webhook_deliveries d set webhook_id = w.id from webhooks w where w.company_id = d.company_id and d.company_id = $1`,
      [mine.company.id],
    );
    await client.query("set session_replication_role = 'origin'");
  } finally {
    client.release();
  }
  await database.admin.query(
    "insert into sessions (id, user_id, active_company_id, token_hash, expires_at) values ($1, $2, $3, $4, now() + interval '1 day')",
    [newId(), mine.user.id, mine.company.id, newId()],
  );
  await database.admin.query(
    "insert into passkeys (id, user_id, name, credential_id, public_key) values ($1, $2, 'house', 'house', 'house')",
    [newId(), mine.user.id],
  );
}

/**
 * What of my company each operation with an id in its path is about: found by trying as the owner, whose writes are taken
 * back. Records are left out, their object says it.
 */
async function thingsOf(
  house: House,
  owner: Principal,
  keys: readonly string[],
  rows: ReadonlyMap<string, string>,
): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  const { rows: own } = await house.app.db.asAuth((tx) =>
    tx.run<{ id: string }>({
      text: 'select id from sessions where user_id = $1 union all select id from passkeys where user_id = $1 union all select user_id from members where company_id = $2',
      values: [owner.user.id, owner.company.id],
    }),
  );
  const tried = [...own.map(({ id }) => id), ...keys];
  for (const contract of house.operations.map((one) => one.contract)) {
    if (!contract.path.includes('{') || contract.object || contract.auth === 'none') continue;
    for (const params of candidates(contract, tried, rows)) {
      const call = { ...smallestCall(contract, newId()), as: owner, params };
      const reply = await inManner({ undo: true }, () => house.call(contract, call));
      if (reply.status === 404 || reply.status >= 500) continue;
      found.set(contract.name, params);
      break;
    }
  }
  return found;
}

function* candidates(
  { path }: Contract,
  keys: readonly string[],
  rows: ReadonlyMap<string, string>,
): Generator<Record<string, string>> {
  if (path.includes('{object}')) {
    const [record] = JSON.parse(rows.get('contacts') ?? '[]') as { id: string }[];
    yield { object: 'contacts', id: record?.id ?? '' };
  } else if (path.includes('{delivery_id}')) {
    type Delivery = { id: string; webhook_id: string };
    const deliveries = JSON.parse(rows.get('webhook_deliveries') ?? '[]') as Delivery[];
    for (const { id, webhook_id } of deliveries) yield { id: webhook_id, delivery_id: id };
  } else for (const id of keys) yield { id };
}

/** Finds in an answer what its reader must not be told: anything of the other company, a colleague's, of objects beyond a scope. */
async function scanner({
  database,
  house,
  mine,
  theirs,
  callers,
  guarded,
}: Omit<World, 'records' | 'things' | 'leaks'>): Promise<World['leaks']> {
  const { admin } = database;
  const { rows: sessions } = await admin.query<{ id: string }>(
    'select id from sessions where user_id = $1 union all select user_id from members where company_id = $2',
    [theirs.user.id, theirs.company.id],
  );
  const tables = await companyTables(database);
  const theirRows = [...(await rowsOf(database, tables, theirs.company.id)).values()].join('\n');
  const foreign = new Set([...(theirRows.match(uuids) ?? []), ...sessions.map(({ id }) => id)]);
  const followed = [...guarded].map((name) => ({ name, key: 'company_id', columns: [] }));
  const guardedRows = [...(await rowsOf(database, followed, mine.company.id)).values()].flatMap(
    (text) => JSON.parse(text) as Record<string, string>[],
  );
  /** Ids of records that a member of a composed role does not see: every one that is not theirs. */
  const hiddenFrom = (caller: Principal | null | undefined): Set<string> =>
    new Set(
      guardedRows
        .filter((row) => ![row.owner_id, row.created_by].includes(caller?.user.id ?? ''))
        .flatMap(({ id }) => id ?? []),
    );
  const hidden = new Map(
    (['custom', 'configurer'] as const).map((name) => [
      name as CallerName,
      hiddenFrom(callers.get(name)),
    ]),
  );
  const texts = /canary of (?:[\w ]+)|house of (\w+) \w+/g;
  const readable = (caller: Principal, object: string): boolean =>
    !house.app.registry.objects.has(object) || caller.permissions.has(`${object}:read`);
  return (name, text, sent) => {
    const caller = callers.get(name);
    const told: string[] = [];
    for (const id of text.match(uuids) ?? []) {
      if (sent.includes(id)) continue;
      if (foreign.has(id) || hidden.get(name)?.has(id)) told.push(id);
    }
    for (const [words, object] of text.matchAll(texts)) {
      const theirsIt = words.startsWith('canary');
      const beyond = object && (!caller || name === 'custom' || !readable(caller, object));
      const open = name === 'custom' && !guarded.has(object ?? '');
      if (theirsIt || (beyond && !open)) told.push(words);
    }
    return told;
  };
}
