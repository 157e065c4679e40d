import type { Ctx } from '@/core/run/context';
import { fold } from '@/core/run/engine/fold';
import type { Tx } from '@/platform/db/types';
import type { OwnerMention } from './draft';

export interface Member {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

/** Everybody who is or was a member; owners in files are looked up among them. */
export async function readMembers(ctx: Ctx): Promise<Member[]> {
  const { rows } = await ctx.app.db.read<Member>(ctx.scope, {
    name: 'import_members',
    text: "select user_id, name, email, status = 'active' as active from members where company_id = $1",
    values: [ctx.scope.company_id],
  });
  return rows;
}

export interface Resolved {
  readonly id: string | null;
  /** Why there is none: `unknown_owner`, `owner_inactive`, `ambiguous_owner`. */
  readonly reason: string | null;
}

/** Finds owners by mail or name; `given` says who is meant by a name or id that nobody has. */
export function ownerFinder(
  members: readonly Member[],
  given: Readonly<Record<string, string>> = {},
): (mention: OwnerMention) => Resolved {
  const decisions = new Map(Object.entries(given));
  const byEmail = new Map(members.map((member) => [member.email.toLowerCase(), member]));
  const byName = new Map<string, Member[]>();
  for (const member of members)
    byName.set(fold(member.name), [...(byName.get(fold(member.name)) ?? []), member]);
  const resolve = (member: Member | undefined): Resolved =>
    !member
      ? { id: null, reason: 'unknown_owner' }
      : member.active
        ? { id: member.user_id, reason: null }
        : { id: null, reason: 'owner_inactive' };
  return ({ name, email, source_id }) => {
    const decided = decisions.get(source_id ?? email ?? name ?? '');
    if (decided !== undefined) return resolve(byEmail.get(decided.toLowerCase()));
    if (email !== null) return resolve(byEmail.get(email));
    const found = name === null ? [] : (byName.get(fold(name)) ?? []);
    const active = found.filter((member) => member.active);
    if (active.length > 1) return { id: null, reason: 'ambiguous_owner' };
    return resolve(active[0] ?? found[0]);
  };
}

interface Named {
  readonly id: string;
  readonly title_key: string;
}

/** Which of these are live records. */
export async function findById(
  ctx: Ctx,
  tx: Tx,
  object: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.run<{ id: string }>({
    name: `import_ids_${object}`,
    text: `select id from ${object} where company_id = $1 and id = any($2::uuid[]) and deleted_at is null`,
    values: [ctx.scope.company_id, [...new Set(ids)]],
  });
  return rows.map(({ id }) => id);
}

/** Live records by folded title, the oldest where several share one. */
export async function findByTitle(
  ctx: Ctx,
  tx: Tx,
  object: string,
  titles: Iterable<string>,
): Promise<Map<string, string[]>> {
  const keys = [...new Set([...titles].map((title) => fold(title)))].filter((key) => key !== '');
  const found = new Map<string, string[]>();
  if (keys.length === 0) return found;
  const { rows } = await tx.run<Named>({
    name: `import_titles_${object}`,
    text: `select id, title_key from ${object} where company_id = $1 and title_key = any($2::text[]) and deleted_at is null order by id`,
    values: [ctx.scope.company_id, keys],
  });
  for (const { id, title_key } of rows) found.set(title_key, [...(found.get(title_key) ?? []), id]);
  return found;
}
