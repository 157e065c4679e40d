import pg from 'pg';
import { valueTypes } from './values';
import { neverPrepare } from './wire';

/**
 * Connections of one process. The bus takes one more (src/platform/bus), the queue on PostgreSQL one per queue that is served and four for the rest
 * (src/platform/queue).
 * PostgreSQL allows 100 by default, so three processes fit beside the administrator's and the migrator's, four with Redis. More connections than the processors can serve only add waiting inside PostgreSQL.
 */
export const poolSizes = { app: 16, auth: 4, relay: 2 } as const;

/** Longest wait for a free or new connection, ms. */
const connectTimeout = 5000;

/** A pool whose idle connections may break without harm. `onError` hears of them. `pooled`: the server is behind a pooler. */
export function makePool(
  url: string,
  max: number,
  onError: (error: Error) => void,
  pooled = false,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types: valueTypes as pg.CustomTypesConfig,
    connectionTimeoutMillis: connectTimeout,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'ambit',
    allowExitOnIdle: true,
  });
  pool.on('error', onError);
  // While a connection is lent the pool does not listen, and an error nobody listens to ends the process.
  // The statement that was running hears of it too.
  pool.on('connect', (client) => {
    client.on('error', onError);
    if (pooled) neverPrepare(client);
  });
  return pool;
}
