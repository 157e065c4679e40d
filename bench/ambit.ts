import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly url: string;
  /** From spawn to the first line that says it is ready, ms. */
  readonly started_ms: number;
  stop(): Promise<void>;
}

/** Starts the built server on a folder of data. `port` must be free; `flags` are the server's own, such as --no-pages. */
export async function startAmbit(
  data_dir: string,
  port: number,
  flags: readonly string[] = [],
): Promise<Running> {
  const began = performance.now();
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    DATA_DIR: data_dir,
    PORT: String(port),
    BASE_URL: `http://localhost:${port}`,
    AMBIT_DEMO: '0',
    AMBIT_RATE_LIMIT: 'off',
    AMBIT_REGISTRATION: 'open',
    AMBIT_OUTBOUND_ALLOW: '127.0.0.1',
  };
  const child = spawn(process.execPath, ['dist/server.js', ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await lineOf(child, (line) => line.includes('Ambit is ready'));
  return running(child, `http://localhost:${port}`, performance.now() - began);
}

/** Starts the raw baseline; it prints its port. */
export async function startRaw(database_url: string, statements: string): Promise<Running> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'bench/raw-server.ts', database_url, statements],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await lineOf(child, (line) => /^\d+$/.test(line));
  return running(child, `http://127.0.0.1:${port}`, performance.now() - began);
}

/** Starts the baseline of the streams; it prints its port. */
export async function startRawStream(): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/raw-stream.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await lineOf(child, (line) => /^\d+$/.test(line));
  return running(child, `http://127.0.0.1:${port}`, performance.now() - began);
}

function running(child: ChildProcess, url: string, started_ms: number): Running {
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { process: child, pid: child.pid ?? 0, url, started_ms, stop };
}

async function lineOf(child: ChildProcess, wanted: (line: string) => boolean): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  try {
    for await (const line of lines) if (wanted(line)) return line;
  } finally {
    lines.close();
    child.stdout.resume();
  }
  throw new Error('the process ended before it was ready');
}

/** A signed-in caller of the API. */
export class Client {
  cookie = '';
  constructor(readonly url: string) {}

  get headers(): Record<string, string> {
    return { cookie: this.cookie, origin: this.url, 'content-type': 'application/json' };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: this.headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    if (cookies.length > 0) this.cookie = cookies.join('; ');
    const answer = (await response.json()) as { success: boolean; data: T };
    if (!answer.success)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer.data;
  }
}
