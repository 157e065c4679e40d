import type { App } from '@/core/run/context';
import type { DemoLogin } from '../../db/seeds/demo';
import { StartError } from './plain-errors';

/**
 * The demo company of a first start: with AMBIT_DEMO=1, or unasked when the database is embedded and BASE_URL is
 * this machine. Null when it is not wanted or anybody is registered already. Throws StartError where others could reach it.
 */
export async function makeDemo(app: App): Promise<DemoLogin | null> {
  const { demo, database, loopback } = app.env;
  if (demo === 'off' || (demo === 'auto' && (database !== null || !loopback))) return null;
  if (!loopback)
    throw new StartError(
      'AMBIT_DEMO=1 makes a company for trying out and needs a BASE_URL on this machine, such as http://localhost:3000.',
    );
  return app.db.asAuth(async (tx) => {
    // Of processes that start together one makes it; the lock goes with this transaction.
    const { rows } = await tx.run<{ mine: boolean; empty: boolean }>({
      text: 'select pg_try_advisory_xact_lock(726268002) as mine, not exists (select from users) as empty',
      values: [],
    });
    if (!rows[0]?.mine || !rows[0].empty) return null;
    // The lock is held while others work, on a slow machine for minutes.
    await tx.run({ text: "set local idle_in_transaction_session_timeout = '30min'", values: [] });
    const { seedDemo } = await import('../../db/seeds/demo'); // only here, because its name lists are megabytes
    const quiet = { ...app, log: app.log.child({}, { level: 'silent' }) };
    return seedDemo(quiet, app.env.demo_language);
  });
}
