/** An instant as the API writes it. */
export const instantJson = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** JSON of the row `m` of members. */
export const memberJson = `jsonb_build_object('id', m.user_id, 'kind', m.kind, 'name', m.name, 'email', m.email,
  'avatar_url', nullif(m.avatar_url, ''), 'role', m.role, 'status', m.status,
  'last_seen_at', ${instantJson('m.last_seen_at')}, 'created_at', ${instantJson('m.created_at')})`;

/** JSON of the row `i` of invitations; never its token. */
export const invitationJson = `jsonb_build_object('id', i.id, 'email', i.email, 'role', i.role, 'invited_by', i.invited_by,
  'expires_at', ${instantJson('i.expires_at')}, 'created_at', ${instantJson('i.created_at')})`;
