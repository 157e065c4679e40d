'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { type Reach, reaches } from '@/core/shape/reach';
import type { RecordVerb } from '@/identity/permissions';
import { type Granted, mayGive, type RoleRights, rightsFor } from '@/identity/roles/rights';
import { cn } from '@/ui/primitives/cn';
import { Select } from '@/ui/primitives/select';
import { rightObjects, withRight } from './types';

interface Props {
  line: {
    readonly name: string;
    readonly label: string;
    readonly owned: boolean;
    readonly importable: boolean;
    readonly own: boolean;
  };
  verb: RecordVerb;
  /** Its name stands above it, where no head of a column says it. */
  labelled: boolean;
  rights: RoleRights;
  /** What one may give. */
  granted: Granted;
  onChange: (next: RoleRights) => void;
}

/** One right of a line: how far it goes. What one does not have cannot be chosen. */
export function RightCell({ line, verb, labelled, rights, granted, onChange }: Props) {
  const t = useTranslations('roles');
  const id = useId();
  const label = t('right_named', { object: line.label, verb: t(`verb_${verb}`) });
  const far = rightsFor(rights, line.name)[verb];
  const named = rightObjects.filter(({ name }) => line.name === '*' || name === line.name);
  const giveable = (one: Reach) => named.every((object) => mayGive(granted, object, verb, one));
  const set = (next: Reach) => onChange(withRight(rights, line.name, verb, next));
  const title = labelled ? (
    <span id={id} className="mb-1 block text-faint-foreground text-xs">
      {t(`verb_${verb}`)}
    </span>
  ) : null;
  if (verb === 'import' && !line.importable) return null;
  const choices: readonly Reach[] = line.owned ? reaches : ['none', 'all'];
  // Without an owner a record is reached or not.
  const shown = line.owned || far === 'none' ? far : 'all';
  return (
    <>
      {title}
      <Select<Reach>
        aria-label={label}
        value={shown}
        className={cn('min-w-26', !line.own && 'text-muted-foreground')}
        options={choices.map((value) => ({
          value,
          label: giveable(value)
            ? t(`reach_${value}`)
            : t('reach_beyond', { reach: t(`reach_${value}`) }),
          disabled: !giveable(value),
        }))}
        onValueChange={set}
      />
    </>
  );
}
