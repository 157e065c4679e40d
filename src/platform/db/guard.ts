import pg from 'pg';
import { isConnectionFailure, sqlState } from './errors';
import { appliedMigrations, assertKnown, goesOn, readMigrations } from './migrations';
import { assertHarmless } from './roles';
import { SetupError } from './setup-error';

/**
 * Refuses to serve with a login that could get around row level security, on a schema that is not the code's, or through
 * a pooler nobody told of. `pooled`: it was told. `serving`: this process served before; what a newer version added meanwhile stops
 * it no more than that version says, so that servers can be replaced one by one.
 */
export async function assertServable(
  url: string,
  variable: string,
  { pooled = false, serving = false } = {},
): Promise<void> {
  const client = await reach(url, variable);
  try {
    if (!pooled) await assertDirect(client, variable);
    await assertHarmless(client, client.user ?? '', variable, true);
    const migrations = readMigrations();
    const applied = await appliedMigrations(client);
    assertKnown(migrations, applied, serving && (await goesOn(client, migrations)));
    if (applied.size < migrations.length) {
      throw new SetupError(
        'The database schema is older than this Ambit. Set DATABASE_OWNER_URL and run: npm run ambit -- migrate',
      );
    }
  } finally {
    await client.end();
  }
}

/** Refuses to serve when the logins whose passwords come from AMBIT_SECRET were made with another one. */
export async function assertLogins(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const client = await reach(url, 'DATABASE_URL').catch((cause: unknown) => {
      if (!sqlState((cause as Error).cause)?.startsWith('28')) throw cause;
      const { username } = new URL(url);
      throw new SetupError(
        `The database refuses the login ${decodeURIComponent(username)}: AMBIT_SECRET is not the one it was made with. ` +
          'Set the same AMBIT_SECRET in every process; to change it, run once with DATABASE_OWNER_URL: npm run ambit -- migrate',
        { cause },
      );
    });
    await client.end();
  }
}

/** A connection, or an error that names the variable and never shows the password. */
export async function reach(url: string, variable: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'ambit-check',
  });
  client.on('error', () => undefined); // the statement that runs then fails and tells
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const place = `${client.user ?? ''}@${client.host}:${client.port}/${client.database ?? ''}`;
    const state = sqlState(cause);
    if (state === '3D000')
      throw new SetupError(
        `${variable}: there is no database ${client.database} at ${client.host}. Create it first.`,
        { cause },
      );
    if (state?.startsWith('28'))
      throw new SetupError(`${variable}: ${place} refuses this user and password.`, { cause });
    if (isConnectionFailure(cause))
      throw new SetupError(
        `${variable}: no PostgreSQL answers at ${place} (${(cause as Error).message}).`,
        { cause },
      );
    throw new SetupError(
      `${variable}: connecting to ${place} failed: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** A pooler numbers its connections itself, so the number we were given is not the one PostgreSQL knows us by. */
async function assertDirect(client: pg.Client, variable: string): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const { processID } = client as unknown as { processID: number | null };
  if (processID === null || processID === rows[0]?.pid) return;
  throw new SetupError(
    `${variable} leads through a pooler. Set DATABASE_DIRECT_URL to the same login at PostgreSQL itself, so that Ambit knows.`,
  );
}
