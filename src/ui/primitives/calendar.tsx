'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { addDays, addMonths, monthGrid, today } from './calendar-days';
import { cn } from './cn';
import { dateFormat } from './intl';

export interface CalendarProps {
  /** `YYYY-MM-DD` or null. */
  value: string | null;
  onSelect: (day: string) => void;
  autoFocus?: boolean;
}

const moves: Record<string, (day: string) => string> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
  Home: (day) => `${day.slice(0, 8)}01`,
  End: (day) => addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1),
};

/** One month of days: arrows move by day and week, Page keys by month. */
export function Calendar({ value, onSelect, autoFocus }: CalendarProps) {
  const t = useTranslations('primitives');
  const locale = useLocale();
  const [focused, setFocused] = useState(value ?? today());
  const grid = useRef<HTMLTableElement>(null);
  const follow = useRef(autoFocus ?? false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: moves the focus after the day changed
  useEffect(() => {
    if (follow.current)
      grid.current?.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    follow.current = true;
    setFocused(move(focused));
  };
  const turn = (months: number) => {
    follow.current = false;
    setFocused(addMonths(focused, months));
  };
  const weeks = monthGrid(focused);
  const format = (day: string, options: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

  return (
    <div className="w-64 max-md:w-80">
      <div className="flex items-center justify-between pb-2">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('previous_month')}
          onClick={() => turn(-1)}
        >
          <ChevronLeft aria-hidden />
        </Button>
        <span aria-live="polite" className="font-medium text-sm">
          {format(focused, { month: 'long', year: 'numeric' })}
        </span>
        <Button variant="ghost" size="icon-sm" aria-label={t('next_month')} onClick={() => turn(1)}>
          <ChevronRight aria-hidden />
        </Button>
      </div>
      <table ref={grid} className="w-full table-fixed" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" className="pb-1 font-normal text-faint-foreground text-xs">
                <abbr title={format(day, { weekday: 'long' })} className="no-underline">
                  {format(day, { weekday: 'short' })}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className="p-0 text-center">
                  <button
                    type="button"
                    tabIndex={day === focused ? 0 : -1}
                    aria-pressed={day === value}
                    aria-current={day === today() ? 'date' : undefined}
                    aria-label={format(day, { dateStyle: 'full' })}
                    onClick={() => onSelect(day)}
                    className={cn(
                      'h-8 w-full rounded-md text-sm tabular-nums hover:bg-hover max-md:h-11',
                      day.slice(0, 7) !== focused.slice(0, 7) && 'text-faint-foreground',
                      day === today() && 'font-semibold text-primary-text',
                      day === value && 'bg-primary text-primary-foreground hover:bg-primary-hover',
                    )}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
