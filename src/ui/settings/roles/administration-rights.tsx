'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { type Administration, administration } from '@/identity/permissions';
import type { RoleRights } from '@/identity/roles/rights';
import { Switch } from '@/ui/primitives/switch';
import { useGranted } from './use-granted';

interface Props {
  rights: RoleRights;
  onChange: (next: RoleRights) => void;
}

/** Rights over the company, each with what it means. */
export function AdministrationRights({ rights, onChange }: Props) {
  return (
    <ul className="max-w-3xl divide-y border-y">
      {administration.map((right) => (
        <Right
          key={right}
          right={right}
          on={rights.administration.includes(right)}
          onToggle={(on) =>
            onChange({
              ...rights,
              administration: administration.filter((one) =>
                one === right ? on : rights.administration.includes(one),
              ),
            })
          }
        />
      ))}
    </ul>
  );
}

function Right({
  right,
  on,
  onToggle,
}: {
  right: Administration;
  on: boolean;
  onToggle: (on: boolean) => void;
}) {
  const t = useTranslations('roles');
  const id = useId();
  const { permissions } = useGranted();
  const key = right.replace(':', '_');
  const off = !on && !permissions.has(right);
  return (
    <li className="flex min-h-13 items-center gap-3 py-2 text-sm">
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t(`right_${key}`)}</span>
        <span id={id} className="block text-faint-foreground text-xs">
          {off ? t('not_yours') : t(`right_${key}_text`)}
        </span>
      </span>
      <Switch
        aria-label={t(`right_${key}`)}
        aria-describedby={id}
        checked={on}
        disabled={off}
        onCheckedChange={onToggle}
      />
    </li>
  );
}
