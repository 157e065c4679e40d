import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, query } from '@/core/run/module';
import { type Notice, noticeChannel } from '@/core/run/notices';
import { mustReach } from '@/core/run/reach';
import { mustHave } from '@/core/run/rights';
import { AppError, badQuery, type Issue, invalid, notFound } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import { isOwned } from '@/core/shape/reach';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import * as contract from './contract';
import { objectNamed, seenRecord } from './shared-record';

interface Share {
  readonly id: string;
  readonly object: string;
  readonly record_id: string;
  readonly access: 'read' | 'change';
  readonly grantee: { readonly kind: 'user' | 'team'; readonly id: string; readonly name: string };
}

/** Most shares of one record. */
const most = 200;

/** JSON of the row `s` of record_shares. */
const shareJson = `jsonb_build_object('id', s.id, 'object', s.object, 'record_id', s.record_id, 'access', s.access,
  'grantee', jsonb_build_object('kind', s.grantee_kind, 'id', s.grantee_id, 'name', coalesce(
    (select m.name from members m where m.company_id = s.company_id and m.user_id = s.grantee_id),
    (select t.name from teams t where t.company_id = s.company_id and t.id = s.grantee_id), '')),
  'created_by', s.created_by, 'created_at', ${instantJson('s.created_at')})`;

/** GET /api/shares */
export const listShares = query(contract.listShares, async (ctx, { query: asked }) => {
  const object = objectNamed(ctx, asked.object, badQuery);
  const shares = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await seenRecord(ctx, tx, object, asked.record_id);
    const { rows } = await tx.run<{ share: Share }>({
      text: `select ${shareJson} as share from record_shares s
        where s.company_id = $1 and s.object = $2 and s.record_id = $3 order by s.created_at, s.id`,
      values: [ctx.scope.company_id, object.name, asked.record_id],
    });
    return rows.map(({ share }) => share);
  });
  return { data: shares };
});

/** POST /api/shares: by whoever may change the record. */
export const createShare = command(contract.createShare, async (ctx, tx, { body }) => {
  const object = objectNamed(ctx, body.object, invalid);
  await mayShare(ctx, tx, object, body.record_id);
  const { kind, id: grantee_id } = granteeOf(body);
  await mustExist(ctx, tx, kind, grantee_id);
  const { company_id } = ctx.scope;
  await tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`shares:${company_id}:${object.name}:${body.record_id}`],
  });
  const { rows: known } = await tx.run<{ share: Share }>({
    text: `select ${shareJson} as share from record_shares s where s.company_id = $1 and s.object = $2 and s.record_id = $3`,
    values: [company_id, object.name, body.record_id],
  });
  const before = known.find(({ share }) => share.grantee.id === grantee_id)?.share ?? null;
  if (before?.access === body.access) return { data: before };
  if (!before && known.length >= most)
    throw new AppError('conflict', `A record is shared with at most ${most} members and teams.`);
  const { rows } = await tx.run<{ share: Share }>({
    text: `insert into record_shares as s (company_id, id, object, record_id, grantee_id, grantee_kind, access, created_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (company_id, object, record_id, grantee_id) do update set access = excluded.access
      returning ${shareJson} as share`,
    values: [
      ...[company_id, newId(), object.name, body.record_id],
      ...[grantee_id, kind, body.access, ctx.scope.user_id],
    ],
  });
  const share = rows[0]?.share ?? null;
  await note(ctx, tx, before ? 'updated' : 'created', before, share);
  return { data: share };
});

/** DELETE /api/shares/{id}: by whoever may change the record, and by whom it is shared with. */
export const removeShare = command(contract.removeShare, async (ctx, tx, { params }) => {
  const { rows } = await tx.run<{ share: Share }>({
    text: `select ${shareJson} as share from record_shares s where s.company_id = $1 and s.id = $2 for update`,
    values: [ctx.scope.company_id, params.id],
  });
  const share = rows[0]?.share;
  const object = share && ctx.app.registry.objects.get(share.object);
  if (!share || !object || !ctx.principal.permissions.has(`${object.name}:read`)) throw notFound();
  if (share.grantee.id !== ctx.principal.user.id) await mayShare(ctx, tx, object, share.record_id);
  await tx.run({
    text: 'delete from record_shares where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, params.id],
  });
  await note(ctx, tx, 'deleted', share, null);
  return { data: share };
});

function granteeOf({
  user_id,
  team_id,
}: {
  user_id?: string | undefined;
  team_id?: string | undefined;
}) {
  if (user_id !== undefined && team_id === undefined) return { kind: 'user', id: user_id } as const;
  if (team_id !== undefined && user_id === undefined) return { kind: 'team', id: team_id } as const;
  const message = 'Name either a member or a team.';
  throw invalid([{ path: 'user_id', code: 'required', message }]);
}

async function mayShare(ctx: Ctx, tx: Tx, object: ObjectDefinition, id: string): Promise<void> {
  if (!isOwned(object)) {
    const message = 'Records of this kind are seen with what they belong to. Share that.';
    throw invalid([{ path: 'object', code: 'not_shareable', message }]);
  }
  const { id: known, owner_id } = await seenRecord(ctx, tx, object, id);
  mustHave(ctx.principal, `${object.name}:update`);
  await mustReach(ctx, tx, object, 'update', [{ id: known, owner_id }]);
}

async function mustExist(ctx: Ctx, tx: Tx, kind: 'user' | 'team', id: string): Promise<void> {
  const { rows } = await tx.run({
    text:
      kind === 'user'
        ? `select 1 from members where company_id = $1 and user_id = $2 and status = 'active'`
        : 'select 1 from teams where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, id],
  });
  if (rows.length > 0) return;
  const issue: Issue = {
    path: `${kind}_id`,
    code: 'not_found',
    message: `This ${kind === 'user' ? 'member' : 'team'} does not exist.`,
  };
  throw invalid([issue]);
}

const told = (share: Share | null) =>
  share && {
    object: share.object,
    record_id: share.record_id,
    grantee_id: share.grantee.id,
    access: share.access,
  };

async function note(
  ctx: Ctx,
  tx: Tx,
  what: 'created' | 'updated' | 'deleted',
  before: Share | null,
  after: Share | null,
): Promise<void> {
  const [was, is] = [told(before), told(after)];
  const share = after ?? before;
  await recordEvents(tx, actorOf(ctx), [
    {
      name: `share.${what}`,
      object: 'shares',
      record_id: share?.id ?? null,
      ...(was ? { before: was } : {}),
      ...(is ? { after: is } : {}),
    },
  ]);
  if (share) tellGrantee(ctx, tx, `share.${what}`, share);
}

/** The event is about the share, which its grantee hears nothing of; the record is what their pages have to read again. */
function tellGrantee(ctx: Ctx, tx: Tx, name: string, { object, record_id, grantee }: Share): void {
  const notice: Notice = {
    ...{ company_id: ctx.scope.company_id, event_id: newId(), name, object, record_id },
    ...{ version: null, request_id: ctx.origin.request_id, user_id: ctx.scope.user_id },
    grantee_id: grantee.id,
  };
  tx.afterCommit(() => ctx.app.bus.publish(noticeChannel, { notices: [notice] }));
}
