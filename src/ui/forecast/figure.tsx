'use client';

import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { cn } from '@/ui/primitives/cn';
import { numberFormat } from '@/ui/primitives/intl';
import { Link } from '@/ui/shell/navigation';
import { type Cut, dealsHref, type Measure } from './deal-filter';
import { isZero } from './signed-money';

/** An amount that leads to the deals it is the sum of; nothing leads nowhere. */
export function Figure({
  amount,
  measure,
  cut,
  label,
  strong,
}: {
  amount: string;
  measure: Measure;
  cut: Cut;
  /** What it is of, for people who do not see the table: `Won, Q4 2026`. */
  label: string;
  strong?: boolean;
}) {
  const { currency, tag } = useLocaleInfo();
  const text = formatMoney(amount, currency, tag);
  if (isZero(amount)) return <span className="text-faint-foreground">{text}</span>;
  return (
    <Link
      href={dealsHref(measure, cut)}
      aria-label={`${label}: ${text}`}
      className={cn('rounded-sm underline-offset-4 hover:underline', strong && 'font-semibold')}
    >
      {text}
    </Link>
  );
}

/** Won in percent of the quota, with a bar. */
export function Attainment({ percent }: { percent: number | null }) {
  const { tag } = useLocaleInfo();
  if (percent === null) return <span className="text-faint-foreground">–</span>;
  const text = numberFormat(tag, { style: 'percent', maximumFractionDigits: 1 }).format(
    percent / 100,
  );
  return (
    <span className="inline-flex items-center justify-end gap-2 align-middle">
      <span
        aria-hidden
        className="block h-1.5 w-14 overflow-hidden rounded-full bg-selected max-md:hidden"
      >
        <span
          className={cn('block h-full', percent >= 100 ? 'bg-success' : 'bg-primary')}
          style={{ width: `${Math.min(100, percent)}%` }}
        />
      </span>
      {/* As wide as any, so that bars stand below each other. */}
      <span className="min-w-[6ch] text-right tabular-nums">{text}</span>
    </span>
  );
}
