import { pino } from 'pino';
import type { Ctx } from '@/core/run/context';
import { getRecord } from '@/core/run/engine/get';
import { listRecords } from '@/core/run/engine/list';
import { scopeOf } from '@/core/run/reach';
import { wire } from '@/entry/wire';
import type { Database, Scope, Statement } from '@/platform/db/types';
import type { Env } from '@/platform/env';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';

/** Captures the statements that Ambit sends for a request, so that the baseline and the plans use the very same. */
export interface Spy {
  statements(path: string, id?: string): Promise<Statement[]>;
  /** The plans of the statements of a list, as they ran, without ids and costs. */
  plans(query: string): Promise<string>;
}

export type Spies = (headers: Record<string, string>) => Promise<Spy>;

/** Makes spies on whoever sends these headers. */
export function spiesOn(db: Database, env: Env): Spies {
  const seen: Statement[] = [];
  const watched: Database = {
    ...db,
    read: (scope, statement, given) => {
      seen.push(statement);
      return db.read(scope, statement, given);
    },
  };
  const app = wire({ env, log: pino({ level: 'silent' }), db: watched, modules });
  return async (headers) => {
    const principal = await app.authenticate(new Request(`${env.base_url}/api`, { headers }));
    if (!principal) throw new Error('the bench is not signed in');
    const scope: Scope = scopeOf(principal);
    const ctx: Ctx = {
      app,
      principal,
      scope,
      origin: { request_id: newId(), source: 'api', ip: null, user_agent: null },
      signal: new AbortController().signal,
      language: 'en',
    };
    const statements = async (query: string, id?: string): Promise<Statement[]> => {
      const params = new URLSearchParams(query);
      await (id ? getRecord(ctx, 'contacts', id, params) : listRecords(ctx, 'contacts', params));
      seen.length = 0;
      await (id ? getRecord(ctx, 'contacts', id, params) : listRecords(ctx, 'contacts', params));
      return [...seen];
    };
    return { statements, plans: async (query) => plansOf(db, scope, await statements(query)) };
  };
}

async function plansOf(
  db: Database,
  scope: Scope,
  statements: readonly Statement[],
): Promise<string> {
  const plans: string[] = [];
  for (const { text, values } of statements) {
    if (text.startsWith('explain')) continue;
    const { rows } = await db.read<Record<string, string>>(scope, {
      text: `explain (analyze, buffers, costs off) ${text}`,
      values,
    });
    plans.push(rows.map((line) => line['QUERY PLAN']).join('\n'));
  }
  return plans.join('\n\n').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…');
}
