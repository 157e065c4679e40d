import type { Ctx, Values } from '@/core/run/context';
import { query } from '@/core/run/module';
import { seeingAll } from '@/core/run/reach';
import { badQuery } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import { isOwned, type Reaching, type ReachingVerb, seenThrough } from '@/core/shape/reach';
import type { Tx } from '@/platform/db/types';
import type { RoleName } from '../permissions';
import { type Composed, composedSql, grantsOf } from '../roles/composed';
import type { Granted } from '../roles/rights';
import * as contract from './contract';
import { objectNamed, seenRecord } from './shared-record';

/** A record with everything that gives somebody a right on it. */
interface Node {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly owner_id: string | null;
  readonly private: boolean;
  readonly shares: readonly { readonly grantee_id: string; readonly access: 'read' | 'change' }[];
  /** What it is seen through. */
  readonly wholes: readonly Node[];
}

interface Reason {
  readonly code:
    | 'role'
    | 'owner'
    | 'team'
    | 'below'
    | 'shared'
    | 'through'
    | 'private'
    | 'no_right'
    | 'not_reached';
  readonly object: string | null;
  readonly record_id: string | null;
}

interface MemberRow {
  readonly user_id: string;
  readonly name: string;
  readonly role: RoleName;
  readonly composed: Composed | null;
}

/** GET /api/access. At most 1,000 members, by name. */
export const explainAccess = query(contract.explainAccess, async (ctx, { query: asked }) => {
  const object = objectNamed(ctx, asked.object, badQuery);
  const { node, members } = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await seenRecord(ctx, tx, object, asked.record_id);
    const node = await seeingAll(ctx, tx, (all) => nodeOf(all, tx, object, asked.record_id));
    const { rows } = await tx.run<MemberRow>({
      text: `select m.user_id, m.name, m.role, ${composedSql} as composed from members m
        where m.company_id = $1 and m.status = 'active' and ($2::uuid is null or m.user_id = $2)
        order by m.title_key, m.user_id limit 1000`,
      values: [ctx.scope.company_id, asked.user_id ?? null],
    });
    return { node, members: rows };
  });
  const grants = grantsOf(ctx.app.registry);
  const people = members.map(({ user_id, name, role, composed }) => {
    const who = { user_id, granted: grants(user_id, role, composed) };
    const read = answerOf(node, 'read', who);
    // What is not seen cannot be changed, whatever the right says.
    const write = (verb: 'update' | 'delete') => (read.allowed ? answerOf(node, verb, who) : read);
    return { user_id, name, role, read, update: write('update'), delete: write('delete') };
  });
  return { data: { owner_id: node.owner_id, people } };
});

async function nodeOf(ctx: Ctx, tx: Tx, object: ObjectDefinition, id: string): Promise<Node> {
  const links = seenThrough(object);
  const held = ['owner_id', 'private'].filter((name) => name in object.fields);
  const columns = ['id', ...held, ...links];
  const { rows } = await tx.run<Values>({
    text: `select ${columns.join(', ')} from ${object.name} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  const { rows: shares } = await tx.run<Node['shares'][number]>({
    text: 'select grantee_id, access from record_shares where company_id = $1 and object = $2 and record_id = $3',
    values: [ctx.scope.company_id, object.name, id],
  });
  const row = rows[0] ?? {};
  const wholes: Node[] = [];
  for (const link of links) {
    const whole = ctx.app.registry.objects.get(object.fields[link]?.target ?? '');
    const whole_id = row[link];
    if (whole && typeof whole_id === 'string') wholes.push(await nodeOf(ctx, tx, whole, whole_id));
  }
  const owner_id = (row.owner_id as string | undefined) ?? null;
  return { object, id, owner_id, private: row.private === true, shares, wholes };
}

interface Who {
  readonly user_id: string;
  readonly granted: Granted;
}

interface Answer {
  readonly allowed: boolean;
  readonly reason: Reason;
}

const because = (code: Reason['code'], at: Node | null = null): Reason => ({
  code,
  object: at?.object.name ?? null,
  record_id: at?.id ?? null,
});

/** The same rules as the policies of the database (db/secure.sql) and `mustReach`, in words. */
function answerOf(node: Node, verb: Exclude<ReachingVerb, 'create'>, who: Who): Answer {
  const { object } = node;
  const { permissions, reach } = who.granted;
  const yes = (reason: Reason): Answer => ({ allowed: true, reason });
  if (!permissions.has(`${object.name}:${verb}`))
    return { allowed: false, reason: because('no_right') };
  const hiding = reach?.hides_private ? privateFor(node, who, reach) : null;
  if (hiding) return { allowed: false, reason: because('private', hiding) };
  const mine = node.owner_id === who.user_id;
  if (node.private && reach?.hides_private && (mine || verb === 'read'))
    return yes(because(mine ? 'owner' : 'shared'));
  const far = isOwned(object) ? reach?.objects[object.name]?.[verb] : undefined;
  if (reach === null || (isOwned(object) && far === undefined)) return yes(because('role'));
  if (mine) return yes(because('owner'));
  if (
    (far === 'team' || far === 'below') &&
    node.owner_id !== null &&
    reach.people[far].includes(node.owner_id)
  )
    return yes(because(far));
  const shared = sharesWith(node, who, reach).some(
    ({ access }) => verb === 'read' || (verb === 'update' && access === 'change'),
  );
  if (isOwned(object) && shared) return yes(because('shared'));
  if (!isOwned(object) && seenThrough(object).length === 0) return yes(because('role'));
  if (verb === 'read' || !isOwned(object)) {
    const through = node.wholes.find(
      (whole) => answerOf(whole, verb === 'read' ? 'read' : 'update', who).allowed,
    );
    if (through) return yes(because('through', through));
  }
  return { allowed: false, reason: because('not_reached') };
}

const sharesWith = ({ shares }: Node, { user_id }: Who, { teams }: Reaching): Node['shares'] =>
  shares.filter(({ grantee_id }) => grantee_id === user_id || teams.includes(grantee_id));

/** The private record that keeps `node` from somebody: itself, or what it is about. */
function privateFor(node: Node, who: Who, reach: Reaching): Node | null {
  const { object, owner_id, wholes } = node;
  if (!isOwned(object) || owner_id === who.user_id || sharesWith(node, who, reach).length > 0)
    return null;
  return node.private ? node : (wholes.find((whole) => privateFor(whole, who, reach)) ?? null);
}
