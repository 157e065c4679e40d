import { fold } from '@/core/run/engine/fold';
import { query } from '@/core/run/module';
import type { Pagination } from '@/core/shape/contract';
import * as contract from './contract';
import { invitationJson, memberJson } from './rows';

/** GET /api/members. A company's people fit on one page; the bound is there for the worst case. */
export const listMembers = query(contract.listMembers, async (ctx, input) => {
  const { q, status, kind } = input.query;
  const { rows } = await ctx.app.db.read<{ member: unknown }>(ctx.scope, {
    name: 'members_list',
    text: `select ${memberJson} as member from members m
      where m.company_id = $1 and ($2 = 'all' or m.status = $2) and ($4 = 'all' or m.kind = $4)
        and ($3 = '' or m.title_key like '%' || $3 || '%' or m.email like '%' || $3 || '%')
      order by m.title_key, m.user_id limit 1000`,
    values: [ctx.scope.company_id, status, escapeLike(fold(q ?? '')), kind],
  });
  return { data: rows.map(({ member }) => member), pagination: whole(rows.length) };
});

/** GET /api/member-factors. What somebody has set up is theirs and global, so the sign-in answers, for members that the company sees. */
export const memberFactors = query(contract.memberFactors, async (ctx) => {
  const { rows: members } = await ctx.app.db.read<{ id: string; required: boolean }>(ctx.scope, {
    name: 'members_with_factors',
    text: `select m.user_id as id, c.second_factor_required as required from members m join companies c on c.id = m.company_id
      where m.company_id = $1 and m.kind = 'person' and m.status = 'active' order by m.user_id limit 1000`,
    values: [ctx.scope.company_id],
  });
  const { rows } = await ctx.app.db.asAuth((tx) =>
    tx.run<{ id: string; authenticator: boolean; passkey: boolean }>({
      name: 'factors_of',
      text: `select u.id,
          exists (select from totp_secrets t where t.user_id = u.id and t.confirmed_at is not null) as authenticator,
          exists (select from passkeys p where p.user_id = u.id) as passkey
        from unnest($1::uuid[]) with ordinality as u (id, place) order by u.place`,
      values: [members.map(({ id }) => id)],
    }),
  );
  const required = members.some((member) => member.required);
  return {
    data: rows.map((factors) => ({
      ...factors,
      lacking: required && !factors.authenticator && !factors.passkey,
    })),
  };
});

/** GET /api/invitations */
export const listInvitations = query(contract.listInvitations, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ invitation: unknown }>(ctx.scope, {
    name: 'invitations_list',
    text: `select ${invitationJson} as invitation from invitations i
      where i.company_id = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
      order by i.id desc limit 1000`,
    values: [ctx.scope.company_id],
  });
  return { data: rows.map(({ invitation }) => invitation), pagination: whole(rows.length) };
});

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The pagination of a list that is always whole. */
const whole = (total: number): Pagination => ({
  page: 1,
  limit: 1000,
  total,
  totalPages: 1,
  total_is_estimate: false,
  next_cursor: null,
  prev_cursor: null,
});
