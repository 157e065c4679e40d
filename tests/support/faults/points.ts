import { until } from '../process';
import type { FaultHouse } from './house';

/**
 * Does `strike` while a statement of `part` stands at its first write to `table`, in the middle of its transaction: the table is
 * locked until somebody waits for it. So a named point needs nothing of the product.
 */
export async function inside(
  house: FaultHouse,
  part: 'web' | 'worker',
  table: string,
  strike: () => Promise<void>,
): Promise<void> {
  const client = await house.admin.connect();
  try {
    await client.query(`begin; lock table ${table} in share mode`);
    const stands = async () => {
      const { rows } = await house.admin.query(
        `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and $2 = any(pg_blocking_pids(pid))`,
        [`ambit-${part}`, (client as unknown as { processID: number }).processID],
      );
      return rows.length > 0;
    };
    await until(stands, 20_000, `${part} stands at ${table}`);
    await strike();
  } finally {
    await client.query('rollback').catch(() => undefined); // gone with its server
    client.release(true);
  }
}
