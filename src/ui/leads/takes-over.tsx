'use client';

import { useTranslations } from 'next-intl';
import type { RecordData } from '@/ui/data/types';
import { valueAt } from '@/ui/patterns/model/entries';
import { useObject } from '@/ui/patterns/object-scope';
import { isEmpty } from '@/ui/patterns/values/empty';
import { Value } from '@/ui/patterns/values/value';
import { objectOf, type Part, type Preview } from './use-conversion';

/** What has a field of its own in the form, or is said elsewhere. */
const apart = new Set(['name', 'first_name', 'last_name', 'title', 'owner_id']);

/** What else a new record gets from the lead, field by field. */
export function TakesOver({ part, preview }: { part: Part; preview: Preview }) {
  const t = useTranslations('leads');
  const { entries, language } = useObject(objectOf[part]);
  const values = preview[part];
  if (!values) return null;
  const record = { custom: {}, ...values } as unknown as RecordData;
  const shown = entries.flatMap((entry) => {
    const value = valueAt(record, entry.path);
    // A list says what the field beside it says again.
    const isAgain = entries.some(({ field }) => field.primary_field === entry.path);
    if (apart.has(entry.path) || isAgain || isEmpty(value)) return [];
    return [{ entry, value }];
  });
  if (shown.length === 0) return null;
  return (
    <section className="mt-3">
      <p className="text-muted-foreground text-xs">{t('takes_over')}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-sm">
        {shown.map(({ entry, value }) => (
          <div key={entry.path} className="contents">
            <dt className="text-muted-foreground">{entry.field.label[language]}</dt>
            <dd className="min-w-0 break-words">
              <Value entry={entry} value={value} record={record} plain />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
