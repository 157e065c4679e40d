'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Checkbox } from '@/ui/primitives/checkbox';
import { useEventNames } from '../use-event-names';
import { includesEvent, withEvent, withGroup } from './choose-events';
import type { EventGroup } from './types';

export interface EventPickerProps {
  groups: readonly EventGroup[];
  /** Patterns: `contact.*`, `account.created`, `*`. */
  value: ReadonlySet<string>;
  onValueChange: (value: ReadonlySet<string>) => void;
}

/** Which events a webhook is told of: everything, everything of a subject, or single ones. */
export function EventPicker({ groups, value, onValueChange }: EventPickerProps) {
  const t = useTranslations('webhooks');
  const names = useEventNames();
  const everything = value.has('*');
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t('events')}</legend>
      <Tick
        label={t('everything')}
        checked={everything}
        onChange={(on) => onValueChange(new Set(on ? ['*'] : []))}
      />
      <div className="divide-y rounded-md border">
        {groups.map(({ subject, events }) => {
          const chosen = events.filter((event) => includesEvent(value, event));
          const all = chosen.length === events.length;
          return (
            <div key={subject} className="px-3 py-2">
              <Tick
                strong
                label={names.subject(subject)}
                checked={all ? true : chosen.length > 0 ? 'indeterminate' : false}
                onChange={() => onValueChange(withGroup(groups, value, subject, !all))}
              />
              <div className="flex flex-wrap gap-x-4 pl-6">
                {events.map((event) => (
                  <Tick
                    key={event}
                    label={names.verb(event.slice(subject.length + 1))}
                    checked={includesEvent(value, event)}
                    onChange={(on) => onValueChange(withEvent(groups, value, event, on))}
                  />
                ))}
              </div>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

interface TickProps {
  label: string;
  checked: boolean | 'indeterminate';
  strong?: boolean;
  onChange: (on: boolean) => void;
}

function Tick({ label, checked, strong, onChange }: TickProps) {
  const id = useId();
  return (
    <span className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
      <Checkbox id={id} checked={checked} onCheckedChange={onChange} />
      <label htmlFor={id} className={strong ? 'font-medium' : undefined}>
        {label}
      </label>
    </span>
  );
}
