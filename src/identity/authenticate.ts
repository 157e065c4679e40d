import type { App, Principal, Role } from '@/core/run/context';
import type { Registry } from '@/core/run/module';
import { isWithin } from '@/core/run/sign-in-policy';
import { AppError } from '@/core/shape/errors';
import type { Database, Statement } from '@/platform/db/types';
import { keyUse } from './keys/use';
import { withinScopes } from './permissions';
import { type Composed, composedSql, grantsOf } from './roles/composed';
import { standingOf, withinStanding } from './roles/standing';
import { sessionToken } from './session/cookie';
import { companyOfKey, sha256 } from './session/keys';
import { principalsOf } from './session/principals';
import { stillAdmitted, withinPolicy } from './session/sessions';

/** What it needs of a running Ambit. */
export interface AuthenticateParts
  extends Pick<App, 'env' | 'db' | 'log' | 'bus' | 'answers' | 'clock'> {
  readonly registry: Pick<Registry, 'objects'>;
}

interface PrincipalRow {
  readonly session_id: string | null;
  readonly key_id: string | null;
  readonly scopes: string[] | null;
  readonly key_networks: string[] | null;
  readonly stale: boolean;
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly composed: Composed | null;
  readonly company_id: string;
  readonly company_name: string;
  readonly currency: string;
  readonly country: string;
  readonly time_zone: string;
  readonly language: 'en' | 'tr';
  readonly fields_version: number;
  readonly unconfirmed: boolean;
  readonly lacks_second_factor: boolean;
  readonly allowed_networks: string[];
  /** How high whoever answers for the identity provider of the session stood; null: it did not come by one. */
  readonly vouched_role: Role | null;
}

const memberColumns = `m.user_id, m.name, m.email, m.role, ${composedSql} as composed,
  c.id as company_id, c.name as company_name, c.currency, c.country, c.time_zone, c.language, c.fields_version, c.allowed_networks`;

/**
 * A session ends some time after its last use and after its start, as its company says, by the clock of the database, and as soon
 * as nobody may sign in so any more, whatever changed that. For a quarter of an hour after its person proved who they are it may do what is dangerous.
 */
const sessionSql = `select s.id as session_id, null::uuid as key_id, null::text[] as scopes, null::text[] as key_networks,
  s.last_seen_at < now() - interval '5 minutes' as stale,
  s.confirmed_at < now() - interval '15 minutes' as unconfirmed,
  c.second_factor_required and s.second_factor_at is null as lacks_second_factor,
  (select o.vouched_role from sso_connections o where o.company_id = c.id and o.id = s.sso_connection_id) as vouched_role, ${memberColumns}
  from sessions s
  join members m on m.company_id = s.active_company_id and m.user_id = s.user_id and m.status = 'active'
  join companies c on c.id = m.company_id
  where s.token_hash = $1 and s.expires_at > now() and ${withinPolicy} and ${stillAdmitted}`;

const keySql = `select null::uuid as session_id, k.id as key_id, coalesce(k.secret_scopes, k.scopes) as scopes, k.networks as key_networks,
  k.last_used_at is null or k.last_used_at < now() - interval '5 minutes' as stale,
  false as unconfirmed, false as lacks_second_factor, null as vouched_role, ${memberColumns}
  from api_keys k
  join members m on m.company_id = k.company_id and m.user_id = k.user_id and m.status = 'active'
  join companies c on c.id = m.company_id
  where k.company_id = $1 and k.revoked_at is null and (k.key_hash = $2 and (k.secret_expires_at is null or k.secret_expires_at > now())
    or k.previous_hash = $2 and k.previous_until > now())
    and (k.expires_at is null or k.expires_at > now())`;

/**
 * Makes `App.authenticate`: who a request comes from, by `Authorization: Bearer amb_...` or else the session
 * cookie; null when nobody. A wrong key is nobody even beside a good cookie. Costs a query at most once a
 * second for each session or key; the time of last use is written at most every five minutes, unawaited, and never by
 * quiet look-ups. Throws 403 for a key used from a network it does not work from.
 */
export function authenticator(parts: AuthenticateParts): App['authenticate'] {
  const { env, db, registry, log } = parts;
  const principals = principalsOf(db);
  const noteUse = keyUse(parts);
  const grants = grantsOf(registry);

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
    if (!row || !isVouchedFor(row)) return null;
    if (row.stale && !quiet)
      void touch(db, row).catch((error: unknown) => log.warn({ error }, 'last use not written'));
    const { permissions, reach, fields } = grants(row.user_id, row.role, row.composed);
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
          ? permissions
          : withinScopes(permissions, row.scopes, registry.objects.values()),
      reach,
      fields,
      session_id: row.session_id,
      api_key_id: row.key_id,
      ...(row.unconfirmed ? { stale: true } : {}),
      ...(row.lacks_second_factor ? { lacks_second_factor: true } : {}),
      ...(row.allowed_networks.length > 0 ? { networks: row.allowed_networks } : {}),
      ...(row.key_networks?.length ? { key_networks: row.key_networks } : {}),
    };
  }

  /** A provider signs in nobody above whoever answers for it, so nobody goes on who has risen above. */
  function isVouchedFor({ vouched_role, role, composed }: PrincipalRow): boolean {
    if (vouched_role === null) return true;
    const by = standingOf(registry, vouched_role);
    return withinStanding(by, role, composed?.rights ?? [], registry.objects.values());
  }

  return async (request, { from, quiet = false } = {}) => {
    const authorization = request.headers.get('authorization');
    if (authorization !== null) {
      const key = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      const company_id = key === undefined ? null : companyOfKey(key);
      if (key === undefined || company_id === null) return null;
      const hash = sha256(key);
      const principal = await principals.get(hash, () => byKey(company_id, hash, quiet));
      if (from && principal?.key_networks && !isWithin(principal.key_networks, from.ip))
        throw new AppError('forbidden', 'This key does not work from this address.');
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
