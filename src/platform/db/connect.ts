import pg from 'pg';
import type { Clock } from '@/platform/clock';
import type { Env, ExternalDatabase } from '@/platform/env';
import { type DatabaseOptions, type DatabaseUrls, openDatabase } from './database';
import { type Embedded, startEmbedded } from './embedded';
import { assertLogins, assertServable, reach } from './guard';
import { migrate } from './migrator';
import { type Passwords, type Roles, rolePassword, rolesOf } from './roles';
import { SetupError } from './setup-error';
import type { Database } from './types';

/** Where the database is and who may do what there. */
export interface Installation {
  readonly urls: DatabaseUrls;
  /** For migrations and backups; null when this process was not given it. */
  readonly owner_url: string | null;
  /** The app login past any pooler, for LISTEN. */
  readonly direct_url: string;
  /** The relay login past any pooler, for the queue. */
  readonly queue_url: string;
  /** DATABASE_DIRECT_URL was given, so DATABASE_URL leads through a pooler. */
  readonly pooled: boolean;
  readonly roles: Roles;
  readonly passwords: Passwords;
  /** Lets go of the embedded server; nothing to do for an external one. */
  close(): Promise<void>;
}

export interface Serving extends Installation {
  readonly db: Database;
  /** Migrations that ran just now. */
  readonly migrated: readonly string[];
}

export interface ConnectOptions extends DatabaseOptions {
  readonly clock: Clock;
  /** Told what a person should know: the embedded server was restarted and the like. */
  readonly onTrouble?: (message: string, error?: unknown) => void;
}

/**
 * Starts or finds the database, migrates it when this process may, checks that serving is safe and opens it.
 * `close` first closes the pools, then lets go of the server. Throws SetupError or EmbeddedError with a way out.
 */
export async function connectDatabase(env: Env, options: ConnectOptions): Promise<Serving> {
  const installation = await findDatabase(env, options);
  try {
    const migrated = await migrateInstallation(installation, options.clock);
    await assertServable(installation.urls.app, 'DATABASE_URL', installation);
    await assertLogins([installation.urls.auth, installation.urls.relay]);
    const db = openDatabase(installation.urls, { ...options, pooled: installation.pooled });
    return {
      ...installation,
      db,
      migrated,
      async close() {
        await db.close();
        await installation.close();
      },
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

/** Migrates when the owner's address is known; returns the names of the migrations that ran. */
export async function migrateInstallation(
  installation: Installation,
  clock: Clock,
): Promise<string[]> {
  const { owner_url: url, roles, passwords } = installation;
  return url === null ? [] : migrate({ url, roles, passwords, now: clock.now() });
}

/** Starts the embedded server or checks that the external one answers, without changing its content. */
export async function findDatabase(
  env: Env,
  options: Pick<ConnectOptions, 'onTrouble'> = {},
): Promise<Installation> {
  return env.database ? external(env.database, env.secret) : embedded(env, options);
}

const embeddedName = 'ambit';

async function embedded(
  env: Env,
  options: Pick<ConnectOptions, 'onTrouble'>,
): Promise<Installation> {
  const server = await startEmbedded({
    data_dir: env.data_dir,
    chosen: env.data_dir_given,
    onTrouble: options.onTrouble,
  });
  try {
    await createDatabase(server, embeddedName);
  } catch (error) {
    await server.close();
    throw error;
  }
  const roles = rolesOf(embeddedName);
  const passwords = {
    app: rolePassword(env.secret, roles.app),
    app_is_ours: true,
    ...derivedPasswords(env.secret, roles),
  };
  const url = (role: 'app' | 'auth' | 'relay') =>
    server.url(embeddedName, roles[role], passwords[role]);
  return {
    urls: { app: url('app'), auth: url('auth'), relay: url('relay') },
    owner_url: server.adminUrl(embeddedName),
    direct_url: url('app'),
    queue_url: url('relay'),
    pooled: false,
    roles,
    passwords,
    close: () => server.close(),
  };
}

async function createDatabase(server: Embedded, name: string): Promise<void> {
  const client = await reach(server.adminUrl(), 'DATA_DIR');
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Two processes that start together: the other one was faster.
    if (!['23505', '42P04'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

async function external(given: ExternalDatabase, secret: string): Promise<Installation> {
  const app = new URL(given.url);
  const name = decodeURIComponent(app.pathname.slice(1));
  if (!name || !app.username)
    throw new SetupError(
      'DATABASE_URL must name a user and a database: postgres://user:password@host/database.',
    );
  const roles = rolesOf(name, {
    app: decodeURIComponent(app.username),
    ...(await ownerOf(given.owner_url)),
  });
  const passwords = {
    app: decodeURIComponent(app.password) || null,
    app_is_ours: false,
    ...derivedPasswords(secret, roles),
  };
  const as = (role: 'auth' | 'relay', address = given.url): string => {
    const url = new URL(address);
    url.username = encodeURIComponent(roles[role]);
    url.password = encodeURIComponent(passwords[role]);
    return url.href;
  };
  return {
    urls: { app: given.url, auth: as('auth'), relay: as('relay') },
    owner_url: given.owner_url,
    direct_url: given.direct_url,
    queue_url: as('relay', given.direct_url),
    pooled: given.direct_url !== given.url,
    roles,
    passwords,
    close: async () => undefined,
  };
}

/** The configured owner owns the tables itself, unless it is a superuser: then a role of its own does. */
async function ownerOf(url: string | null): Promise<Partial<Roles>> {
  if (url === null) return {};
  const client = await reach(url, 'DATABASE_OWNER_URL');
  try {
    const { rows } = await client.query<{ name: string; super: boolean }>(
      'select rolname as name, rolsuper as super from pg_roles where rolname = current_user',
    );
    return rows[0] && !rows[0].super ? { owner: rows[0].name } : {};
  } finally {
    await client.end();
  }
}

const derivedPasswords = (secret: string, roles: Roles) => ({
  auth: rolePassword(secret, roles.auth),
  relay: rolePassword(secret, roles.relay),
});
