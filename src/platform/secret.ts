import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder';

/**
 * Reads a secret file, making it with mode 600 when absent. Two processes that start together get the
 * same one: the file appears complete or not at all. Returns 64 hex digits for new files.
 */
export function keptSecret(folder: string, name: string): string {
  const path = join(folder, name);
  const existing = readSecret(path);
  if (existing !== null) return existing;
  makeFolder(folder);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  chmodSync(path, 0o600);
  const made = readSecret(path);
  if (made === null) throw new Error(`${path} could not be read after it was written.`);
  return made;
}

function readSecret(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A secret for one purpose, derived from the installation's: knowing one tells nothing of the others. */
export const derivedSecret = (secret: string, purpose: string): string =>
  createHmac('sha256', secret).update(`ambit:${purpose}`).digest('base64url');
