import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Scope, Statement, Tx } from '@/platform/db/types';

/** How the doors to the database behave for the call that is running. */
export interface Manner {
  /** What it writes is taken back in the end, so that a call that is allowed leaves the house as it was. */
  readonly undo?: boolean;
  /** No statement asks for the company any more: of the two walls only the policies stand. */
  readonly unchecked?: boolean;
  /** What the policies hear of the reach of the caller, whatever the code says. */
  readonly sees?: string;
}

const manner = new AsyncLocalStorage<Manner>();

/** Runs `work` with the doors behaving in this manner. */
export const inManner = <T>(how: Manner, work: () => Promise<T>): Promise<T> =>
  manner.run(how, work);

class Undone extends Error {
  constructor(readonly result: unknown) {
    super('undone');
  }
}

/** `company_id = $1` holds for every row. The placeholder stays, so that its place among the values does. */
const withoutCompany = ({ text, values, name }: Statement): Statement => {
  const open = text.replaceAll(
    /((?:"?\w+"?\.)?"?company_id"?) = \$(\d+)(::uuid)?/g,
    '$$$2::uuid is not null',
  );
  return open === text || name === undefined
    ? { text: open, values, ...(name ? { name } : {}) }
    : { text: open, values, name: `${name}_open` };
};

/** Of exports that began in calls that are undone: they are written down once they are over, which is after the call. */
const undoneLater = new WeakSet<Scope>();

/** The doors of `db`, opened in the manner of whoever calls. */
export function mannered(db: Database): Database {
  const scoped = (scope: Scope): Scope => {
    const sees = manner.getStore()?.sees;
    return sees === undefined ? scope : { ...scope, sees };
  };
  const said = (statement: Statement): Statement =>
    manner.getStore()?.unchecked ? withoutCompany(statement) : statement;
  const inside = (tx: Tx): Tx =>
    manner.getStore()?.unchecked
      ? {
          run: (statement) => tx.run(said(statement)),
          later: (statement, explain) => tx.later(said(statement), explain),
          afterCommit: (hook) => tx.afterCommit(hook),
          orm: tx.orm,
        }
      : tx;
  /** Throwing is what takes a transaction back. */
  async function undoing<T>(
    run: (work: (tx: Tx) => Promise<T>) => Promise<T>,
    work: (tx: Tx) => Promise<T>,
    undo = manner.getStore()?.undo,
  ): Promise<T> {
    if (!undo) return run((tx) => work(inside(tx)));
    try {
      return await run(async (tx) => {
        throw new Undone(await work(inside(tx)));
      });
    } catch (error) {
      if (error instanceof Undone) return error.result as T;
      throw error;
    }
  }
  return {
    ...db,
    withCompany: (scope, work, options) =>
      undoing(
        (inner) => db.withCompany(scoped(scope), inner, options),
        work,
        manner.getStore()?.undo || undoneLater.has(scope),
      ),
    read: (scope, statement, options) => db.read(scoped(scope), said(statement), options),
    copy: (scope, statement, options) => {
      if (manner.getStore()?.undo) undoneLater.add(scope);
      return db.copy(scoped(scope), said(statement), options);
    },
    asAuth: (work) => undoing((inner) => db.asAuth(inner), work),
    asRelay: (work) => undoing((inner) => db.asRelay(inner), work),
  };
}
