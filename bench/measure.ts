import { readdirSync, readFileSync } from 'node:fs';
import autocannon from 'autocannon';

/** What one load run gave. Times in ms; CPU in ms per answered request, of the server process and of PostgreSQL apart. */
export interface Figures {
  readonly requests_per_second: number;
  readonly p50_ms: number;
  /** autocannon keeps no 95th percentile; this one is stricter. */
  readonly p97_5_ms: number;
  readonly p99_ms: number;
  readonly cpu: Cpu;
  readonly errors: number;
}

export interface Cpu {
  readonly node: number;
  readonly postgres: number;
}

/** The sum a request costs. */
export const totalCpu = ({ node, postgres }: Cpu): number => Number((node + postgres).toFixed(3));

/** Whose CPU counts: one server process, and the PostgreSQL server with all its backends. */
export interface Payers {
  readonly node: number;
  readonly postgres: number;
}

export interface Load {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  /** A body per request, so that a create is never the same twice. */
  readonly body?: () => string;
  readonly connections?: number;
  readonly seconds?: number;
  readonly payers: Payers;
}

const msPerTick = 10; // USER_HZ is 100 on every Linux that Node runs on

/** CPU time so far, in ms (proc(5): utime, stime; for PostgreSQL also its backends, and cutime, cstime of those that ended). */
function cpuOf({ node, postgres }: Payers): Cpu {
  const ticks = (fields: readonly string[], places: readonly number[]) =>
    places.reduce((sum, place) => sum + Number(fields[place]), 0) * msPerTick;
  const own = [11, 12];
  const withEnded = [11, 12, 13, 14];
  let backends = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(Number(name));
    if (Number(fields?.[1]) === postgres && fields) backends += ticks(fields, own);
  }
  return {
    node: ticks(statOf(node) ?? [], own),
    postgres: backends + ticks(statOf(postgres) ?? [], withEnded),
  };
}

/** Fields of /proc/<pid>/stat after the name; null when the process is gone. */
export function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // ended between the listing and the read
  }
}

/** Resident memory of processes and their descendants, MB. */
export function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }, 0);
}

/** Runs one load for a while after a short warm-up and returns its figures. */
export async function measure(load: Load): Promise<Figures> {
  const run = (duration: number) =>
    autocannon({
      url: load.url,
      method: load.method ?? 'GET',
      headers: load.headers,
      connections: load.connections ?? 16,
      duration,
      setupClient: (client) => {
        if (!load.body) return;
        const next = load.body;
        client.setBody(next());
        client.on('response', () => client.setBody(next()));
      },
    });
  await run(2);
  const before = cpuOf(load.payers);
  const result = await run(load.seconds ?? 8);
  const after = cpuOf(load.payers);
  const answered = Math.max(1, result['2xx']);
  const each = (ms: number) => Number((ms / answered).toFixed(3));
  return {
    requests_per_second: Math.round(result.requests.average),
    p50_ms: result.latency.p50,
    p97_5_ms: result.latency.p97_5,
    p99_ms: result.latency.p99,
    cpu: { node: each(after.node - before.node), postgres: each(after.postgres - before.postgres) },
    errors: result.errors + result.timeouts + result.non2xx,
  };
}

/** Of several runs, the middle one of every figure; errors are added up. */
export function median(runs: readonly Figures[]): Figures {
  const middle = (read: (figures: Figures) => number): number =>
    runs.map(read).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  return {
    requests_per_second: middle((run) => run.requests_per_second),
    p50_ms: middle((run) => run.p50_ms),
    p97_5_ms: middle((run) => run.p97_5_ms),
    p99_ms: middle((run) => run.p99_ms),
    cpu: { node: middle((run) => run.cpu.node), postgres: middle((run) => run.cpu.postgres) },
    errors: runs.reduce((sum, run) => sum + run.errors, 0),
  };
}

/** Latencies of one request after another, ms: the cost of a query without queueing. */
export async function latencies(
  url: string,
  headers: Record<string, string>,
  times: number,
): Promise<{ p50: number; p95: number; worst: number; status: number }> {
  const spent: number[] = [];
  let status = 0;
  for (let index = 0; index < times; index++) {
    const start = process.hrtime.bigint();
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    status = Math.max(status, response.status);
    spent.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return { ...spread(spent), status };
}

/** Of times in ms, in any order. */
export function spread(times: readonly number[]): { p50: number; p95: number; worst: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Number(
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1),
    );
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}
