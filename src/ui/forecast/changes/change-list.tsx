'use client';

import { useTranslations } from 'next-intl';
import { deals as dealObject } from '@/objects/deals/object';
import { useMembers } from '@/ui/patterns/records/use-members';
import { choiceLabel, formatDay, formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { cn } from '@/ui/primitives/cn';
import { numberFormat } from '@/ui/primitives/intl';
import { Link } from '@/ui/shell/navigation';
import { signedMoney } from '../signed-money';
import type { ChangedDeal, DealState } from './use-changes';

/** The deals that changed, the largest difference first, each leading to its record. */
export function ChangeList({ deals }: { deals: readonly ChangedDeal[] }) {
  const t = useTranslations('forecast');
  if (deals.length === 0) return <p className="text-muted-foreground">{t('nothing_changed')}</p>;
  return (
    <ul className="divide-y rounded-md border">
      {deals.map((deal) => (
        <li key={deal.id}>
          <Line deal={deal} />
        </li>
      ))}
    </ul>
  );
}

function Line({ deal }: { deal: ChangedDeal }) {
  const t = useTranslations('forecast');
  const { currency, tag } = useLocaleInfo();
  const pairs = usePairs(deal);
  const body = (
    <>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium">{deal.title ?? t('gone_deal')}</span>
        <span className="text-muted-foreground text-xs">
          {[t(`kind_${deal.kind}`), ...pairs].join(' · ')}
        </span>
      </span>
      <span
        className={cn(
          'shrink-0 font-medium tabular-nums',
          deal.difference.startsWith('-') && 'text-danger',
        )}
      >
        {signedMoney(deal.difference, currency, tag)}
      </span>
    </>
  );
  const line = 'flex min-h-12 items-center gap-3 px-3 py-1.5 text-sm';
  if (deal.title === null || deal.in_bin) return <span className={line}>{body}</span>;
  return (
    <Link href={`/deals/${deal.id}`} className={cn(line, 'hover:bg-hover')}>
      {body}
    </Link>
  );
}

/** What is other than it was, as `before → after`. */
function usePairs({ before, after }: ChangedDeal): string[] {
  const t = useTranslations('forecast');
  const { currency, tag, language } = useLocaleInfo();
  const { data: members = [] } = useMembers();
  const none = t('none');
  const percent = numberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  const always: readonly ((state: DealState) => string)[] = [
    ({ stage }) => stage ?? none,
    ({ amount }) => (amount === null ? none : formatMoney(amount, currency, tag)),
    ({ day }) => (day === null ? none : formatDay(day, tag)),
    ({ owner_id }) => members.find(({ id }) => id === owner_id)?.title ?? t('nobody'),
  ];
  // What a closed deal was thought to become says nothing any more.
  const whileOpen: typeof always = [
    ({ category }) =>
      choiceLabel(dealObject.fields.forecast_category, category ?? 'pipeline', language),
    ({ probability }) => percent.format((probability ?? 0) / 100),
  ];
  const only = before ?? after;
  if (!before || !after) return only ? always.map((text) => text(only)) : [];
  const isOpen = before.status === 'open' && after.status === 'open';
  return [...always, ...(isOpen ? whileOpen : [])].flatMap((text) =>
    text(before) === text(after) ? [] : [`${text(before)} → ${text(after)}`],
  );
}
