import type { Tx } from '@/platform/db/types';
import type { Ctx } from '../context';
import { type FilterNode, readFilter } from '../engine/filter-parse';
import type { Assignment, Target } from './stored';

/** A target with those of its people who are still there, whoever is in its teams among them. */
export interface Way {
  /** Its rule; the company where no rule fits. */
  readonly rule_id: string;
  readonly filter: FilterNode;
  readonly to: Target;
}

/** The rules that have somebody left, then what happens where none fits, in their order. */
export async function waysOf(
  ctx: Ctx,
  tx: Tx,
  { rules, otherwise }: Pick<Assignment, 'rules' | 'otherwise'>,
): Promise<Way[]> {
  const { company_id } = ctx.scope;
  const last = { id: company_id, filter: {}, to: otherwise };
  const all = [...rules, last].map(({ id, filter, to }) => ({
    rule_id: id,
    filter: readFilter(filter, '', []) ?? { or: [] },
    to,
  }));
  const { rows } = await tx.run<{ user_id: string; team_id: string | null }>({
    name: 'assignees',
    text:
      'select m.user_id, t.team_id from members m left join team_members t on t.company_id = m.company_id ' +
      'and t.user_id = m.user_id and t.team_id = any($3::uuid[]) ' +
      "where m.company_id = $1 and m.status = 'active' and (m.user_id = any($2::uuid[]) or t.team_id is not null) order by m.user_id",
    values: [
      company_id,
      [...new Set(all.flatMap(({ to }) => to.user_ids))],
      [...new Set(all.flatMap(({ to }) => to.team_ids ?? []))],
    ],
  });
  const active = new Set(rows.map(({ user_id }) => user_id));
  const inTeams = (ids: readonly string[]) =>
    rows.flatMap(({ user_id, team_id }) => (team_id && ids.includes(team_id) ? [user_id] : []));
  const peopleOf = ({ user_ids, team_ids = [] }: Target): string[] => [
    ...new Set([...user_ids.filter((id) => active.has(id)), ...inTeams(team_ids)]),
  ];
  return all
    .map((way) => ({ ...way, to: { ...way.to, user_ids: peopleOf(way.to) } }))
    .filter(({ to }) => to.kind === 'creator' || to.user_ids.length > 0);
}
