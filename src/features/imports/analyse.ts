import type { CustomField } from '@/core/shape/custom-field';
import type { ObjectDefinition } from '@/core/shape/object';
import { type DateOrder, dateOrderOf } from './dates';
import { type Layout, layoutOf, RowFilter } from './detect';
import { type ColumnMapping, proposeMapping } from './map';
import { decimalOf } from './numbers';
import { type RawRow, rowsOf } from './parse';
import { slotOf } from './targets';
import { clean } from './text';

export interface Analysis extends Layout {
  readonly mapping: readonly ColumnMapping[];
  readonly date_order: DateOrder;
  /** False when no cell of the sample tells; the company's country decided. */
  readonly date_order_certain: boolean;
  readonly decimal: '.' | ',';
  /** Records of the sample, and those of them that were looked at. */
  readonly count: number;
  readonly records: readonly RawRow[];
}

export interface Given {
  readonly delimiter?: string;
  readonly header_row?: number;
  readonly date_order?: DateOrder;
  readonly decimal?: '.' | ',';
}

/** Rows of the sample that are looked at; enough to meet a day above 12. */
const sampleRows = 2_000;

/** Recognises the layout, the columns and the styles of a file from its beginning. `given` is what a person decided. */
export function analyse(
  sample: string,
  object: ObjectDefinition,
  customFields: readonly CustomField[],
  country: string,
  given: Given = {},
): Analysis {
  const layout = layoutOf(sample, given);
  const filter = new RowFilter(layout);
  const all = rowsOf(sample, layout.delimiter).filter(
    (row) => row.row !== layout.header_row && filter.skip(row) === null,
  );
  const records = all.slice(0, sampleRows).filter((row) => !row.fault);
  const cells = records.map((row) => row.cells);
  const mapping = proposeMapping({
    columns: layout.columns,
    sample: cells.slice(0, 300),
    vendor: layout.vendor,
    object,
    custom_fields: customFields,
  });
  return {
    ...layout,
    mapping,
    count: all.length,
    records,
    ...stylesOf(mapping, cells, object, customFields, country, given),
  };
}

type Styles = Pick<Analysis, 'date_order' | 'date_order_certain' | 'decimal'>;

/**
 * Date order and decimal mark, read from the columns that are mapped to days, times and numbers. Where no number is
 * brought in, the columns left out tell how this file writes them, should one be mapped later.
 */
export function stylesOf(
  mapping: readonly ColumnMapping[],
  cells: readonly (readonly string[])[],
  object: ObjectDefinition,
  customFields: readonly CustomField[],
  country: string,
  given: Given,
): Styles {
  const days: number[] = [];
  const numbers: number[] = [];
  const unmapped: number[] = [];
  mapping.forEach(({ target }, index) => {
    if (target === null) unmapped.push(index);
    const slot = target === null ? null : slotOf(target, object, customFields);
    const kind =
      slot?.kind === 'created_at'
        ? 'datetime'
        : slot?.kind === 'field'
          ? slot.field.kind
          : slot?.kind === 'custom'
            ? slot.custom.kind
            : '';
    if (['date', 'partial_date', 'datetime'].includes(kind)) days.push(index);
    if (['integer', 'decimal', 'percent', 'money'].includes(kind)) numbers.push(index);
  });
  const of = (indexes: readonly number[]): string[] =>
    cells.flatMap((row) => indexes.map((index) => clean(row[index] ?? '')));
  const order = given.date_order ?? dateOrderOf(of(days));
  return {
    date_order: order ?? (country === 'US' ? 'mdy' : 'dmy'),
    date_order_certain: order !== null || days.length === 0,
    decimal: given.decimal ?? decimalOf(of(numbers)) ?? decimalOf(of(unmapped)) ?? '.',
  };
}
