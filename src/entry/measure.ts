import type { App } from '@/core/run/context';
import { allQueues } from '@/core/run/jobs/figures';
import { installationParts } from '@/features/health/queries';
import type { Presence } from '@/features/realtime/presence';
import type { Streams } from '@/features/realtime/streams';
import { principalsOf } from '@/identity/session/principals';
import type { Metrics } from '@/platform/metrics';

const states = { ok: 0, degraded: 1, down: 2 } as const;

/** What /metrics tells beside requests and runs of jobs: sessions, the pool, queues and the figures of the health page. */
export function measure(app: App): void {
  const { db, metrics } = app;
  const queues = shared(() => db.asRelay(allQueues));
  const parts = shared(() => installationParts(app));
  metrics.gauge('sessions_active', 'Sessions that have not ended', async () => {
    const text = 'select count(*)::int as count from sessions where expires_at > now()';
    const { rows } = await db.asAuth((tx) => tx.run<{ count: number }>({ text, values: [] }));
    return rows[0]?.count ?? 0;
  });
  metrics.gaugeBy(
    'cache_lookups',
    'Times somebody was looked for among those who called within the last second, since the start',
    'result',
    () => ({ ...principalsOf(db).lookups }),
  );
  metrics.gaugeBy(
    'cache_answers',
    'Answers of kept queries since the start: given again, shared with who asked at the same moment, worked out, worked out ' +
      'because nothing may be kept now',
    'result',
    () => app.answers.figures().results,
  );
  metrics.gaugeBy(
    'cache_hit_ratio',
    'Share of the answers of an operation that were not worked out, since the start',
    'operation',
    () => app.answers.figures().hit_ratio,
  );
  metrics.gauge(
    'cache_bytes',
    'Memory of the answers this process keeps',
    () => app.answers.figures().bytes,
  );
  metrics.gaugeBy(
    'db_pool_connections',
    'Connections of the app pool, and callers waiting for one',
    'state',
    () => {
      const { total, idle, waiting } = db.stats();
      return { total, idle, waiting };
    },
  );
  metrics.gaugeBy(
    'http_requests_in_flight',
    'Requests that run in this process, and those that wait for a place',
    'state',
    () => app.load.figures(),
  );
  for (const key of ['waiting', 'running', 'failed', 'oldest_seconds'] as const) {
    metrics.gaugeBy(`jobs_${key}`, `Jobs by queue: ${key.replace('_', ', ')}`, 'queue', async () =>
      Object.fromEntries((await queues()).map((queue) => [queue.queue, queue[key] ?? 0])),
    );
  }
  metrics.gaugeBy(
    'health_state',
    'How each part of the installation is: 0 works, 1 degraded, 2 down',
    'part',
    async () => Object.fromEntries((await parts()).map(({ name, state }) => [name, states[state]])),
  );
  metrics.gaugeBy(
    'health_figure',
    'The figures of the health page, `part.figure` with the unit in its name',
    'figure',
    async () =>
      Object.fromEntries(
        (await parts()).flatMap(({ name, figures }) =>
          Object.entries(figures).flatMap(([key, value]) =>
            typeof value === 'number' ? [[`${name}.${key}`, value]] : [],
          ),
        ),
      ),
  );
}

/** One look for all gauges of a scrape: asked again within a second, the same answer. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (!last || now - last.at > 1000) last = { at: now, answer: read() };
    return last.answer;
  };
}

/** The open event streams of this process. */
export function measureStreams(metrics: Metrics, streams: Streams, presence: Presence): void {
  metrics.gauge('presence_tabs', 'Tabs that show a record', () => presence.size);
  metrics.gauge('streams_open', 'Event streams that are open', () => streams.open);
  metrics.gaugeBy(
    'streams_events',
    'Since the start: notices told, streams told to read everything again, cut because they did not read, ended because ' +
      'rights changed, refused at a cap',
    'kind',
    () => ({ ...streams.totals }),
  );
}
