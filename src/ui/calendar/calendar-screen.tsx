'use client';

import { CalendarDays } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useNow, useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { activities } from '@/objects/activities/object';
import { tasks } from '@/objects/tasks/object';
import { uiObjectMap } from '@/registry.ui';
import { useCan } from '@/ui/data/session';
import { useObject } from '@/ui/patterns/object-scope';
import { ConflictDialog } from '@/ui/patterns/record/conflict-dialog';
import { useMembers } from '@/ui/patterns/records/use-members';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { dayIn } from '@/ui/patterns/values/calendar';
import { formatClock } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { dateFormat } from '@/ui/primitives/intl';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { PageHeader } from '@/ui/shell/page-header';
import { Agenda } from './agenda';
import { CalendarBar } from './calendar-bar';
import { daysOf, longDay, stepped, type View } from './days';
import { FeedDialog } from './feed-dialog';
import { clockOf, type Entry, instantAt, moved, resized, spanOf } from './layout';
import { MonthGrid } from './month-grid';
import { TimeGrid } from './time-grid';
import type { CalendarTools } from './tools';
import { useCalendar } from './use-calendar';
import { useCalendarAddress } from './use-calendar-address';
import { useCalendarKeys } from './use-calendar-keys';
import { useEntryChanges } from './use-entry-changes';
import { useEntryDrag } from './use-entry-drag';

const RecordPanel = dynamic(
  () => import('@/ui/patterns/record/record-panel').then((module) => module.RecordPanel),
  { ssr: false },
);

const CreateEntry = dynamic(() => import('./create-entry').then((module) => module.CreateEntry), {
  ssr: false,
});

/** Where an entry without a time of its own begins, minutes. */
const morning = 9 * 60;

/** What has a time, of one person or several: by month, week, day or as a list. */
export function CalendarScreen() {
  const t = useTranslations('calendar');
  const phone = useIsPhone();
  const now = useNow({ updateInterval: 60_000 });
  const info = useLocaleInfo();
  const locale = useMemo(() => ({ ...info, now }), [info, now]);
  const { timeZone, tag } = locale;
  const today = dayIn(now, timeZone);
  const can = useCan();
  const [address, setAddress] = useCalendarAddress({
    view: phone ? 'agenda' : 'week',
    day: today,
    object: tasks.name,
  });
  const { view, day, members, open, created } = address;
  const days = useMemo(() => daysOf(view, day), [view, day]);
  const calendar = useCalendar(days, members);
  const people = useMembers(members.length > 1);
  const [said, setSaid] = useState('');
  const held = useRef<string | null>(null);

  const format = (options: Intl.DateTimeFormatOptions) => dateFormat(tag, { ...options, timeZone });
  const clock = (entry: Entry) => formatClock(new Date(entry.start), tag, timeZone);
  const say = (entry: Entry): string => {
    const on = format({ weekday: 'short', day: 'numeric', month: 'short' });
    const date = on.format(new Date(entry.start));
    if (entry.all_day) return date;
    const end = entry.end ? `–${clock({ ...entry, start: entry.end })}` : '';
    return `${date}, ${clock(entry)}${end}`;
  };
  const change = useEntryChanges(say);
  const apply = (before: Entry, after: Entry) => {
    setSaid(`${after.title}, ${say(after)}`);
    void change(before, after);
  };
  const drag = useEntryDrag(timeZone, apply);
  const entries = drag.applied(calendar.entries);

  const mayCreate = can(`${activities.name}:create`) || can(`${tasks.name}:create`);
  const create = (on: string, from: number | null, minutes: number | null) => {
    const start = instantAt(on, from ?? 0, timeZone).toISOString();
    setAddress({ created: { start, minutes, all_day: from === null }, open: null });
  };
  const tools: CalendarTools = {
    locale,
    today,
    overlay: members.length > 1,
    held,
    dragging: drag.dragging,
    movable: (entry) => can(`${entry.object}:update`, entry) && !entry.expected,
    open: ({ object, id }) => setAddress({ open: { object, id } }, open !== null),
    move: (entry, by, minutes) => {
      const after = moved(entry, by, minutes, timeZone);
      apply(entry, after);
      const [first] = spanOf(after, timeZone);
      if (!days.includes(first)) setAddress({ day: first });
    },
    resize: (entry, minutes) => apply(entry, resized(entry, minutes)),
    drag: drag.start,
    say,
    clock,
    ownerOf: (entry) => {
      const owner = people.data?.find(({ id }) => id === entry.owner_id);
      return members.length > 1 && owner ? `, ${owner.title}` : '';
    },
    create: mayCreate ? create : undefined,
    showDay: (one) => setAddress({ view: 'day', day: one }),
  };
  const nextHour = Math.min(Math.ceil((clockOf(now, timeZone) + 1) / 60) * 60, 23 * 60);
  const createHere = () => create(day, day === today ? nextHour : morning, 30);
  const step = (by: 1 | -1) => setAddress({ day: stepped(view, day, by) });
  const show = (next: View) => setAddress({ view: next });
  useCalendarKeys({
    show,
    step,
    today: () => setAddress({ day: today }),
    ...(tools.create ? { create: createHere } : {}),
  });

  const shared = { days, entries, tools };
  const shown = open ? uiObjectMap.get(open.object) : undefined;
  return (
    <div className="flex h-full min-h-0">
      <section className="flex min-w-0 flex-1 flex-col" aria-label={t('title')}>
        <PageHeader
          title={t('title')}
          icon={<CalendarDays />}
          {...(calendar.truncated ? { detail: t('truncated') } : {})}
          actions={
            <>
              <FeedDialog phone={phone} />
              {tools.create ? (
                <Button variant="primary" onClick={createHere}>
                  {t('create')}
                </Button>
              ) : null}
            </>
          }
        />
        <CalendarBar
          address={address}
          locale={locale}
          phone={phone}
          onView={show}
          onStep={step}
          onToday={() => setAddress({ day: today })}
          onMembers={(next) => setAddress({ members: next })}
          onZone={(zone2) => setAddress({ zone2 })}
        />
        <output aria-live="polite" className="sr-only">
          {said}
        </output>
        {calendar.isPending ? (
          <Loading label={t('title')} className="flex flex-col gap-4 p-4">
            {[1, 2, 3, 4, 5].map((one) => (
              <Skeleton key={one} className="h-10" />
            ))}
          </Loading>
        ) : calendar.error ? (
          <ErrorState error={calendar.error} onRetry={calendar.retry} />
        ) : view === 'month' ? (
          <MonthGrid {...shared} month={day.slice(0, 7)} />
        ) : view === 'agenda' ? (
          <Agenda {...shared} />
        ) : (
          <TimeGrid key={view} {...shared} zone2={address.zone2} />
        )}
        <p className="sr-only">{t('hint', { day: longDay(day, tag) })}</p>
      </section>
      {open && shown ? (
        <Panel
          key={open.object}
          object={open.object}
          id={open.id}
          phone={phone}
          onClose={() => setAddress({ open: null })}
        />
      ) : null}
      {created && mayCreate ? (
        <CreateEntry
          key={created.start}
          at={created}
          phone={phone}
          onClose={() => setAddress({ created: null }, true)}
          onCreated={(object, id) => setAddress({ created: null, open: { object, id } }, true)}
        />
      ) : null}
      <ConflictDialog />
    </div>
  );
}

function Panel(props: { object: string; id: string; phone: boolean; onClose: () => void }) {
  const { object, ...panel } = props;
  const scope = useObject(object);
  return <RecordPanel scope={scope} {...panel} />;
}
