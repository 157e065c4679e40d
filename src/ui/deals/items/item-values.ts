import type { Field } from '@/core/shape/field';
import { type Line, toUnits } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { RecordData } from '@/ui/data/types';
import { editText } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { parseText } from '@/ui/patterns/values/parse';
import { numberFormat } from '@/ui/primitives/intl';
import type { ItemColumn } from './item-columns';

export type ItemChanges = Readonly<Record<string, unknown>>;

/** A line of a deal as the arithmetic takes it, with what is being typed. */
export function lineOf(item: RecordData, changes: ItemChanges = {}): Line {
  return { ...item, ...changes } as unknown as Line;
}

/** What a cell starts with. A discount in percent carries its sign, one without is an amount. */
export function cellText(
  column: ItemColumn,
  field: (name: string) => Field,
  item: RecordData,
  locale: Locale,
): string {
  if (column !== 'discount') return editText(field(column), item[column], locale);
  const percent = item.discount_percent;
  if (typeof percent === 'number')
    return numberFormat(locale.tag, { style: 'percent', maximumFractionDigits: 2 }).format(
      percent / 100,
    );
  return editText(field('discount_amount'), item.discount_amount, locale);
}

/** What was typed into a cell as changes of the item; null when it cannot be read. */
export function readCell(
  column: ItemColumn,
  field: (name: string) => Field,
  text: string,
  locale: Locale,
  currency: string,
): ItemChanges | null {
  if (column !== 'discount') return read(field(column), column, text, locale, currency);
  if (text.trim() === '') return { discount_percent: null, discount_amount: null };
  const name = text.includes('%') ? 'discount_percent' : 'discount_amount';
  const other = name === 'discount_percent' ? 'discount_amount' : 'discount_percent';
  const found = read(field(name), name, text.replaceAll('%', ''), locale, currency);
  return found && { ...found, [other]: null };
}

function read(
  field: Field,
  name: string,
  text: string,
  locale: Locale,
  currency: string,
): ItemChanges | null {
  const parsed = parseText(field, text, locale, currency);
  if ('code' in parsed) return null;
  const { value } = parsed;
  const digits = { money: currencyDigits(currency), decimal: field.scale, percent: 2 }[
    field.kind as string
  ];
  if (digits !== undefined && value !== null) {
    const { min = 0, max = Number.POSITIVE_INFINITY } = field;
    if (Number(value) < min || Number(value) > max || !fits(value, digits)) return null;
  }
  return { [name]: value };
}

function fits(value: unknown, digits: number): boolean {
  try {
    toUnits(value as string | number, digits);
    return true;
  } catch {
    return false;
  }
}
