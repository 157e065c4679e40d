import type { App, Principal, Role } from '@/core/run/context';
import type { Registry } from '@/core/run/module';
import type { Database, Statement } from '@/platform/db/types';
import { keyUse } from './keys/use';
import { permissionsOf, roles, withinScopes } from './permissions';
import { sessionToken } from './session/cookie';
import { companyOfKey, sha256 } from './session/keys';
import { principalsOf } from './session/principals';

/** What it needs of a running Ambit. */
export interface AuthenticateParts
  extends Pick<App, 'env' | 'db' | 'log' | 'bus' | 'answers' | 'clock'> {
  readonly registry: Pick<Registry, 'objects'>;
}

interface PrincipalRow {
  readonly session_id: string | null;
  readonly key_id: string | null;
  readonly scopes: string[] | null;
  readonly stale: boolean;
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly company_id: string;
  readonly company_name: string;
  readonly currency: string;
  readonly country: string;
  readonly time_zone: string;
  readonly language: 'en' | 'tr';
  readonly fields_version: number;
}

const memberColumns = `m.user_id, m.name, m.email, m.role,
  c.id as company_id, c.name as company_name, c.currency, c.country, c.time_zone, c.language, c.fields_version`;

/** A session ends 12 hours after its last use and 30 days after its start, by the clock of the database. */
const sessionSql = `select s.id as session_id, null::uuid as key_id, null::text[] as scopes,
  s.last_seen_at < now() - interval '5 minutes' as stale, ${memberColumns}
  from sessions s
  join members m on m.company_id = s.active_company_id and m.user_id = s.user_id and m.status = 'active'
  join companies c on c.id = m.company_id
  where s.token_hash = $1 and s.expires_at > now() and s.last_seen_at > now() - interval '12 hours'`;

const keySql = `select null::uuid as session_id, k.id as key_id, k.scopes,
  k.last_used_at is null or k.last_used_at < now() - interval '5 minutes' as stale, ${memberColumns}
  from api_keys k
  join members m on m.company_id = k.company_id and m.user_id = k.user_id and m.status = 'active'
  join companies c on c.id = m.company_id
  where k.company_id = $1 and k.key_hash = $2 and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now())`;

/**
 * Makes `App.authenticate`: who a request comes from, by `Authorization: Bearer amb_...` or else the session
 * cookie; null when nobody. A wrong key is nobody even beside a good cookie. Costs a query at most once a
 * second for each session or key; the time of last use is written at most every five minutes, unawaited, and never by
 * quiet look-ups.
 */
export function authenticator(parts: AuthenticateParts): App['authenticate'] {
  const { env, db, registry, log } = parts;
  const principals = principalsOf(db);
  const noteUse = keyUse(parts);
  // Shared by everybody of a role: a set for each principal would be most of the cache.
  const rightsOf = new Map<Role, ReadonlySet<string>>(
    roles.map((role) => [role, permissionsOf(role, registry.objects.values())]),
  );

  async function bySession(hash: string, quiet: boolean): Promise<Principal | null> {
    const statement: Statement = { name: 'session_principal', text: sessionSql, values: [hash] };
    const { rows } = await db.asAuth((tx) => tx.run<PrincipalRow>(statement));
    return made(rows[0], quiet);
  }

  async function byKey(
    company_id: string,
    hash: string,
    quiet: boolean,
  ): Promise<Principal | null> {
    const statement: Statement = {
      name: 'key_principal',
      text: keySql,
      values: [company_id, hash],
    };
    const { rows } = await db.read<PrincipalRow>({ company_id, user_id: null }, statement);
    return made(rows[0], quiet);
  }

  function made(row: PrincipalRow | undefined, quiet: boolean): Principal | null {
    if (!row) return null;
    if (row.stale && !quiet)
      void touch(db, row).catch((error: unknown) => log.warn({ error }, 'last use not written'));
    const granted = rightsOf.get(row.role) ?? new Set<string>();
    return {
      kind: row.key_id === null ? 'user' : 'api_key',
      user: { id: row.user_id, name: row.name, email: row.email },
      company: {
        id: row.company_id,
        name: row.company_name,
        currency: row.currency,
        country: row.country,
        time_zone: row.time_zone,
        language: row.language,
        fields_version: row.fields_version,
      },
      role: row.role,
      permissions:
        row.scopes === null
          ? granted
          : withinScopes(granted, row.scopes, registry.objects.values()),
      session_id: row.session_id,
      api_key_id: row.key_id,
    };
  }

  return async (request, { from, quiet = false } = {}) => {
    const authorization = request.headers.get('authorization');
    if (authorization !== null) {
      const key = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      const company_id = key === undefined ? null : companyOfKey(key);
      if (key === undefined || company_id === null) return null;
      const hash = sha256(key);
      const principal = await principals.get(hash, () => byKey(company_id, hash, quiet));
      if (from && principal?.api_key_id) noteUse(company_id, principal.api_key_id, from);
      return principal;
    }
    const token = sessionToken(env, request);
    if (token === null) return null;
    const hash = sha256(token);
    return principals.get(hash, () => bySession(hash, quiet));
  };
}

/** Notes the time of use, so that idle sessions end and unused keys show. */
async function touch(db: Database, row: PrincipalRow): Promise<void> {
  const { company_id, user_id } = row;
  if (row.key_id !== null) {
    await db.withCompany({ company_id, user_id }, (tx) =>
      tx.run({
        text: 'update api_keys set last_used_at = now() where company_id = $1 and id = $2',
        values: [company_id, row.key_id],
      }),
    );
    return;
  }
  await db.asAuth(async (tx) => {
    await tx.run({
      text: 'update sessions set last_seen_at = now() where id = $1',
      values: [row.session_id],
    });
    await tx.run({
      text: 'update members set last_seen_at = now() where company_id = $1 and user_id = $2',
      values: [company_id, user_id],
    });
  });
}
