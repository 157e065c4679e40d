import { beforeAll, describe, expect, it } from 'vitest';
import { globalTables } from '../../db/global-tables';
import { startDatabase, type TestDatabase } from '../support/database';
import { testRoles } from '../support/names';

/** One row per table of the schema; partitions apart. */
interface Table {
  name: string;
  partition: boolean;
  has_company: boolean;
  enabled: boolean;
  forced: boolean;
  owner: string;
}

let test: TestDatabase;
let tables: Table[];
const rowsOf = async <R>(sql: string, values: unknown[] = []): Promise<R[]> =>
  (await test.admin.query(sql, values)).rows;
const isGlobal = (name: string): boolean => (globalTables as readonly string[]).includes(name);

beforeAll(async () => {
  test = await startDatabase();
  tables = await rowsOf<Table>(`
    select c.relname as name, c.relispartition as partition, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      pg_get_userbyid(c.relowner) as owner,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and a.attnotnull) as has_company
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
});

describe('every table', () => {
  it('belongs to a company or is a global table on the list', () => {
    expect(
      tables
        .filter((table) => table.has_company === isGlobal(table.name))
        .map((table) => table.name),
    ).toEqual([]);
    expect(globalTables.filter((name) => !tables.some((table) => table.name === name))).toEqual([]);
  });

  it('of a company has forced row level security with a policy for reading and writing', async () => {
    const walls = await rowsOf<{ name: string; using: string; check: string }>(`
      select tablename as name, qual as using, with_check as check from pg_policies
      where policyname = 'company_isolation' and cmd = 'ALL' and roles = '{public}'`);
    const wall = new Map(walls.map((row) => [row.name, row]));
    const open = tables
      .filter((table) => !isGlobal(table.name) || table.name === 'companies')
      .filter(({ name, enabled, forced, partition }) => {
        const own = wall.get(name);
        const closed = /current_setting\('ambit\.company_id'/;
        return (
          !enabled ||
          !forced ||
          (!partition && !(closed.test(own?.using ?? '') && closed.test(own?.check ?? '')))
        );
      });
    expect(open.map((table) => table.name)).toEqual([]);
  });

  it('is owned by the owner role, which nobody can sign in as', async () => {
    expect(tables.filter((table) => table.owner !== testRoles.owner)).toEqual([]);
    const [role] = await rowsOf(
      'select rolcanlogin as login, rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = $1',
      [testRoles.owner],
    );
    expect(role).toEqual({ login: false, super: false, bypass: false });
  });
});

describe('every foreign key', () => {
  it('is looked up from its other side by an index over all rows, or deleting there reads the whole table', async () => {
    const slow = await rowsOf<{ name: string }>(`
      select con.conname as name from pg_constraint con
      where con.contype = 'f' and con.connamespace = 'public'::regnamespace and con.conparentid = 0
        and not exists (
          select from pg_index x where x.indrelid = con.conrelid and x.indpred is null
            and (string_to_array(x.indkey::text, ' ')::int2[])[1:cardinality(con.conkey)] @> con.conkey)`);
    expect(slow).toEqual([]);
  });
});

describe('company_id', () => {
  it('leads every primary key, unique index and foreign key of a company table', async () => {
    const keys = await rowsOf<{ name: string; relation: string }>(`
      select i.relname as name, t.relname as relation from pg_index x
      join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'company_id'
      where t.relnamespace = 'public'::regnamespace and x.indisunique and x.indkey[0] <> a.attnum`);
    expect(keys).toEqual([]);
    const references = await rowsOf<{ name: string }>(`
      select con.conname as name from pg_constraint con
      join pg_attribute a on a.attrelid = con.conrelid and a.attname = 'company_id'
      where con.contype = 'f' and con.conkey[1] <> a.attnum and con.confrelid::regclass::text not in ('companies', 'users')`);
    expect(references).toEqual([]);
    // Where the other table belongs to a company too, its company_id must be what ours is compared with.
    const crossed = await rowsOf(`
      select con.conname as name from pg_constraint con
      join pg_attribute b on b.attrelid = con.confrelid and b.attname = 'company_id'
      where con.contype = 'f' and con.confkey[1] <> b.attnum`);
    expect(crossed).toEqual([]);
  });

  it('leads every index of a table the app reads by anything else', async () => {
    const others = await rowsOf<{ name: string }>(`
      select i.relname as name from pg_index x
      join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_am am on am.oid = i.relam
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'company_id'
      where t.relnamespace = 'public'::regnamespace and not t.relispartition and am.amname = 'btree' and x.indkey[0] <> a.attnum`);
    // The sign-in finds the companies of a user; the relay finds what is due in all companies.
    expect(others.map((row) => row.name).sort()).toEqual([
      'jobs_due',
      'members_user',
      'schedules_next',
    ]);
  });
});

describe('the roles', () => {
  it('of the server have no power beyond their grants', async () => {
    const served = [testRoles.app, testRoles.auth, testRoles.relay];
    const roles = await rowsOf<{ name: string; power: boolean }>(
      `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as power
       from pg_roles where rolname = any($1) order by 1`,
      [served],
    );
    expect(roles).toEqual([...served].sort().map((name) => ({ name, power: false })));
    const memberships = await rowsOf(
      'select pg_get_userbyid(roleid) as of, pg_get_userbyid(member) as who from pg_auth_members where pg_get_userbyid(member) = any($1)',
      [served],
    );
    // The sign-in may become the app role for the rest of a transaction, and has none of its rights before it does.
    expect(memberships).toEqual([{ of: testRoles.app, who: testRoles.auth }]);
    const [auth] = await rowsOf('select rolinherit as inherit from pg_roles where rolname = $1', [
      testRoles.auth,
    ]);
    expect(auth).toEqual({ inherit: false });
    const [may] = await rowsOf<{ create: boolean }>(
      "select has_schema_privilege($1, 'public', 'create') as create",
      [testRoles.app],
    );
    expect(may?.create).toBe(false);
  });

  it('have no right on a partition, which would read around its table', async () => {
    const grants = await rowsOf(
      `select c.relname, g.grantee::regrole::text, g.privilege_type from pg_class c, aclexplode(c.relacl) g
       where c.relispartition and c.relkind = 'r' and g.grantee <> c.relowner`,
    );
    expect(grants).toEqual([]);
    expect(
      tables.filter((table) => table.partition && table.name.startsWith('events_')).length,
    ).toBeGreaterThan(24);
  });

  it('may do exactly this', async () => {
    const grants = await rowsOf<{ role: string; table: string; rights: string }>(
      `select grantee as role, table_name as table, string_agg(lower(privilege_type), ' ' order by privilege_type) as rights
       from information_schema.role_table_grants where table_schema = 'public' and grantee = any($1) group by 1, 2`,
      [Object.values(testRoles).filter((role) => role !== testRoles.owner)],
    );
    const rights = (role: keyof typeof testRoles) =>
      new Map(
        grants
          .filter((grant) => grant.role === testRoles[role])
          .map((grant) => [grant.table, grant.rights]),
      );
    const app = rights('app');
    expect(app.get('events')).toBe('insert select');
    expect(app.get('companies')).toBe('select update');
    expect(app.get('members')).toBe('insert select update');
    for (const name of ['users', 'sessions', 'sign_in_accounts', 'verifications', 'sso_routes'])
      expect(app.get(name), name).toBeUndefined();
    expect([...rights('auth').keys()].sort()).toEqual([
      'companies',
      'member_roles',
      'members',
      'passkeys',
      'recovery_codes',
      'roles',
      'schema_migrations',
      'schema_state',
      'sessions',
      'sign_in_accounts',
      'sso_routes',
      'team_members',
      'teams',
      'totp_secrets',
      'users',
      'verifications',
    ]);
    expect([...rights('relay').keys()].sort()).toEqual([
      'outbox',
      'schedules',
      'schema_migrations',
      'schema_state',
    ]);
    expect(rights('relay').get('outbox')).toBe('select');
    expect(rights('search')).toEqual(
      new Map([
        ['events', 'delete select'],
        ['search_documents', 'select'],
      ]),
    );
    for (const name of ['event_seals', 'event_removals'])
      expect(app.get(name), name).toBe('insert select');
    expect(new Set(rights('backup').values())).toEqual(new Set(['select']));
  });

  it('cannot run a definer function of anybody but the search role', async () => {
    const wrong = await rowsOf(
      `select p.oid::regprocedure::text as function from pg_proc p
       where p.pronamespace = 'public'::regnamespace and p.prosecdef
         and (pg_get_userbyid(p.proowner) <> $1 or p.proconfig is null or not exists (select from unnest(p.proconfig) c where c like 'search_path=%'))`,
      [testRoles.search],
    );
    expect(wrong).toEqual([]);
  });
});
