import type { RecordData } from '@/ui/data/types';
import { type Entry, valueAt } from '../model/entries';
import { isEmpty } from './empty';
import { relatedOf } from './format';

/** Those of some entries whose value says something that neither the title nor an earlier one does: a quote is often named like its deal. */
export function telling(entries: readonly Entry[], record: RecordData): Entry[] {
  const told = new Set<unknown>([record.title]);
  return entries.filter((entry) => {
    const value = valueAt(record, entry.path);
    const text = relatedOf(entry, record)?.title ?? value;
    if (isEmpty(value) || told.has(text)) return false;
    if (typeof text === 'string') told.add(text);
    return true;
  });
}
