import type { Team } from '@/ui/data/teams';

/** What is open: a team to change, or a new one below another. */
export interface Edited {
  readonly team: Team | null;
  readonly parent_id: string | null;
}

export const below = (teams: readonly Team[], parent: string | null): Team[] =>
  teams.filter(({ parent_id }) => parent_id === parent);

/** A team and all below it. */
export const withBelow = (teams: readonly Team[], team: Team): readonly Team[] => [
  team,
  ...below(teams, team.id).flatMap((one) => withBelow(teams, one)),
];

/** Teams in the order of the tree, with how deep they stand. */
export const inTree = (
  teams: readonly Team[],
  parent: string | null = null,
  depth = 0,
): readonly { readonly team: Team; readonly depth: number }[] =>
  below(teams, parent).flatMap((team) => [{ team, depth }, ...inTree(teams, team.id, depth + 1)]);
