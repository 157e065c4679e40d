import type pg from 'pg';
import { firstIdAt } from '@/platform/ids';

const monthsAhead = 24;

/**
 * Gives every partitioned table a partition per month over the time in its UUIDv7 ids, from last month to two years
 * ahead, and a default one for ids from elsewhere. Existing partitions stay.
 */
export async function ensurePartitions(client: pg.Client, now: Date): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    "select relname from pg_class where relkind = 'p' and relnamespace = 'public'::regnamespace",
  );
  for (const { relname: table } of rows) {
    await client.query(
      `create table if not exists "${table}_default" partition of "${table}" default`,
    );
    for (let ahead = -1; ahead <= monthsAhead; ahead++) {
      const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
      const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1));
      const name = `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`;
      await client.query(
        `create table if not exists "${name}" partition of "${table}" for values from ('${firstIdAt(from)}') to ('${firstIdAt(to)}')`,
      );
    }
  }
}
