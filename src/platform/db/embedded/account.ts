import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The account PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root, so root lends it the account `nobody`; null: as ourselves. */
export const serverAccount = (): Account | null =>
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;

/** The nearest folder on the way to `path` that the account cannot enter, or null when the way is free. */
export function blockedAt(path: string, account: Account | null): string | null {
  if (!account) return null;
  const blocked: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    if (!permits(statSync(folder), account, 0o1)) blocked.push(folder);
    if (folder === dirname(folder)) break;
  }
  return blocked.at(-1) ?? null;
}

/** Whether the mode bits give the account `bits` (4 read, 2 write, 1 enter or execute). */
export function permits(stats: Stats, account: Account, bits: number): boolean {
  const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}
