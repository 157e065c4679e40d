import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import { NotCommitted } from './errors';
import type { Rows, Statement, Tx } from './types';
import { valueTypes } from './values';
import { send } from './wire';

const begin: Statement = { text: 'begin', values: [], name: 'ambit_begin' };
const commit: Statement = { text: 'commit', values: [], name: 'ambit_commit' };
const rollback: Statement = { text: 'rollback', values: [], name: 'ambit_rollback' };

/** One transaction on one connection. BEGIN and the settings travel with the first statement, what is for `later` with the next; without one nothing is sent. */
export class Session implements Tx {
  private opened = false;
  private ended = false;
  private tail: Promise<unknown> | null = null;
  private waiting: {
    readonly statement: Statement;
    readonly explain: (error: unknown) => unknown;
  }[] = [];
  private drizzled: NodePgDatabase | null = null;
  private readonly hooks: (() => void | Promise<void>)[] = [];

  /** `settings` run right after BEGIN. */
  constructor(
    private readonly client: PoolClient,
    private readonly settings: readonly Statement[],
  ) {}

  run<R>(statement: Statement): Promise<Rows<R>> {
    return this.inTurn(() => this.sendAll<R>([statement]));
  }

  later(statement: Statement, explain: (error: unknown) => unknown = (error) => error): void {
    if (this.ended) throw new Error('This transaction is over.');
    this.waiting.push({ statement, explain });
  }

  /** What waits, then `statements`, in one round trip. */
  private sendAll<R>(statements: readonly Statement[]): Promise<Rows<R> & { tag: string }> {
    return this.sendWaiting((waiting) => this.open([...waiting, ...statements]));
  }

  private sendWaiting<R>(
    around: (waiting: readonly Statement[]) => readonly Statement[],
  ): Promise<Rows<R> & { tag: string }> {
    const waiting = this.waiting;
    this.waiting = [];
    const all = around(waiting.map(({ statement }) => statement));
    return send<R>(this.client, all).catch((error: unknown) => {
      throw waiting.reduce((reason, { explain }) => explain(reason), error);
    });
  }

  afterCommit(hook: () => void | Promise<void>): void {
    this.hooks.push(hook);
  }

  get orm(): NodePgDatabase {
    this.drizzled ??= drizzle({
      query: (config: OrmQuery, values: unknown[]) => this.ormQuery(config, values),
    } as never);
    return this.drizzled;
  }

  /** Makes it true, then runs what waits for that. Throws NotCommitted when an earlier statement failed. */
  async commit(): Promise<void> {
    await this.commitAll();
    for (const hook of this.hooks) await hook();
  }

  private async commitAll(): Promise<void> {
    await this.tail?.catch(() => undefined);
    if (!this.opened) {
      this.ended = true;
      // All of it fits one round trip, which is a transaction by itself: it needs neither BEGIN nor COMMIT.
      if (this.waiting.length > 0)
        await this.sendWaiting((waiting) => [...this.settings, ...waiting]);
      return;
    }
    const unsent = this.waiting.length > 0;
    const committing = this.sendAll([commit]);
    this.ended = true;
    const { tag } = await committing.catch(async (error: unknown) => {
      // What waited failed before the COMMIT behind it was reached.
      if (unsent) await send(this.client, [rollback]).catch(() => undefined);
      throw error;
    });
    if (tag !== 'COMMIT')
      throw new NotCommitted('A statement of this transaction failed, so nothing was saved.');
  }

  async rollback(): Promise<void> {
    await this.tail?.catch(() => undefined);
    this.ended = true;
    if (this.opened) await send(this.client, [rollback]);
  }

  private open(statements: readonly Statement[]): readonly Statement[] {
    if (this.ended)
      throw new Error('This transaction is over: a statement was sent without waiting for it.');
    if (this.opened) return statements;
    this.opened = true;
    return [begin, ...this.settings, ...statements];
  }

  /** One at a time: statements started together wait for each other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail === null ? work() : this.tail.then(work, work);
    this.tail = result;
    const clear = (): void => {
      if (this.tail === result) this.tail = null;
    };
    result.then(clear, clear);
    return result;
  }

  /** Drizzle's own query on this connection; its type parsers win over ours. */
  private ormQuery(config: OrmQuery, values: unknown[]): Promise<unknown> {
    if (/^\s*(begin|commit|rollback)\b(?!\s+to\b)/i.test(config.text))
      throw new Error('A transaction inside this one would end it; use the one that is open.');
    return this.inTurn(async () => {
      if (!this.opened || this.waiting.length > 0) await this.sendAll([]);
      if (this.ended)
        throw new Error('This transaction is over: a statement was sent without waiting for it.');
      const types = config.types ?? valueTypes;
      return this.client.query({ ...config, types } as never, values);
    });
  }
}

interface OrmQuery {
  readonly text: string;
  readonly types?: unknown;
  readonly rowMode?: 'array';
}
