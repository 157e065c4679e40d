import type pg from 'pg';
import { derivedSecret } from '@/platform/secret';
import { SetupError } from './setup-error';

/** Names of the database roles of one installation. */
export interface Roles {
  /** Owns the tables; migrations run as it. */
  readonly owner: string;
  /** Serves requests: one company at a time, behind row level security. */
  readonly app: string;
  /** Reads and writes the global tables: users, sessions and so on. */
  readonly auth: string;
  /** Finds work across companies by id. */
  readonly relay: string;
  /** Owns the search functions. Nobody can sign in as it. */
  readonly search: string;
  /** Reads everything for a backup. Nobody can sign in as it; the owner can become it. */
  readonly backup: string;
}

/** Role names are made from the database's, so that several installations can live in one cluster. */
export const rolesOf = (database: string, given: Partial<Roles> = {}): Roles => ({
  owner: `${database}_owner`,
  app: `${database}_app`,
  auth: `${database}_auth`,
  relay: `${database}_relay`,
  search: `${database}_search`,
  backup: `${database}_backup`,
  ...given,
});

/** The password of a login that nobody configures. */
export const rolePassword = (secret: string, role: string): string =>
  derivedSecret(secret, `database-role:${role}`);

/** Passwords of the logins. */
export interface Passwords {
  /** Null: not known, so the role must exist already. */
  readonly app: string | null;
  /** The app's password is ours to set again; else it is whatever the operator gave that role. */
  readonly app_is_ours: boolean;
  readonly auth: string;
  readonly relay: string;
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Refuses a login that could get around row level security. A role that does not exist yet is harmless. `migrated`: what
 * the migration takes from it counts too. Throws SetupError.
 */
export async function assertHarmless(
  client: pg.Client,
  name: string,
  variable: string,
  migrated: boolean,
): Promise<void> {
  const { rows } = await client.query<Record<'super' | 'bypass' | 'owns' | 'creates', boolean>>(
    `select r.rolsuper as super, r.rolbypassrls as bypass,
      exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'member'))
        or exists (select from pg_database d where d.datname = current_database() and pg_has_role(r.oid, d.datdba, 'member')) as owns,
      has_schema_privilege(r.oid, 'public', 'create') as creates
    from pg_roles r where r.rolname = $1`,
    [name],
  );
  const role = rows[0];
  const why = role?.super
    ? 'is a superuser'
    : role?.bypass
      ? 'may bypass row level security'
      : role?.owns
        ? 'owns the database or tables of it'
        : migrated && role?.creates
          ? 'may create tables'
          : null;
  if (why)
    throw new SetupError(
      `${variable}: the role ${name} ${why}, so the walls between companies would not hold. Put that login into DATABASE_OWNER_URL ` +
        'and a role without these powers into DATABASE_URL; the migration creates it.',
    );
}

/**
 * Creates missing roles and sets their passwords, limits and memberships, changing only what has to change: once they are
 * there, an owner that may not change roles will do. Throws SetupError with the statements to run when one is needed and refused.
 */
export async function ensureRoles(
  client: pg.Client,
  roles: Roles,
  passwords: Passwords,
): Promise<void> {
  const missing = await missingStatements(client, roles, passwords);
  try {
    for (const statement of missing) await client.query(statement);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause;
    const shown = missing
      .map((statement) => `  ${statement.replace(/password '[^']*'/, "password '...'")};`)
      .join('\n');
    throw new SetupError(
      `DATABASE_OWNER_URL may not create or change roles. Give it CREATEROLE, use a superuser for the first migration, or run as one:\n${shown}`,
      { cause },
    );
  }
  for (const key of ['app', 'auth', 'relay'] as const) {
    const password = passwords[key];
    if (!password || (key === 'app' && !passwords.app_is_ours)) continue;
    // Most often it has this password already, which cannot be read; whether it is right shows when we sign in with it.
    await client.query('savepoint password');
    await client
      .query(`alter role ${identifier(roles[key])} password ${literal(password)}`)
      .catch(async (error: { code?: string }) => {
        if (error.code !== '42501') throw error;
        await client.query('rollback to savepoint password');
      });
  }
}

async function missingStatements(
  client: pg.Client,
  roles: Roles,
  passwords: Passwords,
): Promise<string[]> {
  const names = Object.values(roles);
  const { rows } = await client.query<{ rolname: string; rolconfig: string[] | null }>(
    'select rolname, rolconfig from pg_roles where rolname = any($1)',
    [names],
  );
  const present = new Map(rows.map((row) => [row.rolname, row.rolconfig ?? []]));
  const granted = await client.query<{ pair: string }>(
    `select r.rolname || ' ' || m.rolname as pair from pg_auth_members a
     join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member where r.rolname = any($1)`,
    [names],
  );
  const pairs = new Set(granted.rows.map(({ pair }) => pair));
  const statements: string[] = [];
  const plain = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  for (const name of [roles.search, roles.backup])
    if (!present.has(name)) statements.push(`create role ${identifier(name)} nologin ${plain}`);
  // Without "inherit" the owner has the backup role's view only after `set role`.
  if (!present.has(roles.owner))
    statements.push(`create role ${identifier(roles.owner)} nologin noinherit ${plain}`);
  for (const key of ['app', 'auth', 'relay'] as const) {
    const name = identifier(roles[key]);
    const password = passwords[key];
    if (!present.has(roles[key]))
      statements.push(
        `create role ${name} login ${plain}${password ? ` password ${literal(password)}` : ''}`,
      );
    for (const [setting, value] of Object.entries(limits[key]))
      if (!present.get(roles[key])?.some((line) => same(line, setting, value)))
        statements.push(`alter role ${name} set ${setting} = ${literal(value)}`);
  }
  for (const name of [roles.search, roles.backup])
    if (!pairs.has(`${name} ${roles.owner}`))
      statements.push(`grant ${identifier(name)} to ${identifier(roles.owner)}`);
  // The sign-in makes a user and everything of their company in one transaction, so it may become the app role (and has
  // none of its rights before it does).
  if (!pairs.has(`${roles.app} ${roles.auth}`))
    statements.push(
      `alter role ${identifier(roles.auth)} noinherit`,
      `grant ${identifier(roles.app)} to ${identifier(roles.auth)}`,
    );
  return statements;
}

/** PostgreSQL keeps `TimeZone=UTC` of what was given as timezone. */
const same = (line: string, setting: string, value: string): boolean =>
  line.toLowerCase() === `${setting}=${value}`.toLowerCase();

const limits = {
  app: {
    statement_timeout: '5s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '60s',
    timezone: 'UTC',
  },
  auth: {
    statement_timeout: '5s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '60s',
    timezone: 'UTC',
  },
  relay: {
    statement_timeout: '60s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '120s',
    timezone: 'UTC',
  },
} as const;
