'use client';

import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import { isEditable, valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { dayIn } from '../values/calendar';
import { useLocaleInfo } from '../values/use-locale-info';
import { FieldRow, touchFields } from './field-list';

/** Last touch and next step, for every object that has them: always in sight, red when overdue. */
export function Touch({
  scope,
  record,
  editable,
}: {
  scope: ObjectScope;
  record: RecordData;
  editable: boolean;
}) {
  const t = useTranslations('record');
  const locale = useLocaleInfo();
  const entries = touchFields.flatMap((name) => scope.byPath.get(name) ?? []);
  if (entries.length === 0) return null;
  const due = valueAt(record, 'next_step_on');
  const isLate = typeof due === 'string' && due < dayIn(locale.now, locale.timeZone);
  return (
    <section aria-label={t('touch')} className="border-b bg-surface px-4 py-2">
      <dl>
        {entries.map((entry) => (
          <FieldRow
            key={entry.path}
            scope={scope}
            entry={entry}
            record={record}
            editable={editable && isEditable(entry)}
          />
        ))}
      </dl>
      {isLate ? <p className="pl-36 text-danger text-xs">{t('overdue')}</p> : null}
    </section>
  );
}
