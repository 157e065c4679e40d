import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from '@/platform/paths';

/** Where the list stands; `npm run gen passwords` writes it and says where it is from. */
export const breachedFile = join(projectRoot, 'src/identity/session/breached-passwords.txt.gz');

let listed: ReadonlySet<string> | undefined;

/**
 * The passwords that leaked most often, in the form of `plainPassword`: at least 3,000 of every length that a company may
 * ask for up to 16, and all we know of that are longer. Read when the first password is chosen.
 */
export function breachedPasswords(): ReadonlySet<string> {
  listed ??= new Set(gunzipSync(readFileSync(breachedFile)).toString().split('\n'));
  return listed;
}
