import type { Ctx } from '@/core/run/context';
import type { LoggedEvent } from '@/core/run/jobs/subscriber';
import type { Tx } from '@/platform/db/types';

/** A record, by object and id. */
export interface Whole {
  readonly object: string;
  readonly record_id: string;
}

/** What the records of events are part of, by record: the first they name of their object's `part_of`. */
export async function wholesOf(
  { app, scope }: Ctx,
  tx: Tx,
  events: readonly LoggedEvent[],
): Promise<ReadonlyMap<string, Whole>> {
  const wholes = new Map<string, Whole>();
  for (const { name, part_of, fields } of app.registry.objects.values()) {
    const ids = events.flatMap(({ object, record_id }) => (object === name ? [record_id] : []));
    if (!part_of || ids.length === 0) continue;
    const { rows } = await tx.run<Record<string, string | null> & { id: string }>({
      text: `select id, ${part_of.join(', ')} from ${name} where company_id = $1 and id = any($2::uuid[])`,
      values: [scope.company_id, ids],
    });
    for (const row of rows) {
      const link = part_of.find((field) => row[field]);
      const [object, record_id] = [fields[link ?? '']?.target, row[link ?? '']];
      if (object && record_id) wholes.set(row.id, { object, record_id });
    }
  }
  return wholes;
}
