'use client';

import { CalendarDays } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { Calendar } from '@/ui/primitives/calendar';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';

/** Picks a day from a month, beside the field it is typed into. */
export function CalendarButton({
  value,
  onChoose,
}: {
  value: unknown;
  onChoose: (day: string) => void;
}) {
  const t = useTranslations('primitives');
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="bare"
          aria-label={t('open_calendar')}
          className="size-7 max-md:size-10"
        >
          <CalendarDays aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" onOpenAutoFocus={(event) => event.preventDefault()}>
        <Calendar
          autoFocus
          value={typeof value === 'string' && /^\d{4}-/.test(value) ? value : null}
          onSelect={(day) => {
            onChoose(day);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}
