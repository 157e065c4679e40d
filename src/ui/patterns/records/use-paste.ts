'use client';

import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import { toast } from '@/ui/primitives/toast';
import type { Column } from '../model/columns';
import type { ObjectScope } from '../object-scope';
import { useLocaleInfo } from '../values/use-locale-info';
import { useEdit } from './use-edit';

const mostRows = 200;

/** Writes cells copied from a sheet into the records from the active cell on, with one undo for all of them. */
export function usePaste(
  scope: ObjectScope,
): (text: string, records: readonly RecordData[], columns: readonly Column[]) => Promise<void> {
  const t = useTranslations('list');
  const locale = useLocaleInfo();
  const edit = useEdit(scope);
  const showUndo = useUndoToast();
  return async (text, records, columns) => {
    // Reading what people type is a lot of code, and few lists are pasted into.
    const [{ parseSheet }, { pasteCells }] = await Promise.all([
      import('../values/paste'),
      import('../table/paste-cells'),
    ]);
    const rows = parseSheet(text);
    const may = records.map((one) => (scope.can('update', one) ? one : undefined));
    const { edits, cells, skipped } = pasteCells(rows.slice(0, mostRows), may, columns, locale);
    const left = skipped + rows.slice(mostRows).reduce((sum, row) => sum + row.length, 0);
    if (edits.length === 0) {
      toast.error(t('paste_nothing'));
      return;
    }
    const saved: string[] = [];
    for (let from = 0; from < edits.length; from += 4) {
      const done = await Promise.all(
        edits.slice(from, from + 4).map((one) => edit({ ...one, quiet: true })),
      );
      saved.push(...done.filter((id) => id !== null));
    }
    if (saved.length === 0) return;
    const message = left > 0 ? t('pasted_partly', { cells, left }) : t('pasted', { cells });
    showUndo({ object: scope.object.name, request_id: saved, message });
  };
}
