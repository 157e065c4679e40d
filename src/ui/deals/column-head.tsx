'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { BoardColumn } from '@/ui/patterns/board/board-model';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';

interface Props {
  column: BoardColumn;
  /** Absent where nothing can be added. */
  onAdd?: (() => void) | undefined;
}

/** Name, count, sum and weighted sum of a stage, of all its deals. */
export function ColumnHead({ column, onAdd }: Props) {
  const t = useTranslations('board');
  const { currency, tag } = useLocaleInfo();
  const money = (amount: string) => formatMoney(amount, currency, tag);
  return (
    <header className="shrink-0 px-3 pt-2.5 pb-2">
      <div className="flex items-start gap-2">
        <h2 className="flex min-w-0 flex-1 items-baseline gap-1.5">
          <span className="truncate font-semibold">{column.name}</span>
          <span className="text-muted-foreground text-xs tabular-nums">{column.count}</span>
        </h2>
        {onAdd ? (
          <Button
            variant="ghost"
            size="icon-sm"
            className="-my-1"
            aria-label={t('add_to', { stage: column.name })}
            onClick={onAdd}
          >
            <Plus aria-hidden />
          </Button>
        ) : null}
      </div>
      <p className="truncate text-muted-foreground text-xs tabular-nums">
        <span data-sum="amount" className="font-medium text-foreground">
          {column.amount === null ? null : money(column.amount)}
        </span>
        {column.kind === 'open' && column.weighted_amount !== null ? (
          <span className="ml-1.5">{t('weighted', { amount: money(column.weighted_amount) })}</span>
        ) : null}
      </p>
      {column.without_rate > 0 ? (
        <p className="truncate text-warning text-xs">
          {t('without_rate', { count: column.without_rate })}
        </p>
      ) : null}
    </header>
  );
}
