'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Checkbox } from '@/ui/primitives/checkbox';
import type { Check } from './use-checks';

interface Props {
  checks: readonly Check[];
  ticked: readonly string[];
  onTicked: (ticked: readonly string[]) => void;
}

/** Entries to tick before deals go on; named with their stage when they are of several. */
export function TickList({ checks, ticked, onTicked }: Props) {
  const t = useTranslations('board');
  const id = useId();
  if (checks.length === 0) return null;
  const several = new Set(checks.map(({ stage_id }) => stage_id)).size > 1;
  const toggle = (check: string) =>
    onTicked(ticked.includes(check) ? ticked.filter((one) => one !== check) : [...ticked, check]);
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 font-medium">{t('checklist')}</legend>
      {checks.map((check) => (
        <span
          key={check.id}
          className="flex min-h-8 items-start gap-2 py-1 max-md:min-h-11 max-md:items-center"
        >
          <Checkbox
            checked={ticked.includes(check.id)}
            onCheckedChange={() => toggle(check.id)}
            aria-labelledby={`${id}-${check.id}`}
            className="mt-0.5"
          />
          <span id={`${id}-${check.id}`} className="min-w-0 break-words">
            {several && check.stage ? `${check.stage.title}: ${check.name}` : check.name}
          </span>
        </span>
      ))}
    </fieldset>
  );
}
