import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { App } from '@/core/run/context';
import { type HealthPart, type HealthReport, report } from '@/core/run/health';
import { allQueues, companyQueues, type QueueFigures, relayFigures } from '@/core/run/jobs/figures';
import type { Tx } from '@/platform/db/types';

/** Seconds after which something that should have happened is late. */
const late = { job: 300, event: 30, schedule: 600 } as const;

/** Work in the background as a whole: what failed waits for somebody. */
export const jobsPart: HealthPart = {
  name: 'jobs',
  company: async (ctx, tx) => jobsReport(await companyQueues(tx, ctx.scope.company_id)),
  installation: async ({ db }) => jobsReport(await db.asRelay(allQueues)),
};

function jobsReport(queues: readonly QueueFigures[]): HealthReport {
  const sum = (key: 'waiting' | 'running' | 'failed' | 'done_last_hour') =>
    queues.reduce((total, queue) => total + queue[key], 0);
  const oldest = Math.max(-1, ...queues.map(({ oldest_seconds }) => oldest_seconds ?? -1));
  const failed = sum('failed');
  return report(
    {
      waiting: sum('waiting'),
      running: sum('running'),
      failed,
      done_last_hour: sum('done_last_hour'),
      oldest_seconds: oldest < 0 ? null : oldest,
    },
    [
      {
        when: oldest > late.job,
        code: 'jobs_late',
        message: 'Work in the background is late: is a process with the role worker running?',
      },
      {
        when: failed > 0,
        code: 'jobs_failed',
        message: 'Some work failed and waits to be tried again.',
      },
    ],
  );
}

/** From an event to the jobs that follow from it. */
export const relayPart: HealthPart = {
  name: 'relay',
  company: async (ctx, tx) => relayReport(await relayFigures(tx, ctx.scope.company_id)),
  installation: async ({ db }) => relayReport(await db.asRelay((tx) => relayFigures(tx, null))),
};

const relayReport = ({ waiting, lag_seconds }: { waiting: number; lag_seconds: number | null }) =>
  report({ waiting, lag_seconds }, [
    {
      when: (lag_seconds ?? 0) > late.event,
      code: 'relay_late',
      message: 'What follows from changes is late: is a process with the role relay running?',
    },
  ]);

const overdue =
  `select count(*)::int as schedules, count(*) filter (where next_at < now() - make_interval(secs => ${late.schedule}))::int as overdue, ` +
  `max(last_at) as last_at from schedules where ($1::uuid is null or company_id = $1)`;

/** What happens again and again. */
export const schedulesPart: HealthPart = {
  name: 'schedules',
  company: (ctx, tx) => schedulesReport(tx, ctx.scope.company_id),
  installation: ({ db }) => db.asRelay((tx) => schedulesReport(tx, null)),
};

async function schedulesReport(tx: Tx, company_id: string | null): Promise<HealthReport> {
  const { rows } = await tx.run<{ schedules: number; overdue: number; last_at: string | null }>({
    name: 'schedules_overdue',
    text: overdue,
    values: [company_id],
  });
  const { overdue: count = 0, schedules = 0, last_at = null } = rows[0] ?? {};
  return report({ schedules, overdue: count, last_at }, [
    {
      when: count > 0,
      code: 'schedules_late',
      message: 'Scheduled work was not begun: is a process with the role scheduler running?',
    },
  ]);
}

/** PostgreSQL, what carries the queue and the bus, limits and kept answers, disk and this process. */
export const installationParts: readonly HealthPart[] = [
  { name: 'database', installation: databaseReport },
  { name: 'queue', installation: queueReport },
  { name: 'bus', installation: busReport },
  { name: 'limits', installation: limitsReport },
  { name: 'disk', installation: diskReport },
  { name: 'process', installation: processReport },
];

async function databaseReport({ db }: App): Promise<HealthReport> {
  const started = performance.now();
  try {
    const { rows } = await db.asRelay((tx) =>
      tx.run<{ version: string; size_bytes: number; connections: number; most: number }>({
        name: 'health_database',
        text:
          `select current_setting('server_version') as version, pg_database_size(current_database())::float8 as size_bytes, ` +
          `(select count(*)::int from pg_stat_activity where datname = current_database()) as connections, ` +
          `current_setting('max_connections')::int as most`,
        values: [],
      }),
    );
    const [row] = rows;
    const answer_ms = Math.round(performance.now() - started);
    const { total, idle, waiting } = db.stats();
    return report(
      {
        version: row?.version ?? null,
        size_bytes: row?.size_bytes ?? null,
        answer_ms,
        connections: row?.connections ?? null,
        connections_allowed: row?.most ?? null,
        pool_busy: total - idle,
        pool_waiting: waiting,
      },
      [
        {
          when: (row?.connections ?? 0) > 0.9 * (row?.most ?? Number.POSITIVE_INFINITY),
          code: 'connections_few',
          message: 'PostgreSQL has hardly any connections left for this database.',
        },
        {
          when: answer_ms > 1000,
          code: 'database_slow',
          message: 'PostgreSQL takes more than a second to answer.',
        },
      ],
    );
  } catch {
    // The page must say so rather than fail; the log has the error of whoever noticed first.
    return report({}, [
      {
        when: true,
        state: 'down',
        code: 'database_away',
        message: 'PostgreSQL does not answer: nothing can be read or saved.',
      },
    ]);
  }
}

/** What carries the queue and the bus. */
const transportOf = ({ redis_url }: App['env']): string =>
  redis_url === null ? 'PostgreSQL' : 'Redis';

async function queueReport({ queue, env }: App): Promise<HealthReport> {
  return report({ transport: transportOf(env) }, [
    {
      when: queue.state() === 'down',
      code: 'queue_away',
      message:
        'The queue cannot be reached: work is found by looking every few seconds. Nothing is lost.',
    },
  ]);
}

async function busReport({ bus, env }: App): Promise<HealthReport> {
  return report({ transport: transportOf(env) }, [
    {
      when: bus.state() === 'down',
      code: 'bus_away',
      message:
        'Processes cannot tell each other what changed: open screens follow late, and a session that was ended works up to a second longer.',
    },
  ]);
}

async function limitsReport({ redis }: App): Promise<HealthReport> {
  return report(redis ? { transport: 'Redis' } : {}, [
    {
      when: redis !== null && !redis.ready(),
      code: 'redis_away',
      message:
        'Redis cannot be reached: each process counts its own requests, and no answer is kept. Everything works, a little slower.',
    },
  ]);
}

async function diskReport({ env }: App): Promise<HealthReport> {
  let folder = env.data_dir; // made when the first file is
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize, blocks } = await statfs(folder);
  const [free_bytes, size_bytes] = [bavail * bsize, blocks * bsize];
  const gigabyte = 1024 ** 3;
  return report({ free_bytes, size_bytes }, [
    {
      when: free_bytes < gigabyte / 4,
      state: 'down',
      code: 'disk_full',
      message: 'The disk of DATA_DIR is full: files and, if embedded, the database cannot grow.',
    },
    {
      when: free_bytes < Math.max(gigabyte, size_bytes / 20),
      code: 'disk_low',
      message: 'Less than a twentieth of the disk of DATA_DIR is free.',
    },
  ]);
}

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

async function processReport({ env, load }: App): Promise<HealthReport> {
  const lag_ms = Math.round(delay.percentile(99) / 1e6);
  delay.reset();
  const { running, waiting } = load.figures();
  return report(
    {
      node: process.versions.node,
      roles: [...env.roles].join(', '),
      up_seconds: Math.round(process.uptime()),
      memory_bytes: process.memoryUsage.rss(),
      lag_ms,
      requests_running: running,
      requests_waiting: waiting,
    },
    [
      {
        when: lag_ms > 1000,
        code: 'process_busy',
        message: 'This process is so busy that answers wait more than a second for their turn.',
      },
    ],
  );
}
