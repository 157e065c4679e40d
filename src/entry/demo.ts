import type pg from 'pg';
import type { App } from '@/core/run/context';
import { reach } from '@/platform/db/guard';
import type { DemoLogin } from '../../db/seeds/demo';
import { StartError } from './plain-errors';

/**
 * The demo company of a first start: with AMBIT_DEMO=1, or unasked when the database is embedded and BASE_URL is
 * this machine. One that a start left half made, because it was interrupted, is made anew, if `owner_url` is known. Null when it is
 * not wanted or anybody is registered already. Throws StartError where others could reach it.
 */
export async function makeDemo(app: App, owner_url: string | null): Promise<DemoLogin | null> {
  const { demo, database, loopback } = app.env;
  if (demo === 'off' || (demo === 'auto' && (database !== null || !loopback))) return null;
  if (!loopback)
    throw new StartError(
      'AMBIT_DEMO=1 makes a company for trying out and needs a BASE_URL on this machine, such as http://localhost:3000.',
    );
  return app.db.asAuth(async (tx) => {
    // Of processes that start together one makes it; the lock goes with this transaction.
    const { rows } = await tx.run<{ mine: boolean }>({
      text: 'select pg_try_advisory_xact_lock(726268002) as mine',
      values: [],
    });
    if (!rows[0]?.mine) return null;
    // The lock is held while others work, on a slow machine for minutes.
    await tx.run({ text: "set local idle_in_transaction_session_timeout = '30min'", values: [] });
    const owner = owner_url === null ? null : await reach(owner_url, 'DATABASE_OWNER_URL');
    try {
      if (!(await isEmpty(app, owner))) return null;
      // Stays where this process is killed, or fails, before the company is whole.
      await owner?.query(
        "insert into schema_state values ('demo', 'unfinished') on conflict do nothing",
      );
      const { seedDemo } = await import('../../db/seeds/demo'); // only here, because its name lists are megabytes
      const quiet = { ...app, log: app.log.child({}, { level: 'silent' }) };
      const login = await seedDemo(quiet, app.env.demo_language);
      await owner?.query("delete from schema_state where key = 'demo'");
      return login;
    } finally {
      await owner?.end();
    }
  });
}

/** Whether nobody is registered, once a half made demo company, in which nobody can have signed in, is gone. */
async function isEmpty(app: App, owner: pg.Client | null): Promise<boolean> {
  const { rows: left } = (await owner?.query("select from schema_state where key = 'demo'")) ?? {
    rows: [],
  };
  // Apart from the transaction that holds the lock, so that no lock on the table stays.
  const [found] = await app.db.asAuth(async (tx) => {
    const text =
      "select count(*)::int as users, (count(*) filter (where email not like '%@ambit.example'))::int as others from users";
    return (await tx.run<{ users: number; others: number }>({ text, values: [] })).rows;
  });
  if (found?.users === 0) return true;
  // Somebody may have begun to work beside the half made one, with AMBIT_DEMO=0.
  if (left.length === 0 || found?.others !== 0) return false;
  await owner?.query(`do $$ begin execute (
    select 'truncate ' || string_agg(oid::regclass::text, ', ') from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not like 'schema_%'
  ); end $$`);
  return true;
}
