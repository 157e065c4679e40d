'use client';

import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import type { CardColumn } from '@/ui/patterns/board/board-model';
import { dayIn } from '@/ui/patterns/values/calendar';
import { formatDay, formatMoney } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Worth } from '@/ui/patterns/values/worth';
import { Avatar } from '@/ui/primitives/avatar';
import { cn } from '@/ui/primitives/cn';

/** What a card of the board says about a deal; how it stands is said in words too, for those who do not see colours. */
export function DealCard({ card, column }: { card: RecordData; column: CardColumn }) {
  const t = useTranslations('board');
  const locale = useLocaleInfo();
  const account = titled(card.account);
  const owner = titled(card.owner);
  // Where the column does not say it.
  const stage = card.stage_id === column.id ? null : titled(card.stage);
  const detail = [stage?.title, account?.title].filter(Boolean).join(' · ');
  const days = daysSince(card.stage_since, locale);
  const rots = column.rotting_days !== null && days > column.rotting_days;
  return (
    <span className="flex h-full flex-col gap-0.5">
      <span className="truncate pr-14 font-medium text-base max-md:pr-11">{card.title}</span>
      <span className="flex items-baseline gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">{detail || ' '}</span>
        {/* Here, since a sum of money that is cut off says another one. */}
        {typeof card.amount === 'string' ? (
          <span className="shrink-0 tabular-nums">
            <Worth record={card} base={card.amount_base} />
          </span>
        ) : null}
      </span>
      <span className="mt-auto flex items-center gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate font-medium text-foreground tabular-nums">
          {typeof card.amount === 'string'
            ? formatMoney(
                card.amount,
                typeof card.currency === 'string' ? card.currency : locale.currency,
                locale.tag,
              )
            : '–'}
        </span>
        <span
          title={t(rots ? 'age_rots' : 'age', { days })}
          className={cn(
            'shrink-0 rounded-sm px-1 text-xs tabular-nums',
            rots && 'bg-danger-soft font-medium text-danger',
          )}
        >
          <span aria-hidden>{t('age_short', { days })}</span>
          <span className="sr-only">{t(rots ? 'age_rots' : 'age', { days })}</span>
        </span>
        {column.kind === 'open' ? <NextStep on={card.next_step_on} locale={locale} /> : null}
        {owner ? (
          <span title={owner.title} className="flex">
            <Avatar size="xs" name={owner.title} id={owner.id} src={owner.avatar_url} />
            <span className="sr-only">{owner.title}</span>
          </span>
        ) : null}
      </span>
    </span>
  );
}

const lights = {
  overdue: { Icon: CircleAlert, color: 'text-danger' },
  none: { Icon: CircleDashed, color: 'text-warning' },
  planned: { Icon: CircleCheck, color: 'text-success' },
};

/** Red: the day has passed. Amber: nothing is planned. Green: it is to come. The sign differs with the colour. */
function NextStep({ on, locale }: { on: unknown; locale: Locale }) {
  const t = useTranslations('board');
  const today = dayIn(locale.now, locale.timeZone);
  const state = typeof on !== 'string' ? 'none' : on < today ? 'overdue' : 'planned';
  const { Icon, color } = lights[state];
  const day = typeof on === 'string' ? formatDay(on, locale.tag) : '';
  const text = t(`step_${state}`, { day });
  return (
    <span title={text} data-light={state} className={cn('shrink-0', color)}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{text}</span>
    </span>
  );
}

interface Titled {
  readonly id: string;
  readonly title: string;
  readonly avatar_url?: string | null;
}

const titled = (value: unknown): Titled | null =>
  typeof value === 'object' && value !== null && 'title' in value ? (value as Titled) : null;

function daysSince(instant: unknown, { now }: Locale): number {
  if (typeof instant !== 'string') return 0;
  return Math.max(0, Math.floor((now.getTime() - new Date(instant).getTime()) / 86_400_000));
}
