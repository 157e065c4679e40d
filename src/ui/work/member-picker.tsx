'use client';

import { useTranslations } from 'next-intl';
import { useSession } from '@/ui/data/session';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Avatar } from '@/ui/primitives/avatar';
import { Combobox } from '@/ui/primitives/combobox';

/** Whose work is shown. */
export function MemberPicker({
  value,
  onChange,
}: {
  value: string;
  onChange: (member: string) => void;
}) {
  const t = useTranslations('work');
  const { user } = useSession();
  const members = useMembers();
  const optionOf = (one: { id: string; title: string; avatar_url: string | null }) => ({
    value: one.id,
    label: one.title,
    ...(one.id === user.id ? { detail: t('me') } : {}),
    icon: <Avatar size="xs" name={one.title} id={one.id} src={one.avatar_url} />,
  });
  return (
    <span className="w-48 max-md:w-36">
      <Combobox
        aria-label={t('whose')}
        value={value}
        selected={
          value === user.id
            ? optionOf({ id: user.id, title: user.name, avatar_url: user.avatar_url })
            : null
        }
        options={(members.data ?? []).map(optionOf)}
        loading={members.isPending}
        onValueChange={(id) => id && onChange(id)}
      />
    </span>
  );
}
