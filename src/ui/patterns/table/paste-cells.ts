import type { RecordData } from '@/ui/data/types';
import type { Column } from '../model/columns';
import { isEditable } from '../model/entries';
import type { Changes } from '../records/edit-queue';
import type { Locale } from '../values/locale';
import { parseText } from '../values/parse';

export interface Pasted {
  readonly edits: readonly { readonly base: RecordData; readonly changes: Changes }[];
  /** Cells that could be read. */
  readonly cells: number;
  /** Cells left as they were: not editable, unreadable, or beyond the list. */
  readonly skipped: number;
}

/** What pasting a block of texts at a cell changes, record by record. References are not guessed from names. */
export function pasteCells(
  rows: readonly (readonly string[])[],
  /** Those that may not be changed are absent. */
  records: readonly (RecordData | undefined)[],
  columns: readonly Column[],
  locale: Locale,
): Pasted {
  let cells = 0;
  let skipped = 0;
  const edits = rows.flatMap((texts, at) => {
    const base = records[at];
    const changes: Record<string, unknown> = {};
    for (const [index, text] of texts.entries()) {
      const entry = columns[index]?.entry;
      const isReadable =
        base &&
        entry &&
        isEditable(entry) &&
        !['ref', 'user', 'address', 'addresses'].includes(entry.field.kind);
      const currency = typeof base?.currency === 'string' ? base.currency : locale.currency;
      const parsed = isReadable ? parseText(entry.field, text, locale, currency) : null;
      if (entry && parsed && 'value' in parsed) {
        changes[entry.path] = parsed.value;
        cells++;
      } else skipped++;
    }
    return base && Object.keys(changes).length > 0 ? [{ base, changes }] : [];
  });
  return { edits, cells, skipped };
}
