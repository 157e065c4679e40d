import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, from wherever this file was bundled to. Throws when there is none above it. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) || !existsSync(join(folder, 'db'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('Ambit must run from its own folder: package.json and db/ were not found.');
    folder = parent;
  }
  return folder;
}

/** Absolute path of the installation. */
export const projectRoot = findRoot();
