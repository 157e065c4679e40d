import { checkpointFolder, readCheckpoints } from '@/features/audit/seal/checkpoints';
import { sealKeys } from '@/features/audit/seal/keys';
import { verifyCompany } from '@/features/audit/seal/verify';
import { findDatabase } from '@/platform/db/connect';
import { openDatabase } from '@/platform/db/database';
import { assertServable } from '@/platform/db/guard';
import type { Database } from '@/platform/db/types';
import { type Env, readEnv } from '@/platform/env';
import { isId } from '@/platform/ids';
import { StartError } from '../plain-errors';

const usage = 'Usage: npm run ambit -- audit verify [--company <id>] [--checkpoints <folder>]';

/** `audit verify`: holds every event against the seals and checkpoints. Ends with code 1 when anything was changed, removed or added. */
export async function auditCommand([verb, ...args]: readonly string[]): Promise<void> {
  const { company, checkpoints } = options(args);
  if (verb !== 'verify') throw new StartError(usage);
  const env = readEnv();
  const installation = await findDatabase(env);
  try {
    await assertServable(installation.urls.app, 'DATABASE_URL', installation);
    const db = openDatabase(installation.urls, {
      pooled: installation.pooled,
      sizes: { app: 1, auth: 1, relay: 1 },
    });
    try {
      const wrong = await verify(db, env, checkpoints ?? checkpointFolder(env.data_dir), company);
      if (wrong > 0)
        throw new StartError(
          `${wrong} finding${wrong === 1 ? '' : 's'}: the event log is not as it was written.`,
        );
      console.log('ok');
    } finally {
      await db.close();
    }
  } finally {
    await installation.close();
  }
}

async function verify(
  db: Database,
  env: Env,
  folder: string,
  only: string | undefined,
): Promise<number> {
  const keys = sealKeys(env.secret);
  const { known, wrong } = await readCheckpoints(folder, keys, only);
  for (const text of wrong) console.log(`WRONG   ${text}`);
  let count = wrong.length;
  const { rows } = await db.asRelay((tx) =>
    tx.run<{ id: string }>({ text: 'select id from companies order by id', values: [] }),
  );
  const ids = new Set([...rows.map(({ id }) => id), ...known.keys()]);
  if (only !== undefined && !ids.has(only)) throw new StartError(`There is no company ${only}.`);
  for (const id of only === undefined ? ids : [only]) {
    const checkpoints = known.get(id) ?? new Map();
    const { findings, events, seals, open, removed } = await verifyCompany(
      db,
      keys,
      id,
      checkpoints,
    );
    for (const text of findings) console.log(`WRONG   company ${id}: ${text}`);
    const notes = [
      `${events} events, ${seals} seals, ${checkpoints.size} checkpoints`,
      ...(open > 0 ? [`${open} not sealed yet`] : []),
      ...(removed > 0 ? [`${removed} removed by retention`] : []),
    ];
    if (findings.length === 0) console.log(`ok      company ${id}: ${notes.join(', ')}`);
    if (seals > 0 && checkpoints.size === 0)
      console.log(
        `note    company ${id}: no checkpoint in ${folder}, so events cut off at the end would not be noticed.`,
      );
    count += findings.length;
  }
  return count;
}

function options(args: readonly string[]): { company?: string; checkpoints?: string } {
  const found: { company?: string; checkpoints?: string } = {};
  for (let at = 0; at < args.length; at += 2) {
    const [name, value] = [args[at], args[at + 1]];
    if (name === '--company' && value !== undefined && isId(value))
      found.company = value.toLowerCase();
    else if (name === '--checkpoints' && value !== undefined) found.checkpoints = value;
    else throw new StartError(usage);
  }
  return found;
}
