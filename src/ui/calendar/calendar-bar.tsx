'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMembers } from '@/ui/patterns/records/use-members';
import type { Locale } from '@/ui/patterns/values/locale';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { stableColor } from '@/ui/primitives/initials';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { titleOf, type View, views } from './days';
import { type CalendarAddress, mostMembers } from './use-calendar-address';

interface Props {
  address: CalendarAddress;
  locale: Locale;
  phone: boolean;
  onView: (view: View) => void;
  onStep: (by: 1 | -1) => void;
  onToday: () => void;
  onMembers: (members: string[]) => void;
  onZone: (zone: string | null) => void;
}

/** Where one is in time, how it is shown, whose entries and on which clocks. */
export function CalendarBar({ address, locale, phone, ...on }: Props) {
  const t = useTranslations('calendar');
  const members = useMembers();
  const { view, day } = address;
  const isGrid = view === 'week' || view === 'day';
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 max-md:px-3">
      <Button onClick={on.onToday}>{t('today')}</Button>
      <Button variant="ghost" size="icon" aria-label={t('previous')} onClick={() => on.onStep(-1)}>
        <ChevronLeft aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label={t('next')} onClick={() => on.onStep(1)}>
        <ChevronRight aria-hidden />
      </Button>
      <h2 aria-live="polite" className="min-w-0 truncate font-medium text-sm">
        {titleOf(view, day, locale.tag)}
      </h2>
      <span className="flex-1 max-md:basis-full" />
      {isGrid ? (
        <span className="w-52 max-md:hidden">
          <Combobox
            aria-label={t('second_zone')}
            placeholder={t('second_zone')}
            clearable
            value={address.zone2}
            selected={address.zone2 ? { value: address.zone2, label: nameOf(address.zone2) } : null}
            options={Intl.supportedValuesOf('timeZone').map((zone) => ({
              value: zone,
              label: nameOf(zone),
            }))}
            onValueChange={on.onZone}
          />
        </span>
      ) : null}
      <span className="w-80 max-md:w-full">
        <MultiCombobox
          aria-label={t('people')}
          value={address.members}
          options={(members.data ?? []).map(({ id, title }) => ({
            value: id,
            label: title,
            color: stableColor(id),
          }))}
          onValueChange={(next) => on.onMembers(next.slice(0, mostMembers))}
        />
      </span>
      <SegmentedControl
        aria-label={t('view')}
        value={view}
        onValueChange={on.onView}
        options={views.map((one) => ({ value: one, label: t(`view_${one}`) }))}
        className={phone ? 'w-full *:flex-1' : ''}
      />
    </div>
  );
}

/** `Europe/Istanbul` -> `Europe, Istanbul`. */
const nameOf = (zone: string): string => zone.replaceAll('_', ' ').replaceAll('/', ', ');
