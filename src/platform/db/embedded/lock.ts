import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@/platform/clock';
import { EmbeddedError } from './error';

/** Runs `work` while no other process starts or stops the server of this folder. The lock of a dead process is taken over. */
export async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; !take(lock); tries++) {
    if (tries > 1200)
      throw new EmbeddedError(
        `Another process has held ${lock} for two minutes. If none is running, remove that folder.`,
      );
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (abandoned(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Whether the process that took the lock is gone. One that has not written its pid yet gets five seconds. */
function abandoned(lock: string): boolean {
  const folder = statSync(lock, { throwIfNoEntry: false });
  if (!folder) return false;
  const pid = Number(readIfThere(join(lock, 'pid')));
  return pid > 0 ? !isAlive(pid) : systemClock.now().getTime() - folder.mtimeMs > 5000;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Whether a process runs, ours or not. One that ended but was never collected (containers without an init) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''));
  } catch {
    return false; // it is gone by now, or /proc is closed to us: the signal above decides
  }
}
