import type { Ctx } from '@/core/run/context';
import { AppError } from '@/core/shape/errors';
import type { Reaching } from '@/core/shape/reach';
import type { Tx } from '@/platform/db/types';

interface Placed {
  readonly id: string;
  readonly parent_id: string | null;
  readonly members: readonly { readonly user_id: string }[];
}

/**
 * Being in a team opens records, so whoever does not reach all of them places only people they already reach: everybody
 * who is in the team or is to be, and those of the teams below when it moves. Nobody of those adds themselves. Throws 403.
 */
export async function mayPlace(
  ctx: Ctx,
  tx: Tx,
  before: Placed | null,
  {
    parent_id,
    members,
  }: { readonly parent_id: string | null; readonly members?: Placed['members'] | undefined },
): Promise<void> {
  const { reach, user } = ctx.principal;
  const moves = before !== null && parent_id !== before.parent_id;
  if (reach === null || (!members && !moves)) return;
  const wanted = (members ?? []).map(({ user_id }) => user_id);
  const { rows } = await tx.run<{ user_id: string; here: boolean }>({
    text: `with recursive t as (select $2::uuid as id
        union select c.id from t join teams c on c.company_id = $1 and c.parent_id = t.id where $3)
      select a.user_id, a.team_id = $2 as here from team_members a where a.company_id = $1 and a.team_id in (select id from t)`,
    values: [ctx.scope.company_id, before?.id ?? null, moves],
  });
  // From some only private records are kept: they reach everybody, but a team they joined would show what is shared with it.
  const everybody = Object.keys(reach.objects).length === 0;
  const reached = new Set(surelyReached(reach));
  const all = [...wanted, ...rows.map(({ user_id }) => user_id)];
  if (!everybody && all.some((user_id) => !reached.has(user_id)))
    throw new AppError('forbidden', 'You do not reach the records of everybody in this team.');
  const isIn = rows.some(({ user_id, here }) => here && user_id === user.id);
  if (wanted.includes(user.id) && !isIn)
    throw new AppError('forbidden', 'Somebody else has to add you to a team.');
}

/** Whose records somebody reaches of every object: the people of the nearest word that says whose. */
function surelyReached({ objects, people }: Reaching): readonly string[] {
  const words = Object.values(objects).flatMap((verbs) => Object.values(verbs));
  const nearest = (['own', 'team', 'below'] as const).find((word) => words.includes(word));
  return people[nearest ?? 'none'];
}
