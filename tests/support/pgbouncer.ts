import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '@/platform/db/embedded/account';
import { freePort, listens, until } from './process';
import type { Cluster } from './system-postgres';

const program = '/usr/sbin/pgbouncer';

/** Whether this machine has PgBouncer. */
export const hasPgBouncer = existsSync(program);

/**
 * PgBouncer in transaction mode, so that two transactions of one connection seldom meet the same server connection. It
 * asks the cluster for passwords, for Ambit signs in as roles of its own. Returns its port.
 */
export async function startPgBouncer(cluster: Cluster, database: string) {
  const account = serverAccount();
  const folder = mkdtempSync(join(tmpdir(), 'ambit-bouncer-'));
  const admin = new pg.Client({
    connectionString: cluster.admin_url.replace(/\/postgres$/, `/${database}`),
  });
  await admin.connect();
  const lookup = 'create schema pgbouncer';
  await admin.query("create role pgbouncer login password 'bouncer'");
  await admin.query(`${lookup}; grant usage on schema pgbouncer to pgbouncer`);
  await admin.query(`create function pgbouncer.login(name text) returns table (name text, secret text) security definer
    set search_path = pg_catalog language sql as
    'select rolname::text, rolpassword from pg_authid where rolname = $1 and rolcanlogin'`);
  await admin.query(`revoke execute on function pgbouncer.login from public;
    grant execute on function pgbouncer.login to pgbouncer`);
  await admin.end();
  const port = await freePort();
  writeFileSync(join(folder, 'users'), '"pgbouncer" "bouncer"\n');
  writeFileSync(
    join(folder, 'ini'),
    `[databases]
* = host=127.0.0.1 port=${cluster.port} auth_user=pgbouncer
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users')}
auth_query = select * from pgbouncer.login($1)
pool_mode = transaction
default_pool_size = 8
server_round_robin = 1
`,
  );
  if (account)
    for (const path of [folder, join(folder, 'ini'), join(folder, 'users')])
      chownSync(path, account.uid, account.gid);
  const child = spawn(program, [join(folder, 'ini')], {
    cwd: '/',
    ...(account ?? {}),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await until(() => listens(port), 5000, 'PgBouncer');
  return {
    port,
    said: () => said,
    async close() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
