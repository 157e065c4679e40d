'use client';

import { useTranslations } from 'next-intl';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { followPointer } from '@/ui/patterns/board/pointer-drag';
import type { Day } from '@/ui/patterns/values/calendar';
import { cn } from '@/ui/primitives/cn';
import { hoursElsewhere, hourText, longDay, weekdayText } from './days';
import { EntryButton } from './entry-button';
import { byDay, clockOf, dayMinutes, type Entry, instantAt, keyOf, placedOn } from './layout';
import { SlotButton } from './slot-button';
import type { CalendarTools } from './tools';
import { hourHeight, minutesOf } from './use-entry-drag';

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const firstShown = 7;
const px = (minutes: number): number => (minutes / 60) * hourHeight;

interface Props {
  days: readonly Day[];
  entries: readonly Entry[];
  tools: CalendarTools;
  /** A second time zone, by its IANA name. */
  zone2: string | null;
}

/** Days as columns of hours; whole days above them. */
export function TimeGrid({ days, entries, tools, zone2 }: Props) {
  const t = useTranslations('calendar');
  const { locale, today } = tools;
  const scroller = useRef<HTMLDivElement>(null);
  const first = days[0] ?? '';
  const earliest = Math.min(
    firstShown * 60,
    ...entries.flatMap((entry) =>
      entry.all_day ? [] : clockOf(new Date(entry.start), locale.timeZone),
    ),
  );
  const known = entries.length > 0;
  // To the first entry of the days that are shown, once they are known; not again under the hand of who scrolls.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other days count
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = Math.max(0, px(earliest) - 12);
  }, [first, known]);
  // On a phone a week is wider than the screen, and today matters more than Monday.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    const heads = scroller.current?.querySelectorAll<HTMLElement>('[data-day]');
    const at = days.indexOf(today);
    if (scroller.current && at > 0)
      scroller.current.scrollLeft = (heads?.[at]?.offsetLeft ?? 0) - (heads?.[0]?.offsetLeft ?? 0);
  }, [first]);
  const all = byDay(entries, days, locale.timeZone);
  const whole = (day: Day) => (all.get(day) ?? []).filter((one) => one.all_day);
  const timed = (day: Day) => (all.get(day) ?? []).filter((one) => !one.all_day);
  const gutter = zone2 ? 'w-32 max-md:w-28' : 'w-16 max-md:w-14';
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto outline-none"
    >
      <div className={cn('relative', days.length > 1 && 'max-md:w-max')}>
        <div className="sticky top-0 z-30 flex border-b bg-background">
          <div className={cn('sticky left-0 z-10 shrink-0 border-r bg-background', gutter)} />
          {days.map((day) => (
            <div
              key={day}
              data-day={day}
              className={cn('min-w-24 flex-1 border-r p-1', days.length === 1 && 'min-w-0')}
            >
              <button
                type="button"
                aria-label={longDay(day, locale.tag)}
                aria-current={day === today ? 'date' : undefined}
                onClick={() => tools.showDay(day)}
                className="flex w-full items-baseline gap-1 rounded-sm px-1 py-0.5 text-muted-foreground text-xs hover:bg-hover aria-[current=date]:font-semibold aria-[current=date]:text-primary-text max-md:min-h-8"
              >
                {weekdayText(day, locale.tag)}
                <span className="text-sm tabular-nums">{Number(day.slice(8))}</span>
              </button>
              <div className="flex flex-col gap-0.5">
                {whole(day).map((entry) => (
                  <EntryButton key={keyOf(entry)} entry={entry} tools={tools} />
                ))}
              </div>
            </div>
          ))}
        </div>
        <div className="flex">
          <div
            aria-hidden
            className={cn(
              'sticky left-0 z-20 shrink-0 border-r bg-background text-2xs text-faint-foreground tabular-nums',
              gutter,
            )}
            style={{ height: px(dayMinutes) }}
          >
            {hours.slice(1).map((hour) => (
              <div
                key={hour}
                className="absolute inset-x-1 flex -translate-y-1/2 justify-end gap-2"
                style={{ top: px(hour * 60) }}
              >
                {zone2 ? (
                  <span>
                    {hoursElsewhere(
                      days.map((day) => instantAt(day, hour * 60, locale.timeZone)),
                      zone2,
                      locale.tag,
                    )}
                  </span>
                ) : null}
                <span>{hourText(hour, locale.tag)}</span>
              </div>
            ))}
          </div>
          {days.map((day) => (
            <DayColumn
              key={day}
              day={day}
              single={days.length === 1}
              entries={timed(day)}
              tools={tools}
              label={t('day_of', { day: longDay(day, locale.tag) })}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function DayColumn({
  day,
  single,
  entries,
  tools,
  label,
}: {
  day: Day;
  single: boolean;
  entries: readonly Entry[];
  tools: CalendarTools;
  label: string;
}) {
  const { locale, today, create } = tools;
  const [drawn, setDrawn] = useState<{ from: number; to: number } | null>(null);
  const column = useRef<HTMLElement>(null);
  /** What pressed last; clicks do not say so in every browser. */
  const pressedBy = useRef('');
  const minuteAt = (y: number) => {
    const top = column.current?.getBoundingClientRect().top ?? 0;
    return Math.min(Math.max(minutesOf(y - top), 0), dayMinutes - 15);
  };
  const draw = (event: PointerEvent) => {
    pressedBy.current = event.pointerType;
    if (!create || event.button !== 0) return;
    const first = minuteAt(event.clientY);
    let range = { from: first, to: first + 30 };
    const follow = (y: number) => {
      const here = minuteAt(y);
      range = { from: Math.min(first, here), to: Math.max(first, here) };
      if (range.to - range.from < 15) range.to = range.from + 15;
      setDrawn(range);
    };
    followPointer(event.nativeEvent, {
      start: (_, y) => follow(y),
      move: (_, y) => follow(y),
      drop: () => {
        setDrawn(null);
        create(day, range.from, range.to - range.from);
      },
      cancel: () => setDrawn(null),
    });
  };
  const now = day === today ? clockOf(locale.now, locale.timeZone) : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has a button of its own in here
    <section
      ref={column}
      aria-label={label}
      data-day={day}
      data-timed=""
      onPointerDown={draw}
      onClick={(event) => {
        // A finger that taps; a mouse draws.
        if (event.target !== event.currentTarget || pressedBy.current === 'mouse') return;
        create?.(day, Math.floor(minuteAt(event.clientY) / 30) * 30, 30);
      }}
      className={cn('relative flex-1 border-r', single ? 'min-w-0' : 'min-w-24')}
      style={{
        height: px(dayMinutes),
        backgroundImage: 'linear-gradient(to bottom, var(--border) 1px, transparent 1px)',
        backgroundSize: `100% ${hourHeight}px`,
      }}
    >
      {placedOn(day, entries, locale.timeZone).map(
        ({ entry, from, to, lane, lanes, continued }) => (
          <EntryButton
            key={keyOf(entry)}
            entry={entry}
            tools={tools}
            sizable
            className={cn('absolute', continued && 'rounded-t-none')}
            style={{
              top: px(from) + 1,
              height: px(to - from) - 2,
              left: `calc(${(lane / lanes) * 100}% + 2px)`,
              width: `calc(${100 / lanes}% - 6px)`,
            }}
          />
        ),
      )}
      {create ? <SlotButton day={day} tools={tools} create={create} /> : null}
      {drawn ? (
        <div
          aria-hidden
          className="absolute inset-x-0.5 rounded-sm border border-primary bg-primary-soft"
          style={{ top: px(drawn.from), height: px(drawn.to - drawn.from) }}
        />
      ) : null}
      {now === null ? null : (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-x-0 z-10 border-danger border-t-2"
          style={{ top: px(now) }}
        />
      )}
    </section>
  );
}
