'use client';

import { CalendarClock, Eye, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { Tooltip } from '@/ui/primitives/tooltip';
import { isEditable, valueAt } from '../model/entries';
import { sameValue } from '../values/same';
import { currenciesOf, labelOf, useValueText } from './changes';
import type { Change, HistoryEntry } from './history-entry';
import type { Past } from './use-past';

const quiet =
  'size-6 align-middle opacity-0 focus-visible:opacity-100 max-md:size-8 max-md:opacity-100 [&_svg]:size-3.5';

/** Opens the record as it was at a time that is chosen there. */
export function PastTools({ past }: { past: Past }) {
  const t = useTranslations('as_of');
  return (
    <Button size="sm" className="mb-3" onClick={() => past.look({})}>
      <CalendarClock aria-hidden />
      {t('open')}
    </Button>
  );
}

/** Looks at the record right after an event, or brings all of it back. */
export function MomentTools({ past, event }: { past: Past; event: HistoryEntry }) {
  const t = useTranslations('as_of');
  const { id, created_at } = event;
  return (
    <span className="ml-1 whitespace-nowrap">
      <Tooltip content={t('look')}>
        <Button
          variant="ghost"
          size="bare"
          className={cn(quiet, 'group-hover/event:opacity-100')}
          aria-label={t('look')}
          onClick={() => past.look({ event: id })}
        >
          <Eye aria-hidden />
        </Button>
      </Tooltip>
      {past.restore ? (
        <Tooltip content={t('restore')}>
          <Button
            variant="ghost"
            size="bare"
            className={cn(quiet, 'group-hover/event:opacity-100')}
            aria-label={t('restore')}
            onClick={() => past.restore?.({ event: id, created_at, state: 'after' })}
          >
            <RotateCcw aria-hidden />
          </Button>
        </Tooltip>
      ) : null}
    </span>
  );
}

/** Brings back one value of a change: what it became, or, where it still is that, what it was before. */
export function RestoreValue({
  past,
  event,
  change,
}: {
  past: Past;
  event: HistoryEntry;
  change: Change;
}) {
  const t = useTranslations('restore');
  const text = useValueText(past.scope);
  const { restore, record, scope } = past;
  const entry = scope.byPath.get(change.field);
  if (!restore || !entry || !isEditable(entry)) return null;
  const now = valueAt(record, change.field);
  const state = sameValue(now, change.after) ? 'before' : 'after';
  const value = change[state];
  if (sameValue(now, value) || (state === 'before' && event.name.endsWith('.created'))) return null;
  const label = t('value', {
    field: labelOf(scope, change.field),
    value:
      text(change.field, value, event.names, currenciesOf(event.changes, record)[state]) ||
      t('empty'),
  });
  const names = { ...event.names, ...namesOf(past, change.field) };
  return (
    <Tooltip content={label}>
      <Button
        variant="ghost"
        size="bare"
        aria-label={label}
        className={cn(quiet, '-my-1 self-center group-hover/change:opacity-100')}
        onClick={() =>
          restore({
            event: event.id,
            created_at: event.created_at,
            state,
            one: { change: { field: change.field, before: now, after: value }, names },
          })
        }
      >
        <RotateCcw aria-hidden />
      </Button>
    </Tooltip>
  );
}

/** The title of what a field points at now, as far as the record carries it. */
function namesOf({ record }: Past, field: string): Record<string, string> {
  const related = record[field.replace(/_id$/, '')];
  return typeof related === 'object' && related !== null && 'title' in related && 'id' in related
    ? { [String(related.id)]: String(related.title) }
    : {};
}
