import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter, Where } from 'better-auth/types';
import { sha256 } from './keys';

type Adapter = DBAdapter<BetterAuthOptions>;
type MakeAdapter = (options: BetterAuthOptions) => Adapter;
interface NewRow<T> {
  model: string;
  data: Omit<T, 'id'>;
  select?: string[] | undefined;
  forceAllowId?: boolean | undefined;
}

const hashed = (where: Where[] | undefined): Where[] =>
  (where ?? []).map((condition) => {
    if (condition.field !== 'token') return condition;
    const { value } = condition;
    const hash = Array.isArray(value)
      ? value.map((token) => sha256(String(token)))
      : sha256(String(value));
    return { ...condition, value: hash };
  });

/**
 * Better Auth keeps session tokens as they are; with this only their SHA-256 reaches the database, while it
 * goes on working with the tokens themselves. Rows it finds carry the hash, which opens nothing.
 */
export function hashedSessionTokens(make: MakeAdapter): MakeAdapter {
  return (options) => {
    const inner = make(options);
    const where = <Call extends { model: string; where?: Where[] | undefined }>(
      call: Call,
    ): Call => (call.model === 'session' ? { ...call, where: hashed(call.where) } : call);
    const adapter: Adapter = {
      ...inner,
      async create<T extends Record<string, unknown>, R = T>(call: NewRow<T>): Promise<R> {
        const { token } = call.data as { token?: unknown };
        if (call.model !== 'session' || typeof token !== 'string') return inner.create<T, R>(call);
        const made = await inner.create<T, R>({
          ...call,
          data: { ...call.data, token: sha256(token) },
        });
        return { ...made, token };
      },
      findOne: (call) => inner.findOne(where(call)),
      findMany: (call) => inner.findMany(where(call)),
      count: (call) => inner.count(where(call)),
      update: (call) => inner.update(where(call)),
      updateMany: (call) => inner.updateMany(where(call)),
      delete: (call) => inner.delete(where(call)),
      deleteMany: (call) => inner.deleteMany(where(call)),
      consumeOne: (call) => inner.consumeOne(where(call)),
      // The database transaction is open already, around everything Better Auth does.
      transaction: (work) => work(adapter),
    };
    return adapter;
  };
}
