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
  /** A transaction as the auth role: users, sessions, sign-in accounts, verifications, companies, members. */
  asAuth<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction as the relay role: id-only tables across companies. */
  asRelay<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Answers or throws within 2 s. */
  ping(): Promise<void>;
  stats(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}
