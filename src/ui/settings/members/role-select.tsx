import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { type RoleName, ranks, roles } from '@/identity/permissions';
import { useSession } from '@/ui/data/session';
import { Select } from '@/ui/primitives/select';

interface Props extends Omit<ComponentProps<typeof Select<RoleName>>, 'options'> {
  /** Owner is never given here. */
  withoutOwner?: boolean;
}

/** A built-in role of at most one's own. */
export function RoleSelect({ withoutOwner = false, ...props }: Props) {
  return <Select<RoleName> {...props} options={useRoleOptions(withoutOwner)} />;
}

/** The roles one may give. */
export function useRoleOptions(withoutOwner: boolean) {
  const t = useTranslations('members');
  const { role } = useSession();
  return roles
    .filter((one) => ranks(role, one) && !(withoutOwner && one === 'owner'))
    .map((value) => ({ value, label: t(`role_${value}`) }));
}

/** What a choice of role begins with: a representative, or one's own role where that stands below. */
export function useFirstRole(): RoleName {
  const { role } = useSession();
  return ranks(role, 'rep') ? 'rep' : role;
}
