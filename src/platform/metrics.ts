import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the process counts, in the text format of Prometheus. One per process; tests make their own. */
export interface Metrics {
  /** A finished request; `route` is the contract's path, never the address that was called. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** Something failed that should not have: `http`, `db`, `job`, ... */
  error(kind: string): void;
  /** One trip to PostgreSQL: `read`, `transaction`, ... */
  database(kind: string, seconds: number): void;
  /** A run of a job: how it ended, how long it took and how long it had waited past its time, seconds. */
  job(kind: string, outcome: string, seconds: number, waited: number): void;
  /** A number read whenever the metrics are asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** A number by one label, read whenever the metrics are asked for. */
  gaugeBy(name: string, help: string, label: string, read: () => Figures | Promise<Figures>): void;
  /** The exposition text and its content type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
}

type Figures = Readonly<Record<string, number>>;

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const quantiles = [0.5, 0.95, 0.99];

/** `process: false` leaves out memory, event loop and the like (for tests). */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  new Gauge({
    name: 'http_request_quantile_seconds',
    help: 'p50, p95 and p99 of the time to answer since the start, by route, from the histogram',
    labelNames: ['method', 'route', 'quantile'],
    registers,
    collect() {
      this.reset();
      for (const [key, counts] of counted) {
        const [method = '', route = ''] = key.split(' ');
        for (const q of quantiles)
          this.set({ method, route, quantile: String(q) }, quantile(counts, q));
      }
    },
  });
  const errors = new Counter({
    name: 'errors_total',
    help: 'Failures that are ours, by kind',
    labelNames: ['kind'],
    registers,
  });
  const failed = new Counter({
    name: 'http_request_errors_total',
    help: 'Answers of 500 and above, by route',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const database = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time of a trip to PostgreSQL, waiting for a connection included',
    labelNames: ['kind'],
    buckets,
    registers,
  });

  const jobRuns = new Counter({
    name: 'jobs_runs_total',
    help: 'Runs of jobs, by kind and how they ended',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const jobTimes = new Histogram({
    name: 'jobs_run_duration_seconds',
    help: 'Time of a run of a job',
    labelNames: ['kind'],
    buckets,
    registers,
  });
  const jobWaits = new Histogram({
    name: 'jobs_start_delay_seconds',
    help: 'How long a job waited past the time it was due',
    labelNames: ['kind'],
    buckets,
    registers,
  });

  const counted = new Map<string, number[]>();
  const children = new Map<string, { observe(seconds: number): void }>();
  const child = (histogram: Histogram, name: string, labels: Record<string, string>) => {
    const known = children.get(name);
    if (known) return known;
    const made = histogram.labels(labels);
    children.set(name, made);
    return made;
  };

  return {
    request(method, route, status, seconds) {
      const key = `${method} ${route}`;
      child(durations, `${key} ${status}`, { method, route, status: String(status) }).observe(
        seconds,
      );
      let counts = counted.get(key);
      if (!counts) counted.set(key, (counts = new Array<number>(buckets.length + 1).fill(0)));
      const bucket = bucketOf(seconds);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      if (status >= 500) failed.inc({ method, route, status: String(status) });
    },
    error: (kind) => errors.inc({ kind }),
    job(kind, outcome, seconds, waited) {
      jobRuns.inc({ kind, outcome });
      child(jobTimes, `job ${kind}`, { kind }).observe(seconds);
      child(jobWaits, `wait ${kind}`, { kind }).observe(Math.max(0, waited));
    },
    database: (kind, seconds) => child(database, `db ${kind}`, { kind }).observe(seconds),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          try {
            this.set(await read());
          } catch {
            this.set(Number.NaN); // unknown, for example while the database is away; the other figures still count
          }
        },
      });
    },
    gaugeBy(name, help, label, read) {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          this.reset();
          try {
            for (const [value, number] of Object.entries(await read()))
              this.set({ [label]: value }, number);
          } catch {
            // unknown now; the other figures still count
          }
        },
      });
    },
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}

function bucketOf(seconds: number): number {
  for (let i = 0; i < buckets.length; i++) if (seconds <= (buckets[i] ?? 0)) return i;
  return buckets.length;
}

/** Interpolated inside the bucket that holds the quantile, as Prometheus does; the last bound when beyond all. */
function quantile(counts: readonly number[], q: number): number {
  const rank = q * counts.reduce((sum, n) => sum + n, 0);
  let below = 0;
  for (let i = 0; i < buckets.length; i++) {
    const here = counts[i] ?? 0;
    if (here > 0 && below + here >= rank) {
      const from = i === 0 ? 0 : (buckets[i - 1] ?? 0);
      return from + ((buckets[i] ?? 0) - from) * ((rank - below) / here);
    }
    below += here;
  }
  return buckets[buckets.length - 1] ?? 0;
}
