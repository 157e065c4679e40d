import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { PoolClient } from 'pg';
import { cancelRunning } from './cancel';
import { copyOut } from './copy';
import { asDatabaseError, isConnectionFailure, sqlState } from './errors';
import { makePool, poolSizes } from './pools';
import { Session } from './session';
import { Silence } from './silence';
import type { Database, Rows, RunOptions, Scope, Statement, Tx } from './types';
import { send } from './wire';

/** Connection strings of the three logins that serve. */
export interface DatabaseUrls {
  readonly app: string;
  readonly auth: string;
  readonly relay: string;
}

/** What is measured: for `copy` until its first row can come. */
export type Door = 'company' | 'read' | 'copy' | 'auth' | 'relay';

export interface DatabaseOptions {
  readonly sizes?: Partial<Record<keyof typeof poolSizes, number>>;
  /** A pooler that lends connections by the transaction, such as PgBouncer, is in between: nothing is prepared. */
  readonly pooled?: boolean;
  /** Told of connections that broke while idle. */
  readonly onError?: (error: Error) => void;
  /** Called after every statement or transaction with its door and seconds, for measuring. */
  readonly observe?: (door: Door, seconds: number) => void;
}

const webTimeout = 5000;
/** Look-ups by id alone; the login itself may take longer, for the queue. */
const relayTimeout = 10_000;
const lastTry = 3;

const setScope =
  "select set_config('ambit.company_id', $1, true), set_config('ambit.user_id', $2, true), set_config('statement_timeout', $3, true)";

const planOnce = ", set_config('plan_cache_mode', 'force_generic_plan', true)";

/** Company, user, what they see, statement timeout and way to plan, until the transaction ends. */
function settingsOf(
  { company_id, user_id, sees }: Scope,
  timeout: number,
  plan_once = false,
): Statement {
  const values = [company_id, user_id ?? '', timeout];
  const name = `ambit_scope${sees ? '_seeing' : ''}${plan_once ? '_once' : ''}`;
  const text = `${setScope}${sees ? ", set_config('ambit.sees', $4, true)" : ''}${plan_once ? planOnce : ''}`;
  return { text, values: sees ? [...values, sees] : values, name };
}

const beginReading: Statement = {
  text: 'begin read only',
  values: [],
  name: 'ambit_begin_reading',
};

/** Rows come along an index of their order: to sort a million of them would take room on disk, and time before the first. */
const inOrder: Statement = {
  text: "select set_config('enable_seqscan', 'off', true)",
  values: [],
  name: 'ambit_in_order',
};

const relaySettings: Statement = {
  text: "select set_config('statement_timeout', $1, true)",
  values: [relayTimeout],
  name: 'ambit_relay_scope',
};

/** A pool, and the longest a statement may take on a connection of it. */
interface Lender {
  readonly pool: pg.Pool;
  readonly silence: Silence;
  readonly timeout_ms: number;
  readonly signal?: AbortSignal | undefined;
}

/** The doors to PostgreSQL, over pools of `pg`. Connects when first used. */
export function openDatabase(urls: DatabaseUrls, options: DatabaseOptions = {}): Database {
  const sizes = { ...poolSizes, ...options.sizes };
  const onError = options.onError ?? (() => undefined);
  const { observe, pooled } = options;
  const app = makePool(urls.app, sizes.app, onError, pooled);
  const auth = makePool(urls.auth, sizes.auth, onError, pooled);
  const relay = makePool(urls.relay, sizes.relay, onError, pooled);
  const silence = new Silence();
  for (const pool of [app, auth, relay]) silence.watch(pool);
  const lender = (pool: pg.Pool, timeout_ms = webTimeout, signal?: AbortSignal): Lender => ({
    pool,
    silence,
    timeout_ms,
    signal,
  });

  /** Runs `work`, measured, until it succeeds or is not worth repeating. */
  async function doors<T>(door: Door, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await work();
        } catch (error) {
          if (!worthRepeating(error, tries)) throw asDatabaseError(error);
          await sleep(tries * tries * (5 + Math.random() * 15));
        }
      }
    } finally {
      observe?.(door, (performance.now() - start) / 1000);
    }
  }

  return {
    withCompany: (scope, fn, run = {}) => {
      const settings = [settingsOf(scope, run.statement_timeout_ms ?? webTimeout)];
      const lent = lender(app, run.statement_timeout_ms, run.signal);
      return doors('company', () => transaction(lent, settings, fn));
    },
    read: <R>(scope: Scope, statement: Statement, run: RunOptions = {}) => {
      const timeout = run.statement_timeout_ms ?? webTimeout;
      const batch = [settingsOf(scope, timeout, statement.plan_once), statement];
      const lent = lender(app, run.statement_timeout_ms, run.signal);
      return doors(
        'read',
        () => withClient(lent, (client) => send<R>(client, batch)) as Promise<Rows<R>>,
      );
    },
    copy: (scope, statement, run) => {
      const timeout = run.statement_timeout_ms ?? webTimeout;
      const settings = [settingsOf(scope, timeout), ...(run.in_order ? [inOrder] : [])];
      return doors('copy', () => copying(lender(app, timeout, run.signal), settings, statement));
    },
    asAuth: (fn) => doors('auth', () => transaction(lender(auth), [], fn)),
    asRelay: (fn) =>
      doors('relay', () => transaction(lender(relay, relayTimeout), [relaySettings], fn)),
    ping: () => ping(lender(app)),
    stats: () => ({ total: app.totalCount, idle: app.idleCount, waiting: app.waitingCount }),
    async close() {
      silence.stop();
      await Promise.all([app.end(), auth.end(), relay.end()]);
    },
  };
}

function transaction<T>(
  lender: Lender,
  settings: readonly Statement[],
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  return withClient(lender, async (client) => {
    const session = new Session(client, settings);
    let result: T;
    try {
      result = await fn(session);
    } catch (error) {
      // Failing means that the connection is gone, and the transaction with it; the first error tells more.
      await session.rollback().catch(() => undefined);
      throw error;
    }
    try {
      await session.commit();
    } catch (error) {
      // Whether a commit that lost its connection took effect is unknown, so it must not be repeated.
      throw isConnectionFailure(error)
        ? Object.assign(asDatabaseError(error) as Error, { final: true })
        : error;
    }
    return result;
  });
}

/** Lends a connection to `work`. When the signal fires, what runs is cancelled and the connection given up. */
async function withClient<T>(
  { pool, silence, timeout_ms, signal }: Lender,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  silence.lent(client, timeout_ms);
  let aborted = false;
  const abort = (): void => {
    aborted = true;
    cancelRunning(client);
  };
  signal?.addEventListener('abort', abort, { once: true });
  let broken = false;
  try {
    await planAnew(client);
    return await work(client);
  } catch (error) {
    broken = isConnectionFailure(error);
    if (aborted) signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    // A cancel request may arrive late and would then hit the next borrower.
    client.release(broken || aborted);
  }
}

/** Begins to copy on a connection that goes back once the copy is over. */
async function copying(
  { pool, silence, timeout_ms, signal }: Lender,
  settings: readonly Statement[],
  statement: Statement,
): Promise<Readable> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  silence.lent(client, timeout_ms);
  try {
    await send(client, [beginReading, ...settings]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return copyOut(client, statement, (lost) => {
    if (lost) client.release(true);
    else
      send(client, [{ text: 'rollback', values: [], name: 'ambit_rollback' }]).then(
        () => client.release(),
        () => client.release(true),
      );
  });
}

const timesLent = new WeakMap<PoolClient, number>();

/**
 * Plans of prepared statements are kept, and over a small table every index of the company looks alike: what was planned while a
 * table was empty goes on to read all of the company, until autovacuum looks at the table a minute later. So each time a connection
 * has been lent twice as often as at the last time its statements are planned anew: tables hardly grow faster, and it costs next to nothing.
 */
async function planAnew(client: PoolClient): Promise<void> {
  const times = (timesLent.get(client) ?? 0) + 1;
  timesLent.set(client, times);
  if (times > 8 && Number.isInteger(Math.log2(times)))
    await send(client, [{ text: 'discard plans', values: [] }]);
}

function worthRepeating(error: unknown, tries: number): boolean {
  const state = sqlState(error);
  if (state === '40001' || state === '40P01') return tries <= lastTry;
  // An idle connection may have died unnoticed; a second failure means the server is away.
  return tries === 1 && isConnectionFailure(error) && !(error as { final?: boolean }).final;
}

async function ping(lender: Lender): Promise<void> {
  const timer = new AbortController();
  const late = sleep(2000, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw asDatabaseError(new Error('Connection terminated: no answer within 2 s'));
  });
  try {
    await Promise.race([
      late,
      withClient(lender, (client) =>
        send(client, [{ text: 'select 1', values: [], name: 'ambit_ping' }]),
      ),
    ]);
  } catch (error) {
    throw asDatabaseError(error);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
