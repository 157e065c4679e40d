'use client';

import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { lineAmounts, toDecimal } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/ui/primitives/dropdown-menu';
import { ItemCell } from './item-cell';
import { type ItemColumn, itemColumns, wideGrid } from './item-columns';
import { cellText, type ItemChanges, lineOf, readCell } from './item-values';

interface Props {
  scope: ObjectScope;
  item: RecordData;
  currency: string;
  editable: boolean;
  /** What is being typed into it. */
  changes: ItemChanges | undefined;
  onType: (changes: ItemChanges | null) => void;
  onDone: () => void;
  /** Up or down by one; absent where there is no further. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

/** A line of a deal: typed into where it stands, moved with Alt and the arrow keys or from its menu. */
export function ItemRow(props: Props) {
  const { scope, item, currency, editable, changes, onType, onDone, onUp, onDown, onRemove } =
    props;
  const t = useTranslations('items');
  const locale = useLocaleInfo();
  const field = (name: string) => scope.object.fields[name] ?? { kind: 'text', label: noLabel };
  const { net } = lineAmounts(lineOf(item, changes), currency);
  const label = (column: ItemColumn) =>
    column === 'discount' ? t('discount') : field(column).label[scope.language];
  const type = (column: ItemColumn, text: string): boolean => {
    const read = readCell(column, field, text, locale, currency);
    const known = column === 'name' && text.trim() === '' ? null : read;
    onType(known);
    return known !== null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    (event.key === 'ArrowUp' ? onUp : onDown)?.();
  };
  const unit = typeof item.unit === 'string' ? item.unit : null;
  return (
    <li
      data-item={item.id}
      onKeyDown={onKeyDown}
      className={cn(
        'relative grid grid-cols-2 gap-x-2 gap-y-1 border-b px-4 py-2 @md:grid-cols-4 @2xl:py-1',
        wideGrid,
      )}
    >
      {itemColumns.map((column) => (
        <div
          key={column}
          className={cn(
            'min-w-0',
            column === 'name'
              ? 'col-span-2 pr-10 @md:col-span-3 @md:pr-0 @2xl:col-span-1 @2xl:-ml-2.5'
              : '@md:order-2 @2xl:order-none',
          )}
        >
          {column === 'name' ? null : (
            <span aria-hidden className="block text-faint-foreground text-xs @2xl:hidden">
              {label(column)}
              {column === 'quantity' && unit ? ` (${unit})` : ''}
            </span>
          )}
          {editable ? (
            <ItemCell
              label={t('cell', { column: label(column), name: item.title })}
              text={cellText(column, field, item, locale)}
              numeric={column !== 'name'}
              {...(column === 'discount' ? { placeholder: '–' } : {})}
              onType={(text) => type(column, text)}
              onDone={onDone}
              onNext={focusBelow}
            />
          ) : (
            <span className={cn('block truncate px-2.5', column !== 'name' && '@2xl:text-right')}>
              {cellText(column, field, item, locale) || '–'}
            </span>
          )}
          {column === 'name' && unit ? (
            <span className="hidden px-2.5 text-faint-foreground text-xs @2xl:block">
              {t('per', { unit })}
            </span>
          ) : null}
        </div>
      ))}
      <output className="col-span-2 truncate text-right font-medium tabular-nums @md:order-1 @md:col-span-1 @md:self-center @md:pr-9 @2xl:order-none @2xl:pr-0">
        {formatMoney(toDecimal(net, currencyDigits(currency)), currency, locale.tag)}
      </output>
      {editable ? (
        <span className="absolute top-2 right-2 @2xl:static">
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={t('actions', { name: item.title })}
              >
                <Ellipsis aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem disabled={!onUp} onSelect={() => onUp?.()}>
                <ArrowUp aria-hidden />
                {t('up')}
              </DropdownMenuItem>
              <DropdownMenuItem disabled={!onDown} onSelect={() => onDown?.()}>
                <ArrowDown aria-hidden />
                {t('down')}
              </DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem danger onSelect={onRemove}>
                <Trash2 aria-hidden />
                {t('remove')}
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </span>
      ) : null}
    </li>
  );
}

const noLabel = { en: '', tr: '' };

/** Enter goes to the same column of the next line, and from the last line to what adds one. */
function focusBelow(from: HTMLInputElement): void {
  const row = from.closest('li');
  const at = [...(row?.querySelectorAll('input') ?? [])].indexOf(from);
  const next = row?.nextElementSibling?.querySelectorAll('input')[at];
  const add = row?.closest('section')?.querySelector<HTMLElement>('[role="combobox"]');
  (next ?? add)?.focus();
}
