import type { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import type { Contract } from '../shape/contract';
import type { ObjectDefinition } from '../shape/object';
import type {
  Anonymous,
  Answer,
  CompanySetup,
  Ctx,
  Input,
  Operation,
  RecordHooks,
  TimelineSource,
} from './context';
import type { HealthPart } from './health';
import type { AnyJobKind } from './jobs/job';
import type { Schedule, Upkeep } from './jobs/schedule';
import type { Subscriber } from './jobs/subscriber';

export type { Answer, CompanySetup, Input, NewCompany, Operation, Registry } from './context';

type InputOf<C> =
  C extends Contract<infer P, infer Q, infer B, z.ZodType>
    ? Input<z.output<P>, z.output<Q>, z.output<B>>
    : never;

// biome-ignore lint/suspicious/noExplicitAny: the schema types vary per contract and are kept by inference
type AnyContract = Contract<any, any, any, any>;

/** Binds a contract to a handler that reads, without a transaction of its own. */
export function query<C extends AnyContract>(
  contract: C,
  handler: (ctx: Ctx, input: InputOf<C>) => Promise<Answer>,
): Operation {
  return { contract, run: (ctx, input) => handler(ctx, input as InputOf<C>) };
}

/** Binds a contract to a handler that writes: everything it does through `tx` commits together or not at all. May be run again after a deadlock. */
export function command<C extends AnyContract>(
  contract: C,
  handler: (ctx: Ctx, tx: Tx, input: InputOf<C>) => Promise<Answer>,
): Operation {
  return {
    contract,
    run: (ctx, input) =>
      ctx.app.db.withCompany(ctx.scope, async (tx) => {
        const answer = await handler(ctx, tx, input as InputOf<C>);
        await ctx.settle?.(tx, answer);
        return answer;
      }),
  };
}

/**
 * A command that has to know something first, such as the shape of an object: what `learn` reads is read before a connection is
 * held, and kept, so that learning it again inside reads nothing.
 */
export function commandKnowing<C extends AnyContract, K>(
  contract: C,
  learn: (ctx: Ctx) => Promise<K>,
  handler: (ctx: Ctx, tx: Tx, known: K, input: InputOf<C>) => Promise<Answer>,
): Operation {
  const inside = command(contract, async (ctx, tx, input) =>
    handler(ctx, tx, await learn(ctx), input),
  );
  return {
    contract,
    async run(ctx, input) {
      await learn(ctx);
      return inside.run(ctx, input);
    },
  };
}

/** Binds a contract to a handler that opens its own transactions, because it does something after the commit. */
export function action<C extends AnyContract>(
  contract: C,
  handler: (ctx: Ctx, input: InputOf<C>) => Promise<Answer>,
): Operation {
  return query(contract, handler);
}

/** Binds an operation that can be called signed out. */
export function open<C extends AnyContract>(
  contract: C,
  handler: (ctx: Anonymous, input: InputOf<C>) => Promise<Answer>,
): Operation {
  return { contract, run: (ctx, input) => handler(ctx, input as InputOf<C>) };
}

/** One line per module in src/registry.ts. */
export interface Module {
  readonly name: string;
  readonly objects?: readonly {
    readonly definition: ObjectDefinition;
    readonly hooks?: RecordHooks;
  }[];
  readonly operations?: readonly Operation[];
  /** Events it writes without an operation being called: `import.completed`. */
  readonly events?: readonly string[];
  /** Events that only say again, in other words, what a record's own event beside them says: webhooks and the log have them, a history does not. */
  readonly outcomes?: readonly string[];
  readonly setupCompany?: CompanySetup;
  /** Which of its records stand in timelines. */
  readonly timeline?: readonly TimelineSource[];
  /** Kinds of work it can do. */
  readonly jobs?: readonly AnyJobKind[];
  /** What it does after events. */
  readonly subscribers?: readonly Subscriber[];
  /** What it does again and again in every company. */
  readonly schedules?: readonly Schedule[];
  /** What it does again and again for the installation. */
  readonly upkeep?: readonly Upkeep[];
  /** Its parts of the health page. */
  readonly health?: readonly HealthPart[];
}
