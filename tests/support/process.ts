import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { projectRoot } from '@/platform/paths';

/** One of the programs in bin/, running. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it printed so far. */
  output(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface RunningAmbit extends Running {
  readonly url: string;
}

type Variables = Readonly<Record<string, string>>;

/** A TCP port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Runs `bin/<name>.mjs`, as npm would, until it ends; kills it after the test in any case. */
export function runProgram(name: string, args: readonly string[], env: Variables): Running {
  const running = startProgram(name, args, env);
  onTestFinished(() => kill(running));
  return running;
}

/** kill -9, unless it has ended. */
export async function kill({ child, ended }: Running): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await ended;
}

/** The same for a program that several tests share: whoever starts it kills it. */
export function startProgram(name: string, args: readonly string[], env: Variables): Running {
  // vitest sets the first two for itself, the others are this machine's
  const { NODE_ENV, BASE_URL, DATABASE_URL, DATABASE_OWNER_URL, ...own } = process.env;
  const child = spawn(process.execPath, [`bin/${name}.mjs`, ...args], {
    cwd: projectRoot,
    env: { ...own, AMBIT_DEMO: '0', ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, pid: child.pid ?? 0, output: () => printed, ended };
}

/** Starts Ambit, built, on a free port; does not wait for it. */
export async function launch(env: Variables, args: readonly string[] = []): Promise<RunningAmbit> {
  const port = env.PORT ?? String(await freePort());
  const running = runProgram('start', args, { ...env, PORT: port });
  return { ...running, url: `http://localhost:${port}` };
}

/** Starts Ambit without its pages and waits until it is ready. Throws what it printed when it ends. */
export async function serve(env: Variables): Promise<RunningAmbit> {
  const ambit = await launch({ AMBIT_RATE_LIMIT: 'off', ...env }, ['--no-pages']);
  await ready(ambit);
  return ambit;
}

/** Waits until it is ready. */
export async function ready(ambit: RunningAmbit): Promise<void> {
  while ((await statusOf(`${ambit.url}/readyz`)) !== 200) {
    if (ambit.child.exitCode !== null) throw new Error(`Ambit ended: ${ambit.output()}`);
    await sleep(50);
  }
}

/** The status of an answer; 0 when there was none. */
export const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );

/** Stops it as a supervisor does and returns its exit code. */
export function stop({ child, ended }: Running): Promise<number | null> {
  child.kill('SIGTERM');
  return ended;
}

/** Waits until `what` holds; throws after `ms`. Returns how long it took, ms. */
export async function until(
  what: () => boolean | Promise<boolean>,
  ms: number,
  name: string,
): Promise<number> {
  const begun = performance.now();
  while (!(await what())) {
    if (performance.now() - begun > ms) throw new Error(`${name}: not within ${ms} ms`);
    await sleep(20);
  }
  return performance.now() - begun;
}

/** Whether anybody listens on a port of this machine. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
