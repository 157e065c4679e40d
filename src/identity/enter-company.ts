import type { Scope, Tx } from '@/platform/db/types';

/** The only role that the auth role is a member of. */
const appRole = `select r.rolname from pg_auth_members a join pg_roles r on r.oid = a.roleid
  where a.member = (select oid from pg_roles where rolname = session_user)`;

/**
 * Runs `fn` inside a transaction of the auth role as the app role in one company, so that a user and
 * everything of a company can be made together or not at all. Row level security applies to `fn` as to any
 * request. The auth role may become the app role, never the other way round.
 */
export async function enterCompany<T>(tx: Tx, scope: Scope, fn: () => Promise<T>): Promise<T> {
  await tx.run({
    name: 'enter_company',
    text: `select set_config('role', (${appRole}), true),
      set_config('ambit.company_id', $1, true), set_config('ambit.user_id', $2, true), set_config('ambit.sees', $3, true)`,
    values: [scope.company_id, scope.user_id ?? '', scope.sees ?? ''],
  });
  const result = await fn();
  await tx.run({
    name: 'leave_company',
    text: `select set_config('role', 'none', true),
      set_config('ambit.company_id', '', true), set_config('ambit.user_id', '', true), set_config('ambit.sees', '', true)`,
    values: [],
  });
  return result;
}
