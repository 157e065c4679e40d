'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { date } from '@/core/shape/field';
import { addMonths } from '@/ui/primitives/calendar-days';
import { cn } from '@/ui/primitives/cn';
import { Input } from '@/ui/primitives/input';
import { Select } from '@/ui/primitives/select';
import { dayIn, weekdayOf } from '../values/calendar';
import {
  type MonthPlace,
  type Repeat,
  readRule,
  weekdayName,
  weekdays,
} from '../values/recurrence';
import { useLocaleInfo } from '../values/use-locale-info';
import { useRecurrenceText } from '../values/use-recurrence-text';
import { most, placesOf, writeRule } from '../values/write-recurrence';
import type { EditorProps } from './editor';
import { TextEditor } from './text-editor';

const frequencies = ['day', 'weekday', 'week', 'month', 'year'] as const;

/** How often something comes again: chosen, and said as a sentence. Kept as a rule of RFC 5545. */
export function RecurrenceEditor({ value, onChange, record, control }: EditorProps) {
  const t = useTranslations('recurrence');
  const locale = useLocaleInfo();
  const say = useRecurrenceText();
  const rule = typeof value === 'string' ? value : '';
  const repeat = rule ? readRule(rule) : null;
  const start = dayIn(
    typeof record.due_at === 'string' ? new Date(record.due_at) : locale.now,
    locale.timeZone,
  );
  const set = (next: Repeat) => onChange(writeRule(next));
  const begin = (every: Repeat['every']) =>
    set({
      every,
      interval: 1,
      days: every === 'week' ? [weekdays[weekdayOf(start) - 1] ?? 'MO'] : [],
      on: every === 'month' ? { day: Number(start.slice(8)) } : null,
      end: repeat?.end ?? null,
    });
  // A rule written by other programs stays as it is until another one is chosen.
  const isForeign = rule !== '' && repeat === null;
  return (
    <div className="flex flex-col gap-2">
      <Select
        {...control}
        value={isForeign ? 'other' : (repeat?.every ?? 'never')}
        onValueChange={(next) => {
          if (next === 'never') onChange(null);
          else if (next !== 'other') begin(next);
        }}
        options={[
          { value: 'never', label: t('never') },
          ...frequencies.map((every) => ({
            value: every,
            label: t(`every_${every}`, { count: 1 }),
          })),
          ...(isForeign ? [{ value: 'other' as const, label: say(rule) }] : []),
        ]}
      />
      {repeat ? (
        <>
          <Details repeat={repeat} start={start} set={set} />
          <output className="text-faint-foreground text-xs">{say(rule)}</output>
        </>
      ) : null}
    </div>
  );
}

interface DetailsProps {
  repeat: Repeat;
  /** The day it begins. */
  start: string;
  set: (next: Repeat) => void;
}

function Details({ repeat, start, set }: DetailsProps) {
  const t = useTranslations('recurrence');
  const { every } = repeat;
  return (
    <>
      {every === 'weekday' ? null : (
        <NumberBox
          label={t(`interval_${every}`)}
          value={repeat.interval}
          max={most('interval', every)}
          onChange={(interval) => set({ ...repeat, interval })}
        />
      )}
      {every === 'week' ? <Weekdays repeat={repeat} set={set} start={start} /> : null}
      {every === 'month' ? <MonthPlaces repeat={repeat} set={set} start={start} /> : null}
      <End repeat={repeat} set={set} start={start} />
    </>
  );
}

function Weekdays({ repeat, set }: DetailsProps) {
  const t = useTranslations('recurrence');
  const { language } = useLocaleInfo();
  return (
    <div role="group" aria-label={t('on_days')} className="flex flex-wrap gap-1">
      {weekdays.map((day) => {
        const isOn = repeat.days.includes(day);
        return (
          <button
            key={day}
            type="button"
            aria-pressed={isOn}
            aria-label={weekdayName(day, language, 'long')}
            onClick={() => {
              const days = isOn ? repeat.days.filter((one) => one !== day) : [...repeat.days, day];
              // A week without days would be one on the day it began: nobody chooses that here.
              if (days.length > 0) set({ ...repeat, days });
            }}
            className={cn(
              'h-8 min-w-10 rounded-md border border-input px-1 text-xs max-md:h-11',
              isOn ? 'border-primary bg-primary-soft text-primary-text' : 'hover:bg-hover',
            )}
          >
            {weekdayName(day, language, 'short')}
          </button>
        );
      })}
    </div>
  );
}

function MonthPlaces({ repeat, set, start }: DetailsProps) {
  const t = useTranslations('recurrence');
  const say = useRecurrenceText();
  const keyOf = (place: MonthPlace) => JSON.stringify(place);
  const places = new Map(
    [...placesOf(start), ...(repeat.on ? [repeat.on] : [])].map((place) => [keyOf(place), place]),
  );
  return (
    <Select
      aria-label={t('on_days')}
      value={repeat.on ? keyOf(repeat.on) : null}
      placeholder={t('every_month', { count: repeat.interval })}
      onValueChange={(key) => set({ ...repeat, on: places.get(key) ?? null })}
      options={[...places].map(([key, on]) => ({
        value: key,
        label: say(writeRule({ ...repeat, interval: 1, on, end: null })),
      }))}
    />
  );
}

function End({ repeat, set, start }: DetailsProps) {
  const t = useTranslations('recurrence');
  const { end } = repeat;
  const kind = !end ? 'never' : 'times' in end ? 'times' : 'until';
  return (
    <>
      <Select
        aria-label={t('end')}
        value={kind}
        onValueChange={(next) =>
          set({
            ...repeat,
            end:
              next === 'never'
                ? null
                : next === 'times'
                  ? { times: 5 }
                  : { until: addMonths(start, 3) },
          })
        }
        options={(['never', 'times', 'until'] as const).map((one) => ({
          value: one,
          label: t(`end_${one}`),
        }))}
      />
      {end && 'times' in end ? (
        <NumberBox
          label={t('how_often')}
          value={end.times}
          max={most('times', repeat.every)}
          onChange={(times) => set({ ...repeat, end: { times } })}
        />
      ) : null}
      {end && 'until' in end ? (
        <TextEditor
          entry={lastDay}
          value={end.until}
          record={{}}
          control={{ 'aria-label': t('last_day') }}
          onChange={(until) => typeof until === 'string' && set({ ...repeat, end: { until } })}
        />
      ) : null}
    </>
  );
}

/** Typed like every day. */
const lastDay = {
  path: 'until',
  field: date({ en: 'Last day', tr: 'Son gün' }, { required: true }),
};

function NumberBox({
  label,
  value,
  max,
  onChange,
}: {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <span className="w-20">
        <Input
          id={id}
          type="number"
          inputMode="numeric"
          min={1}
          max={max}
          value={value}
          onChange={({ target }) => {
            const next = Math.round(Number(target.value));
            if (next >= 1 && next <= max) onChange(next);
          }}
        />
      </span>
      <label htmlFor={id} className="text-muted-foreground">
        {label}
      </label>
    </span>
  );
}
