import type { Entry } from '@/ui/patterns/model/entries';
import { valueAt } from '@/ui/patterns/model/entries';
import { isEmpty } from '@/ui/patterns/values/empty';
import type { Import } from './types';

/** The fields that any row of the preview fills or whose record it names, in the order of the object. Primaries stand for their lists. */
export function previewColumns(entries: readonly Entry[], preview: Import['preview']): Entry[] {
  const isSaid = (path: string) =>
    preview.some(
      ({ record, mentions }) =>
        path in mentions || (!isEmpty(valueAt(record, path)) && valueAt(record, path) !== false),
    );
  return entries.filter((entry) => {
    const primary = entry.field.primary_field;
    if (!isSaid(entry.path) || (primary && isSaid(primary) && !hasMore(preview, entry.path)))
      return false;
    return entry.path !== 'source_system';
  });
}

/** Whether a list says more than its primary entry. */
const hasMore = (preview: Import['preview'], path: string): boolean =>
  preview.some(({ record }) => {
    const list = valueAt(record, path);
    return Array.isArray(list) && list.length > 1;
  });
