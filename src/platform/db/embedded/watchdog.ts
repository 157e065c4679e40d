import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home';

/**
 * Waits without any work until its standard input closes, which happens when the Ambit process ends in whatever way.
 * Then it takes the lock, and when no other Ambit process lives, stops PostgreSQL cleanly (SIGINT: fast shutdown).
 */
const script = `
home=$1
me=$2
read -r _
tries=0
until mkdir "$home/lock" 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -gt 300 ] && break
  sleep 0.1
done
echo $$ > "$home/lock/pid"
rm -f "$home/clients/$me"
alive=
for file in "$home"/clients/*; do
  [ -e "$file" ] || continue
  name=\${file##*/}
  if kill -0 "\${name%%.*}" 2>/dev/null; then alive=1; else rm -f "$file"; fi
done
if [ -z "$alive" ] && server=$(head -n 1 "$home/data/postmaster.pid" 2>/dev/null); then
  kill -INT "$server" 2>/dev/null
  tries=0
  while [ -e "$home/data/postmaster.pid" ] && kill -0 "$server" 2>/dev/null && [ "$tries" -lt 600 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
fi
rm -rf "$home/lock"
`;

let serial = 0;

/** Counts this process among the users of the server until it ends or `release` is called; `release` resolves when the server stopped, if it was the last. */
export function register(home: Home): { release(): Promise<void> } {
  const name = `${process.pid}.${++serial}`;
  const file = join(home.clients, name);
  writeFileSync(file, '');
  if (process.platform === 'win32') return { release: async () => rmSync(file, { force: true }) };
  const child: ChildProcess = spawn(
    '/bin/sh',
    ['-c', script, 'ambit-watchdog', home.folder, name],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  const line = child.stdin as NonNullable<ChildProcess['stdin']> & { unref(): void };
  line.on('error', () => undefined); // the watchdog may be gone already; then there is nobody to tell
  line.unref();
  return {
    async release() {
      child.ref();
      line.end();
      await ended;
    },
  };
}
