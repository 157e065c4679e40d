import type { FieldKind } from '../../shape/field';
import type { CompanyInfo } from '../context';
import type { Draft } from './draft';
import { type DbValue, encode, sideText } from './kinds';
import type { WriteShape } from './write-shape';

/** One row of `field_values`; the columns that are null take their empty value. */
export interface MirrorRow {
  readonly field_id: string;
  readonly record_id: string;
  readonly ordinal: number;
  readonly text_value: string | null;
  readonly number_value: string | null;
  readonly time_value: string | null;
}

/** What a write does to the side table: rows to put, and how many rows each touched field now has. */
export interface MirrorChange {
  readonly rows: readonly MirrorRow[];
  readonly touched: readonly {
    readonly field_id: string;
    readonly record_id: string;
    readonly count: number;
  }[];
}

/** The rows of the custom values that a draft changes, for fields that are mirrored. */
export function mirrorChangeOf(
  shape: WriteShape,
  drafts: readonly Draft[],
  company: CompanyInfo,
): MirrorChange {
  const rows: MirrorRow[] = [];
  const touched: MirrorChange['touched'][number][] = [];
  for (const draft of drafts) {
    for (const [key, value] of Object.entries(draft.custom)) {
      const definition = shape.custom.get(key);
      if (!definition || !(definition.custom.mirrored ?? definition.custom.filterable)) continue;
      const field_id = definition.custom.id;
      const made = mirrorRows(field_id, draft.id, definition.field, value, company);
      rows.push(...made);
      touched.push({ field_id, record_id: draft.id, count: made.length });
    }
  }
  return { rows, touched };
}

/** The rows of one value: none when empty, one per entry of a list. */
export function mirrorRows(
  field_id: string,
  record_id: string,
  field: Parameters<typeof encode>[1],
  value: unknown,
  company: Pick<CompanyInfo, 'currency'>,
): MirrorRow[] {
  if (value === null || value === undefined) return [];
  const entries = Array.isArray(value) ? value : [value];
  return entries.map((entry, ordinal) => {
    const stored = Array.isArray(value)
      ? String(entry)
      : lastOf(encode('v', field, entry, company));
    return { field_id, record_id, ordinal, ...slot(field.kind, stored) };
  });
}

/** The key column comes last, and it is what filters compare. */
const lastOf = (columns: Record<string, DbValue>): string => String(Object.values(columns).at(-1));

const numbers: ReadonlySet<FieldKind> = new Set(['integer', 'decimal', 'percent', 'boolean']);
const times: ReadonlySet<FieldKind> = new Set(['date', 'datetime']);

/** Dates are kept as their midnight in UTC, booleans as 0 and 1. */
function slot(
  kind: FieldKind,
  stored: string,
): Pick<MirrorRow, 'text_value' | 'number_value' | 'time_value'> {
  const none = { text_value: null, number_value: null, time_value: null };
  if (kind === 'boolean') return { ...none, number_value: stored === 'true' ? '1' : '0' };
  if (numbers.has(kind)) return { ...none, number_value: stored };
  if (times.has(kind))
    return { ...none, time_value: kind === 'date' ? `${stored}T00:00:00Z` : stored };
  return { ...none, text_value: sideText(stored) };
}
