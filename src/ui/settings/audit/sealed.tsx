'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { formatInstant } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';

/** How far the log is safe from being changed unseen. */
export function Sealed() {
  const t = useTranslations('audit');
  const locale = useLocaleInfo();
  const { data } = useQuery({
    queryKey: keys.sealedEvents,
    queryFn: ({ signal }) =>
      api<{ events: number; at: string | null }>('GET', '/events/sealed', undefined, { signal }),
  });
  if (!data) return null;
  const { events, at } = data.data;
  return (
    <p className="mb-5 flex max-w-prose items-start gap-2 text-muted-foreground text-sm">
      <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-faint-foreground" />
      <span>
        {at ? t('sealed', { count: events, date: formatInstant(at, locale) }) : t('not_sealed')}
      </span>
    </p>
  );
}
