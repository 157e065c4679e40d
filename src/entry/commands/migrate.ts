import { systemClock } from '@/platform/clock';
import { findDatabase, migrateInstallation } from '@/platform/db/connect';
import { readEnv } from '@/platform/env';
import { StartError } from '../plain-errors';

/** Brings the schema up to this code and ends: what a deployment runs before the new servers start. */
export async function migrateNow(): Promise<void> {
  const installation = await findDatabase(readEnv());
  try {
    if (installation.owner_url === null)
      throw new StartError('Set DATABASE_OWNER_URL to a login that may change the schema.');
    const ran = await migrateInstallation(installation, systemClock);
    console.log(ran.length > 0 ? `Migrated: ${ran.join(', ')}` : 'The schema is up to date.');
  } finally {
    await installation.close();
  }
}
