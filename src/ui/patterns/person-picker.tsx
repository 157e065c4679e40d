'use client';

import { Avatar } from '@/ui/primitives/avatar';
import { Combobox, type ComboboxProps } from '@/ui/primitives/combobox';
import { type Person, useMembers } from './records/use-members';

interface Props extends Omit<ComboboxProps<string>, 'options' | 'loading'> {
  /** Who can be chosen; everybody unless given. */
  among?: (person: Person) => boolean;
  /** What stands beside a name; the mail address unless given. */
  detailOf?: (person: Person) => string | null;
}

/** Members of the company, to choose one of. */
export function PersonPicker({
  among = () => true,
  detailOf = ({ email }) => email,
  ...control
}: Props) {
  const members = useMembers();
  return (
    <Combobox
      {...control}
      loading={members.isPending}
      options={(members.data ?? []).filter(among).map((one) => ({
        value: one.id,
        label: one.title,
        detail: detailOf(one),
        icon: <Avatar size="xs" name={one.title} id={one.id} src={one.avatar_url} />,
      }))}
    />
  );
}
