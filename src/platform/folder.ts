import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Throws what the system says. Step by step, because node's own recursive way never
 * returns where a file system like /proc refuses a folder with "does not exist".
 */
export function makeFolder(folder: string, mode = 0o777): void {
  const made = tryMake(folder, mode);
  if (made) return;
  makeFolder(dirname(folder));
  if (!tryMake(folder, mode)) mkdirSync(folder, { mode });
}

/** False when the folder above is not there. */
function tryMake(folder: string, mode: number): boolean {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(folder) !== folder) return false;
    if (code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  return true;
}
