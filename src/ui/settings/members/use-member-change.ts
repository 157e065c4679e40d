import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';

/** A change of a member, after which everything that tells of members is asked again. */
export const useMemberChange = () =>
  useSetting([keys.members, keys.session, keys.roles, keys.teams, keys.apiKeys]);
