'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { Filter } from '@/core/shape/filter';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useReadable } from '@/ui/patterns/records/use-readable';
import { dayIn } from '@/ui/patterns/values/calendar';
import { formatDay, formatMoney } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { Link } from '@/ui/shell/navigation';
import { Card, Nothing } from './card';
import { allOf, listHref, type Whose } from './filters';

const shown = 6;

/** Open deals that nobody has planned anything for, or whose plan has passed. */
const neglected: readonly Filter[] = [
  { field: 'status', op: 'eq', value: 'open' },
  {
    or: [
      { field: 'close_on', op: 'lt', value: 'today' },
      { field: 'next_step_on', op: 'lt', value: 'today' },
      { field: 'next_step_on', op: 'empty' },
    ],
  },
];

/** Deals somebody should look at, the most valuable first, each with the reason. */
export function AttentionCard({ whose }: { whose: Whose }) {
  const t = useTranslations('home');
  const filter = allOf(whose, ...neglected);
  const params = {
    filter: JSON.stringify(filter),
    sort: '-amount',
    limit: shown,
    include: useReadable('deals', 'account'),
    count: 'exact',
  };
  const query = useQuery({
    queryKey: keys.list('deals', { home: 'attention', ...params }),
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/deals', undefined, { query: params, signal }),
  });
  const total = query.data?.pagination?.total ?? 0;
  return (
    <Card
      title={t('attention')}
      {...(total > shown
        ? {
            more: { href: listHref('deals', filter, '-amount'), label: t('all', { count: total }) },
          }
        : {})}
      query={query}
    >
      {() =>
        query.data?.data.length ? (
          <ul className="py-1">
            {query.data.data.map((deal) => (
              <li key={deal.id}>
                <Neglected deal={deal} />
              </li>
            ))}
          </ul>
        ) : (
          <Nothing>{t('attention_none')}</Nothing>
        )
      }
    </Card>
  );
}

function Neglected({ deal }: { deal: RecordData }) {
  const t = useTranslations('home');
  const locale = useLocaleInfo();
  const reason = reasonOf(deal, locale);
  const account = deal.account as { title: string } | null | undefined;
  const currency = typeof deal.currency === 'string' ? deal.currency : locale.currency;
  return (
    <Link
      href={`/deals/${deal.id}`}
      className="flex min-h-11 items-center gap-x-3 gap-y-0.5 px-4 py-1 text-sm hover:bg-hover max-md:flex-col max-md:items-start max-md:py-2"
    >
      <span className="flex min-w-0 flex-1 flex-col max-md:max-w-full">
        <span className="truncate font-medium">{deal.title}</span>
        <span className="truncate text-muted-foreground text-xs">
          {[
            account?.title,
            typeof deal.amount === 'string' ? formatMoney(deal.amount, currency, locale.tag) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <Badge color={reason.name === 'no_step' ? 'amber' : 'red'}>
        {t(`reason_${reason.name}`, { day: reason.day ? formatDay(reason.day, locale.tag) : '' })}
      </Badge>
    </Link>
  );
}

function reasonOf(
  { close_on, next_step_on }: RecordData,
  { now, timeZone }: Locale,
): { name: 'close' | 'step' | 'no_step'; day?: string } {
  const today = dayIn(now, timeZone);
  if (typeof close_on === 'string' && close_on < today) return { name: 'close', day: close_on };
  if (typeof next_step_on === 'string' && next_step_on < today)
    return { name: 'step', day: next_step_on };
  return { name: 'no_step' };
}
