import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

/** A team as `/api/teams` returns it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly parent_id: string | null;
  readonly members: readonly TeamMember[];
}

export interface TeamMember {
  readonly user_id: string;
  readonly is_manager: boolean;
}

/** The teams of the company. */
export const teamsQuery = {
  queryKey: keys.teams,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<Team[]>('GET', '/teams', undefined, { signal }),
};
