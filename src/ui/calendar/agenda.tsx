'use client';

import { CalendarDays } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Day } from '@/ui/patterns/values/calendar';
import { EmptyState } from '@/ui/primitives/empty-state';
import { longDay } from './days';
import { EntryButton } from './entry-button';
import { byDay, type Entry, keyOf } from './layout';
import type { CalendarTools } from './tools';

/** What is ahead, day by day, without the empty ones. */
export function Agenda({
  days,
  entries,
  tools,
}: {
  days: readonly Day[];
  entries: readonly Entry[];
  tools: CalendarTools;
}) {
  const t = useTranslations('calendar');
  const { locale, today } = tools;
  const all = byDay(entries, days, locale.timeZone);
  const filled = days.filter((day) => (all.get(day)?.length ?? 0) > 0);
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto px-4 pb-8 outline-none max-md:px-3"
    >
      {filled.length === 0 ? (
        <EmptyState
          icon={<CalendarDays />}
          title={t('empty_title')}
          description={t('empty_text')}
        />
      ) : null}
      {filled.map((day) => (
        <section key={day} aria-labelledby={`agenda-${day}`} data-day={day}>
          <h2
            id={`agenda-${day}`}
            aria-current={day === today ? 'date' : undefined}
            className="pt-4 pb-1 font-medium text-sm aria-[current=date]:text-primary-text"
          >
            {longDay(day, locale.tag)}
          </h2>
          <ul className="flex flex-col gap-1">
            {(all.get(day) ?? []).map((entry) => (
              <li key={keyOf(entry)} className="flex items-center gap-3">
                <span className="w-20 shrink-0 text-muted-foreground text-xs tabular-nums">
                  {entry.all_day ? t('all_day') : tools.clock(entry)}
                </span>
                <EntryButton
                  entry={entry}
                  tools={tools}
                  untimed
                  className="min-h-8 flex-1 items-center max-md:min-h-11"
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
