import { instantJson } from '../members/rows';

/** JSON of the row `k` of api_keys with its member `m`; never its hash. */
export const keyJson = `jsonb_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix, 'scopes', k.scopes, 'user_id', k.user_id,
  'user_name', m.name, 'user_kind', m.kind, 'networks', k.networks,
  'previous_until', case when k.previous_hash is not null and k.previous_until > now() then ${instantJson('k.previous_until')} end,
  'expires_at', ${instantJson('k.expires_at')}, 'last_used_at', ${instantJson('k.last_used_at')},
  'created_at', ${instantJson('k.created_at')})`;

/** Keys that people made and nobody revoked, with their members. */
export const liveKeys = `api_keys k join members m on m.company_id = k.company_id and m.user_id = k.user_id
  where k.company_id = $1 and k.revoked_at is null and k.app_id is null`;
