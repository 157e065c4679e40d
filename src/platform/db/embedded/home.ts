import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../folder';
import { type Account, blockedAt } from './account';
import { embeddedMajor } from './binaries';
import { EmbeddedError } from './error';

/** Where one embedded server keeps its things. */
export interface Home {
  readonly folder: string;
  /** PGDATA. */
  readonly data: string;
  /** One file per live Ambit process, named by its pid. */
  readonly clients: string;
  readonly lock: string;
  readonly log: string;
  /** Folder of the unix socket. */
  readonly socket: string;
}

/**
 * Makes the folders below DATA_DIR. Where root's own home lies in the way of the server account, the default DATA_DIR
 * gets its database under /var/lib/ambit instead, linked from DATA_DIR; a DATA_DIR that was chosen is an error.
 */
export function openHome(dataDir: string, chosen: boolean, account: Account | null): Home {
  writable(dataDir);
  let folder = join(dataDir, 'postgres');
  writable(folder);
  const blocked = blockedAt(folder, account);
  if (blocked) {
    if (chosen) {
      throw new EmbeddedError(
        `DATA_DIR ${dataDir} cannot be reached by the account PostgreSQL runs as (uid ${account?.uid}): ${blocked} is closed to others. ` +
          `Allow passing through it (chmod o+x ${blocked}) or set DATA_DIR to another folder, for example /var/lib/ambit.`,
      );
    }
    folder = elsewhere(dataDir);
  }
  const home: Home = {
    folder,
    data: join(folder, 'data'),
    clients: join(folder, 'clients'),
    lock: join(folder, 'lock'),
    log: join(folder, 'postgres.log'),
    socket: socketFolder(folder),
  };
  makeFolder(home.clients);
  own(home.socket, account);
  sameMajor(home.data, dataDir);
  return home;
}

/** Makes a folder of mode 700 that belongs to the server account. */
export function own(folder: string, account: Account | null): void {
  makeFolder(folder, 0o700);
  if (lstatSync(folder).isSymbolicLink())
    throw new EmbeddedError(`${folder} is a link; it must be a folder of its own.`);
  if (account) chownSync(folder, account.uid, account.gid);
  else if (process.getuid && statSync(folder).uid !== process.getuid())
    throw new EmbeddedError(`${folder} belongs to another user.`);
  chmodSync(folder, 0o700);
}

function writable(folder: string): void {
  try {
    makeFolder(folder);
    const { mode, uid } = statSync(folder);
    // Our own folders may be passed through, not listed: the server account works in them.
    if (process.getuid?.() === uid && (mode & 0o111) !== 0o111) chmodSync(folder, mode | 0o111);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new EmbeddedError(
      `DATA_DIR is not writable: ${folder} (${code}). Choose another folder or change its owner.`,
      { cause },
    );
  }
}

/** A link in DATA_DIR leads there: whoever deletes DATA_DIR starts anew and never meets an old database. */
function elsewhere(dataDir: string): string {
  const link = join(dataDir, 'postgres', 'moved-to');
  if (existsSync(link)) return readlinkSync(link);
  const folder = join(
    '/var/lib/ambit',
    `${basename(dirname(dataDir))}-${randomBytes(4).toString('hex')}`,
  );
  writable(folder);
  symlinkSync(folder, link);
  return folder;
}

/** Unix sockets have names of at most 107 bytes, so a deep DATA_DIR gets a short folder. */
function socketFolder(folder: string): string {
  const inside = join(folder, 'run');
  if (Buffer.byteLength(inside) <= 85) return inside;
  return join(tmpdir(), `ambit-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
}

function sameMajor(data: string, dataDir: string): void {
  const file = join(data, 'PG_VERSION');
  if (!existsSync(file)) return;
  const major = readFileSync(file, 'utf8').trim();
  if (major !== embeddedMajor) {
    throw new EmbeddedError(
      `The database in ${dataDir} was made by PostgreSQL ${major}; this Ambit carries PostgreSQL ${embeddedMajor} and cannot read it. ` +
        'Make a backup with the Ambit that wrote it and restore it into an empty DATA_DIR.',
    );
  }
}
