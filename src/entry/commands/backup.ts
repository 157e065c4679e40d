import { backup } from '@/platform/backup/backup';
import { DamagedBackup } from '@/platform/backup/format';
import { restore } from '@/platform/backup/restore';
import { systemClock } from '@/platform/clock';
import { findDatabase, type Installation } from '@/platform/db/connect';
import { readEnv } from '@/platform/env';
import { createStorage } from '@/platform/storage/create';
import { StartError } from '../plain-errors';

/** `backup <file>`: every company as of one moment, beside a running server. */
export async function backupCommand([file]: readonly string[]): Promise<void> {
  if (!file) throw new StartError('Usage: npm run ambit -- backup <file>');
  await asOwner(async ({ roles }, url) => {
    const storage = await createStorage(readEnv());
    const { tables, rows, files, missing } = await backup(file, {
      ...{ url, roles, storage },
      clock: systemClock,
    });
    console.log(`Wrote ${rows} rows of ${tables} tables and ${files} files to ${file}.`);
    if (missing > 0) console.warn(`${missing} files are not in the storage any more.`);
  });
}

/** `restore <file>`: into an empty installation only, whole or not at all. */
export async function restoreCommand([file]: readonly string[]): Promise<void> {
  if (!file) throw new StartError('Usage: npm run ambit -- restore <file>');
  await asOwner(async ({ roles, passwords }, url) => {
    const storage = await createStorage(readEnv());
    const now = systemClock.now();
    const { tables, rows, files } = await restore(file, { url, roles, passwords, now, storage });
    console.log(`Restored ${rows} rows of ${tables} tables and ${files ?? 0} files.`);
  });
}

async function asOwner(
  work: (installation: Installation, url: string) => Promise<void>,
): Promise<void> {
  const installation = await findDatabase(readEnv());
  try {
    const { owner_url } = installation;
    if (owner_url === null) {
      throw new StartError('Set DATABASE_OWNER_URL to the login that owns the tables.');
    }
    await work(installation, owner_url);
  } catch (error) {
    if (error instanceof DamagedBackup) throw new StartError(error.message, { cause: error });
    if (isFileError(error))
      throw new StartError(`${error.path}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await installation.close();
  }
}

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  ['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC', 'EROFS'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
