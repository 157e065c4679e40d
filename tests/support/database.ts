import pg from 'pg';
import { inject } from 'vitest';
import { type DatabaseUrls, openDatabase } from '@/platform/db/database';
import { rolePassword } from '@/platform/db/roles';
import type { Database } from '@/platform/db/types';
import type {} from './global-setup';
import { databaseUrl, testRoles, testSecret } from './names';

export interface TestDatabase {
  /** The real doors, over the app, auth and relay roles. */
  readonly db: Database;
  /** As superuser, for looking behind the walls and for arranging what no door allows. */
  readonly admin: pg.Pool;
  readonly urls: DatabaseUrls;
  readonly name: string;
}

let opened: Promise<TestDatabase> | null = null;

/** The database of this worker, cloned from the migrated template when first asked for. Tests share it: use a company of your own. */
export function startDatabase(): Promise<TestDatabase> {
  opened ??= open(process.env.VITEST_POOL_ID ?? '0');
  return opened;
}

/** A database for one test file alone, for tests that change what others rely on. */
export const ownDatabase = (label: string): Promise<TestDatabase> => open(label);

async function open(label: string): Promise<TestDatabase> {
  const { admin_url, template, run } = inject('testServer');
  const name = `${run}_${label}`;
  const server = new pg.Client({ connectionString: admin_url });
  await server.connect();
  try {
    await server.query(`create database "${name}" template "${template}"`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error;
  } finally {
    await server.end();
  }
  const url = (role: string): string =>
    databaseUrl(admin_url, name, role, rolePassword(testSecret, role));
  const urls = { app: url(testRoles.app), auth: url(testRoles.auth), relay: url(testRoles.relay) };
  const admin = new pg.Pool({
    connectionString: databaseUrl(admin_url, name),
    max: 3,
    allowExitOnIdle: true,
  });
  // The database is dropped at the end of the run, under whatever connection is left.
  admin.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  return { db: openDatabase(urls, { sizes: { app: 6, auth: 2, relay: 2 } }), admin, urls, name };
}
