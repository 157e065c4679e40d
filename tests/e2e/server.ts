import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '@/platform/paths';
import { freePort } from '../support/process';

export interface RunningServer {
  readonly url: string;
  /** What it printed so far: the address, the link to the local mailbox. */
  output(): string;
  /** Stops it as Ctrl-C does and removes its data. */
  stop(): Promise<void>;
}

/** Starts Ambit as `npm start` does, built, on an empty data directory of its own. Throws what it printed when it ends early. */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'ambit-e2e-'));
  // vitest sets these two for itself
  const { NODE_ENV: _mode, BASE_URL: _base, ...own } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['bin/start.mjs'], {
    cwd: projectRoot,
    env: {
      ...own,
      PORT: String(port),
      DATA_DIR: data,
      AMBIT_DEMO: '0',
      AMBIT_RATE_LIMIT: 'off',
      ...env,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk) => (printed += chunk));
  child.stderr?.on('data', (chunk) => (printed += chunk));
  const url = `http://localhost:${port}`;
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${printed}`);
    await sleep(100);
  }
  return {
    url,
    output: () => printed,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`The server had ended by itself: ${printed}`);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
