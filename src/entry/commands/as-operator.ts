import type { Anonymous } from '@/core/run/context';
import { systemClock } from '@/platform/clock';
import { connectDatabase } from '@/platform/db/connect';
import { readEnv } from '@/platform/env';
import { newId } from '@/platform/ids';
import { createLogger } from '@/platform/log/logger';
import { modules } from '@/registry';
import { wire } from '../wire';

/** Does work of the operator on the installation, beside a running server: what it writes down, it did; what it mails, a worker sends. */
export async function asOperator<T>(
  work: (ctx: Pick<Anonymous, 'app' | 'origin'>) => Promise<T>,
): Promise<T> {
  const env = readEnv();
  const { db, close } = await connectDatabase(env, { clock: systemClock });
  try {
    const app = wire({ env, db, modules, log: createLogger({ level: 'error' }) });
    const origin = { request_id: newId(), source: 'system', ip: null, user_agent: null } as const;
    return await work({ app, origin });
  } finally {
    await close();
  }
}
