'use client';

import { useTranslations } from 'next-intl';
import type { Day } from '@/ui/patterns/values/calendar';
import { cn } from '@/ui/primitives/cn';
import { longDay, weekdayText } from './days';
import { EntryButton } from './entry-button';
import { byDay, type Entry, keyOf } from './layout';
import type { CalendarTools } from './tools';

/** Entries of a day that fit; the rest is counted. */
const shown = 3;

/** Six weeks of days; entries are dragged from day to day. */
export function MonthGrid({
  days,
  month,
  entries,
  tools,
}: {
  days: readonly Day[];
  /** `YYYY-MM`: the other days stand back. */
  month: string;
  entries: readonly Entry[];
  tools: CalendarTools;
}) {
  const t = useTranslations('calendar');
  const { locale, today } = tools;
  const all = byDay(entries, days, locale.timeZone);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div aria-hidden className="grid shrink-0 grid-cols-7 border-b text-faint-foreground text-xs">
        {days.slice(0, 7).map((day) => (
          <span key={day} className="truncate px-2 py-1">
            {weekdayText(day, locale.tag)}
          </span>
        ))}
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-7 grid-rows-6 overflow-hidden max-md:grid-rows-[repeat(6,minmax(7rem,1fr))] max-md:overflow-y-auto">
        {days.map((day) => {
          const own = all.get(day) ?? [];
          return (
            <section
              key={day}
              aria-label={t('day_of', { day: longDay(day, locale.tag) })}
              data-day={day}
              className={cn(
                'flex min-h-0 min-w-0 flex-col gap-0.5 overflow-hidden border-r border-b p-0.5 md:p-1',
                day.slice(0, 7) !== month && 'bg-surface',
              )}
            >
              <button
                type="button"
                aria-label={longDay(day, locale.tag)}
                aria-current={day === today ? 'date' : undefined}
                onClick={() => tools.showDay(day)}
                className={cn(
                  'size-6 shrink-0 rounded-full text-xs tabular-nums hover:bg-hover aria-[current=date]:bg-primary aria-[current=date]:text-primary-foreground',
                  day.slice(0, 7) !== month && 'text-muted-foreground',
                )}
              >
                {Number(day.slice(8))}
              </button>
              {own.slice(0, shown).map((entry) => (
                <EntryButton key={keyOf(entry)} entry={entry} tools={tools} className="shrink-0" />
              ))}
              {own.length > shown ? (
                <button
                  type="button"
                  onClick={() => tools.showDay(day)}
                  className="truncate rounded-sm px-1 text-left text-2xs text-muted-foreground hover:bg-hover"
                >
                  {t('more', { count: own.length - shown })}
                </button>
              ) : null}
            </section>
          );
        })}
      </div>
    </div>
  );
}
