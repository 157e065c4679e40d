'use client';

import { useTranslations } from 'next-intl';
import { useSession } from '@/ui/data/session';
import { PersonPicker } from '@/ui/patterns/person-picker';
import { Avatar } from '@/ui/primitives/avatar';

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
  const me = {
    value: user.id,
    label: user.name,
    detail: t('me'),
    icon: <Avatar size="xs" name={user.name} id={user.id} src={user.avatar_url} />,
  };
  return (
    <span className="w-48 max-md:w-36">
      <PersonPicker
        aria-label={t('whose')}
        value={value}
        selected={value === user.id ? me : null}
        detailOf={({ id }) => (id === user.id ? t('me') : null)}
        onValueChange={(id) => id && onChange(id)}
      />
    </span>
  );
}
