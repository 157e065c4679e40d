import type { Tx } from '@/platform/db/types';

/** What one queue has to do, in a company or in all. */
export interface QueueFigures {
  readonly queue: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  /** How long the longest waiting job is due already, seconds; null when none is due. */
  readonly oldest_seconds: number | null;
  /** Jobs that ended well within the last hour. */
  readonly done_last_hour: number;
}

const figures =
  `select queue, count(*) filter (where status = 'queued')::int as waiting, ` +
  `count(*) filter (where status = 'running')::int as running, ` +
  `count(*) filter (where status = 'failed')::int as failed, ` +
  `extract(epoch from now() - min(greatest(created_at, due_at)) filter (where status = 'queued' and due_at <= now()))::float8 as oldest_seconds, ` +
  `count(*) filter (where status = 'completed' and finished_at > now() - interval '1 hour')::int as done_last_hour from jobs`;

/** By queue, those with jobs; in the transaction's company. */
export async function companyQueues(tx: Tx, company_id: string): Promise<QueueFigures[]> {
  const { rows } = await tx.run<QueueFigures>({
    name: 'queues_of_company',
    text: `${figures} where company_id = $1 group by queue order by queue`,
    values: [company_id],
  });
  return rows;
}

/** By queue over all companies; as the relay role. */
export async function allQueues(tx: Tx): Promise<QueueFigures[]> {
  const { rows } = await tx.run<QueueFigures>({
    name: 'queues_of_all',
    text: `${figures} group by queue order by queue`,
    values: [],
  });
  return rows;
}

export interface RelayFigures {
  readonly waiting: number;
  /** Age of the oldest event without its jobs, seconds; null when there is none. */
  readonly lag_seconds: number | null;
}

/** Events that have no jobs yet; of one company, or of all as the relay role. The age is the time inside the id. */
export async function relayFigures(tx: Tx, company_id: string | null): Promise<RelayFigures> {
  const { rows } = await tx.run<RelayFigures>({
    name: company_id === null ? 'relay_of_all' : 'relay_of_company',
    text:
      `select count(*)::int as waiting, case when count(*) > 0 then greatest(0, extract(epoch from now()) - ` +
      `('x' || lpad(replace(left(min(event_id::text), 13), '-', ''), 16, '0'))::bit(64)::bigint / 1000.0) end::float8 as lag_seconds ` +
      `from outbox${company_id === null ? '' : ' where company_id = $1'}`,
    values: company_id === null ? [] : [company_id],
  });
  return rows[0] ?? { waiting: 0, lag_seconds: null };
}
