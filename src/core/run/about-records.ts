import type { Rows, Scope, Statement, Tx } from '@/platform/db/types';
import type { App, Ctx, Registry } from './context';

/** What is about one record, of whatever kind. */
export interface AboutRecord {
  readonly object: string;
  readonly record_id: string | null;
}

/** Those of `list` that are about no record of the company, or about one that is seen in `scope`, in the bin or not. */
export const seenOf = <One extends AboutRecord>(
  { db, registry }: Pick<App, 'db' | 'registry'>,
  scope: Scope,
  list: readonly One[],
): Promise<readonly One[]> =>
  scope.sees
    ? seen(registry, scope.company_id, list, (statement) => db.read(scope, statement))
    : Promise.resolve(list);

/** The same in an open transaction of somebody else, which sees what it saw before afterwards. */
export async function seenByOther<One extends AboutRecord>(
  ctx: Ctx,
  tx: Tx,
  scope: Scope,
  list: readonly One[],
): Promise<readonly One[]> {
  if (!scope.sees) return list;
  const be = ({ user_id, sees = '' }: Scope): void =>
    tx.later({
      name: 'ambit_be',
      text: "select set_config('ambit.user_id', $1, true), set_config('ambit.sees', $2, true)",
      values: [user_id ?? '', sees],
    });
  be(scope);
  const kept = await seen(ctx.app.registry, scope.company_id, list, (statement) =>
    tx.run(statement),
  );
  be(ctx.scope);
  return kept;
}

/** Whether any record of the company was ever private: until then nobody's rights have to do with it. */
export async function hasPrivateRecords(tx: Tx, company_id: string): Promise<boolean> {
  const { rows } = await tx.run<{ private_records: boolean }>({
    name: 'any_private_records',
    text: 'select private_records from companies where id = $1',
    values: [company_id],
  });
  return rows[0]?.private_records === true;
}

/** Sees what is neither private nor about something private. */
const nobody = {
  user_id: '00000000-0000-0000-0000-000000000000',
  sees: JSON.stringify({ reach: {}, shared: [], hides_private: true }),
} as const;

/** Those of `list` that are about nothing private, for what other programs are told; what is gone for good is no secret. */
export async function aboutNothingPrivate<One extends AboutRecord>(
  ctx: Ctx,
  tx: Tx,
  list: readonly One[],
): Promise<readonly One[]> {
  const { company_id } = ctx.scope;
  if (!(await hasPrivateRecords(tx, company_id))) return list;
  const open = new Set(await seenByOther(ctx, tx, { company_id, ...nobody }, list));
  const there = await seen(ctx.app.registry, company_id, list, (statement) => tx.run(statement));
  const hidden = new Set(there.filter((one) => one.record_id !== null && !open.has(one)));
  return list.filter((one) => !hidden.has(one));
}

interface Found {
  readonly object: string;
  readonly id: string;
}

async function seen<One extends AboutRecord>(
  { objects }: Pick<Registry, 'objects'>,
  company_id: string,
  list: readonly One[],
  read: (statement: Statement) => Promise<Rows<Found>>,
): Promise<readonly One[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { object, record_id } of list)
    if (record_id !== null && objects.has(object))
      wanted.set(object, (wanted.get(object) ?? new Set()).add(record_id));
  if (wanted.size === 0) return list;
  const parts = [...wanted.keys()].map(
    (name, at) =>
      `select '${name}' as object, id from ${name} where company_id = $1 and id = any($${at + 2}::uuid[])`,
  );
  const { rows } = await read({
    text: parts.join(' union all '),
    values: [company_id, ...[...wanted.values()].map((ids) => [...ids])],
  });
  const found = new Set(rows.map(({ object, id }) => `${object} ${id}`));
  return list.filter(
    ({ object, record_id }) =>
      record_id === null || !wanted.has(object) || found.has(`${object} ${record_id}`),
  );
}
