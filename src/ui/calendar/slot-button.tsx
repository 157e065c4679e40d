'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Day } from '@/ui/patterns/values/calendar';
import { formatClock } from '@/ui/patterns/values/format';
import { longDay } from './days';
import { dayMinutes, instantAt } from './layout';
import type { CalendarTools } from './tools';
import { hourHeight } from './use-entry-drag';

const length = 30;
const first = 9 * 60;

/** Half an hour of a day for the keyboard: the arrows move it, Enter makes an entry there. */
export function SlotButton({
  day,
  tools,
  create,
}: {
  day: Day;
  tools: CalendarTools;
  create: NonNullable<CalendarTools['create']>;
}) {
  const t = useTranslations('calendar');
  const { tag, timeZone } = tools.locale;
  const [at, setAt] = useState(first);
  const button = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every move
  useEffect(() => {
    if (document.activeElement === button.current)
      button.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const down = { ArrowUp: -length, ArrowDown: length }[event.key];
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (down === undefined && across === undefined) return;
    event.preventDefault();
    if (down) setAt((now) => Math.min(Math.max(now + down, 0), dayMinutes - length));
    if (across) {
      const all = [...document.querySelectorAll<HTMLElement>('[data-slot-day]')];
      all[all.indexOf(event.currentTarget) + across]?.focus();
    }
  };
  const clock = formatClock(instantAt(day, at, timeZone), tag, timeZone);
  return (
    <button
      ref={button}
      type="button"
      data-slot-day={day}
      aria-label={t('slot', { day: longDay(day, tag), time: clock })}
      onClick={() => create(day, at, length)}
      onKeyDown={onKeyDown}
      className="pointer-events-none absolute inset-x-0.5 z-10 scroll-mt-20 scroll-mb-2 rounded-sm bg-primary-soft text-primary-text text-xs opacity-0 focus-visible:opacity-100 focus-visible:outline-2 focus-visible:outline-ring"
      style={{ top: (at / 60) * hourHeight, height: (length / 60) * hourHeight }}
    >
      {clock}
    </button>
  );
}
