import type { Readable } from 'node:stream';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** Whose rows a transaction sees. PostgreSQL enforces the company and what is seen of it; the user is for defaults and audit. */
export interface Scope {
  readonly company_id: string;
  readonly user_id: string | null;
  /** Which records of the company, as db/secure.sql reads it; all of them when empty or absent. */
  readonly sees?: string;
}

/** SQL with `$1` placeholders. Identifiers in `text` come from definitions, never from input. A `name` makes it a prepared statement. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string;
  /** With a name: keep the first plan instead of planning five times, where planning costs more than a better plan saves. */
  readonly plan_once?: boolean;
}

export interface Rows<R> {
  readonly rows: R[];
  /** Rows touched by INSERT, UPDATE, DELETE; rows returned otherwise. */
  readonly count: number;
}

/** An open transaction. */
export interface Tx {
  run<R = Record<string, unknown>>(statement: Statement): Promise<Rows<R>>;
  /**
   * Sends a statement together with the next one or the commit, in the same round trip: for writes whose rows nobody
   * reads. When it fails, the next statement or the commit throws what `explain` makes of the error.
   */
  later(statement: Statement, explain?: (error: unknown) => unknown): void;
  /** Runs `hook` once all of this is true, and waits for it before the caller hears of it; never when it is rolled back. It must not throw. */
  afterCommit(hook: () => void | Promise<void>): void;
  /** Drizzle on the same connection, for typed queries on non-record tables. */
  readonly orm: NodePgDatabase;
}

/** Longest statement, ms: 5,000 for web requests (default), 60,000 for work in the background. */
export interface RunOptions {
  readonly statement_timeout_ms?: number;
  readonly signal?: AbortSignal;
}

/** The doors to PostgreSQL. There is no other way to send SQL. */
export interface Database {
  /** A transaction as the app role in one company. Retries 40001 and 40P01 up to three times, so `fn` must be repeatable. */
  withCompany<T>(scope: Scope, fn: (tx: Tx) => Promise<T>, options?: RunOptions): Promise<T>;
  /** One read-only statement in one company, in one round trip (begin, settings, statement, commit pipelined). */
  read<R = Record<string, unknown>>(
    scope: Scope,
    statement: Statement,
    options?: RunOptions,
  ): Promise<Rows<R>>;
  /**
   * The rows of one read-only statement as CSV text, from one snapshot and at the pace of the reader. Its connection is lent until
   * the stream ended or was destroyed, which also ends the statement; the reader has to see that one of them happens in time.
   * `in_order`: every row of the company is asked for in the order of an index, so that is how they are found.
   */
  copy(
    scope: Scope,
    statement: Statement,
    options: RunOptions & { readonly in_order?: boolean },
  ): Promise<Readable>;
  /** A transaction as the auth role: users, sessions, sign-in accounts, verifications, companies, members. */
  asAuth<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction as the relay role: id-only tables across companies. */
  asRelay<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Answers or throws within 2 s. */
  ping(): Promise<void>;
  stats(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}
