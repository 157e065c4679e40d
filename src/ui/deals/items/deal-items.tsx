'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { toDecimal, totalsOf } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { RecordData } from '@/ui/data/types';
import { useObject } from '@/ui/patterns/object-scope';
import { LineTotals, type ShownTotals } from '@/ui/patterns/record/totals';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { cn } from '@/ui/primitives/cn';
import { ErrorState } from '@/ui/primitives/error-state';
import { Skeleton } from '@/ui/primitives/skeleton';
import { NewQuote } from '@/ui/quotes/new-quote';
import { AddItem } from './add-item';
import { itemColumns, wideGrid } from './item-columns';
import { ItemRow } from './item-row';
import { type ItemChanges, lineOf } from './item-values';
import { useItems } from './use-items';

/** The lines of a deal with what they come to, which is worked out while one types. */
export function DealItems({ record: deal, editable }: { record: RecordData; editable: boolean }) {
  const t = useTranslations('items');
  const scope = useObject('deal_items');
  const locale = useLocaleInfo();
  const { query, items, change, add, remove, place } = useItems(scope, deal.id);
  const [typed, setTyped] = useState<Readonly<Record<string, ItemChanges>>>({});
  const [added, setAdded] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const currency = typeof deal.currency === 'string' ? deal.currency : locale.currency;
  const totals = shownTotals(items, typed, currency);
  const mayEdit = editable && scope.can('update') && scope.can('create');

  // A new line is completed at once: its quantity first.
  useEffect(() => {
    if (!added || !items.some(({ id }) => id === added)) return;
    // Whoever types elsewhere by then is left alone.
    if (!list.current?.contains(document.activeElement))
      list.current?.querySelectorAll<HTMLInputElement>(`[data-item="${added}"] input`)[1]?.focus();
    setAdded(null);
  }, [added, items]);

  // A line that moves takes the cursor along.
  const cursor = useRef<{ id: string; at: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the lines
  useLayoutEffect(() => {
    if (!cursor.current) return;
    const { id, at } = cursor.current;
    list.current?.querySelectorAll<HTMLInputElement>(`[data-item="${id}"] input`)[at]?.focus();
  }, [items]);

  const type = (id: string, changes: ItemChanges | null) =>
    setTyped(({ [id]: before, ...rest }) =>
      changes ? { ...rest, [id]: { ...before, ...changes } } : rest,
    );
  const save = async (item: RecordData): Promise<void> => {
    const changes = typed[item.id];
    if (!changes) return;
    const differs = Object.entries(changes).some(([name, value]) => (item[name] ?? null) !== value);
    type(item.id, null);
    if (differs) await change(item, changes);
  };
  /** What was typed into a line is stored before the line moves. */
  const move = async (item: RecordData, after: RecordData | undefined) => {
    const inputs = list.current?.querySelectorAll(`[data-item="${item.id}"] input`) ?? [];
    const at = [...inputs].indexOf(document.activeElement as Element);
    await save(item);
    cursor.current = at < 0 ? null : { id: item.id, at };
    await place(item, after?.id ?? null);
    cursor.current = null;
  };

  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-4" />;
  if (query.isPending)
    return (
      <div className="flex flex-col gap-2 p-4">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </div>
    );
  const label = (column: (typeof itemColumns)[number]) =>
    column === 'discount'
      ? t('discount')
      : (scope.object.fields[column]?.label[scope.language] ?? '');
  return (
    <section aria-label={t('title')} className="@container border-b pb-3">
      <h3 className="px-4 pt-3 pb-1 font-semibold text-base">{t('title')}</h3>
      {items.length > 0 ? (
        <>
          <div
            aria-hidden
            className={cn('hidden gap-x-2 px-4 text-faint-foreground text-xs @2xl:grid', wideGrid)}
          >
            {itemColumns.map((column) => (
              <span key={column} className={column === 'name' ? '' : 'pr-2.5 text-right'}>
                {label(column)}
              </span>
            ))}
            <span className="text-right">{t('net')}</span>
          </div>
          <ul ref={list}>
            {items.map((item, at) => (
              <ItemRow
                key={item.id}
                scope={scope}
                item={item}
                currency={currency}
                editable={mayEdit}
                changes={typed[item.id]}
                onType={(changes) => type(item.id, changes)}
                onDone={() => void save(item)}
                onUp={at > 0 ? () => void move(item, items[at - 2]) : undefined}
                onDown={at < items.length - 1 ? () => void move(item, items[at + 1]) : undefined}
                onRemove={() => void remove(item)}
              />
            ))}
          </ul>
        </>
      ) : (
        <p className="px-4 pb-1 text-muted-foreground">{t(mayEdit ? 'empty' : 'none')}</p>
      )}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 pt-3">
        {mayEdit ? (
          <div className="flex w-full min-w-0 flex-col gap-2 @lg:w-72">
            <AddItem onAdd={(values) => void add(values).then(setAdded)} />
            {items.length > 0 ? <NewQuote deal_id={deal.id} /> : null}
          </div>
        ) : null}
        {items.length > 0 ? (
          <LineTotals totals={totals} currency={currency} tag={locale.tag} />
        ) : null}
      </div>
    </section>
  );
}

function shownTotals(
  items: readonly RecordData[],
  typed: Readonly<Record<string, ItemChanges>>,
  currency: string,
): ShownTotals {
  const sums = totalsOf(
    items.map((item) => lineOf(item, typed[item.id])),
    currency,
  );
  const text = (units: bigint) => toDecimal(units, currencyDigits(currency));
  return {
    subtotal: text(sums.list),
    discount: text(sums.discount),
    net: text(sums.net),
    tax: text(sums.tax),
    total: text(sums.total),
    taxes: sums.taxes.map(({ rate, tax }) => ({ rate, tax: text(tax) })),
  };
}
