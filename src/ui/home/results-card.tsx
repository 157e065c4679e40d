'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Skeleton } from '@/ui/primitives/skeleton';
import { Link } from '@/ui/shell/navigation';
import { Card } from './card';
import { allOf, listHref, type Whose } from './filters';
import { type Month, monthName } from './months';

const ResultsChart = dynamic(
  () => import('./results-chart').then((module) => module.ResultsChart),
  { ssr: false, loading: () => <Skeleton className="m-4 h-48" /> },
);

/** What was won in each of the last twelve months, as a picture or as numbers that lead to their deals. */
export function ResultsCard({ whose }: { whose: Whose }) {
  const t = useTranslations('home');
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  const filter = whose === 'me' ? JSON.stringify(allOf(whose)) : '';
  const query = useQuery({
    queryKey: keys.list('deals', { home: 'results', filter }),
    queryFn: ({ signal }) =>
      api<Month[]>('GET', '/deals/results', undefined, { query: { filter }, signal }),
  });
  const months = query.data?.data ?? [];
  return (
    <Card
      title={t('results')}
      actions={
        <SegmentedControl
          aria-label={t('show_as')}
          value={as}
          onValueChange={setAs}
          options={[
            { value: 'chart', label: t('as_chart') },
            { value: 'table', label: t('as_table') },
          ]}
        />
      }
      query={query}
    >
      {() =>
        as === 'chart' ? (
          <ResultsChart months={months} />
        ) : (
          <ResultsTable months={months} whose={whose} />
        )
      }
    </Card>
  );
}

function ResultsTable({ months, whose }: { months: readonly Month[]; whose: Whose }) {
  const t = useTranslations('home');
  const { tag, currency } = useLocaleInfo();
  const amounts = months.every(({ won_amount }) => won_amount !== null);
  const cell = (month: Month, status: 'won' | 'lost') => (
    <>
      <td className="px-2 text-right tabular-nums">
        {month[status] === 0 ? (
          '0'
        ) : (
          <Link
            href={listHref('deals', closedIn(month.month, status, whose), '-closed_on')}
            className="rounded-sm text-primary-text hover:underline"
          >
            {month[status]}
          </Link>
        )}
      </td>
      {amounts ? (
        <td className="px-2 text-right tabular-nums last:pr-4">
          {month[status] === 0 ? (
            formatMoney(month[`${status}_amount`] ?? '0', currency, tag)
          ) : (
            <Link
              href={listHref('deals', closedIn(month.month, status, whose), '-closed_on')}
              className="rounded-sm underline-offset-4 hover:underline"
            >
              {formatMoney(month[`${status}_amount`] ?? '0', currency, tag)}
            </Link>
          )}
        </td>
      ) : null}
    </>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto pb-2 outline-none">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-faint-foreground text-xs">
            <th className="px-2 py-2 pl-4 text-left font-medium">{t('month')}</th>
            <th className="px-2 text-right font-medium">{t('won')}</th>
            {amounts ? <th className="px-2 text-right font-medium">{t('won_amount')}</th> : null}
            <th className="px-2 text-right font-medium">{t('lost')}</th>
            {amounts ? (
              <th className="px-2 pr-4 text-right font-medium">{t('lost_amount')}</th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {[...months].reverse().map((month) => (
            <tr key={month.month} className="h-8 border-t">
              <th className="whitespace-nowrap px-2 pl-4 text-left font-normal">
                {monthName(month.month, tag, 'long')}
              </th>
              {cell(month, 'won')}
              {cell(month, 'lost')}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const closedIn = (month: string, status: 'won' | 'lost', whose: Whose) => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return allOf(
    whose,
    { field: 'status', op: 'eq', value: status },
    { field: 'closed_on', op: 'between', value: [`${month}-01`, `${month}-${last}`] },
  );
};
