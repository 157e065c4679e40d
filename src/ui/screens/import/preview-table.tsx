'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { valueAt } from '@/ui/patterns/model/entries';
import { useObject } from '@/ui/patterns/object-scope';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Value } from '@/ui/patterns/values/value';
import { cn } from '@/ui/primitives/cn';
import { fold } from '@/ui/primitives/fold';
import { previewColumns } from './preview-columns';
import { useReason } from './reason';
import type { Import } from './types';

/** The first rows as they will be stored, with what is wrong about them. */
export function PreviewTable({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const reason = useReason();
  const scope = useObject(given.object);
  const columns = previewColumns(scope.entries, given.preview);
  const hasPeople = given.preview.some((row) => row.people.length > 0);
  const hasOwner = given.preview.some((row) => row.owner);
  const cell = 'max-w-60 truncate border-b px-3 py-1.5 align-top';
  return (
    <section aria-labelledby="preview-title">
      <h3 id="preview-title" className="font-semibold text-base">
        {t('preview')}
      </h3>
      <p className="mb-3 text-muted-foreground">{t('preview_text')}</p>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-lg border"
      >
        <table className="w-full text-left">
          <thead className="bg-surface text-muted-foreground text-xs">
            <tr>
              <th scope="col" className={cell}>
                {t('row')}
              </th>
              {columns.map((entry) => (
                <th
                  key={entry.path}
                  scope="col"
                  className={cn(cell, 'whitespace-nowrap font-medium')}
                >
                  {entry.field.label[scope.language]}
                </th>
              ))}
              {hasPeople ? (
                <th scope="col" className={cn(cell, 'font-medium')}>
                  {t('people')}
                </th>
              ) : null}
              {hasOwner ? (
                <th scope="col" className={cn(cell, 'font-medium')}>
                  {t('owner')}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {given.preview.map((row) => (
              <tr
                key={row.row}
                className={cn(
                  (row.skip || row.issues.some((issue) => issue.severity === 'error')) &&
                    'text-faint-foreground',
                )}
              >
                <th
                  scope="row"
                  className={cn(cell, 'font-normal text-faint-foreground tabular-nums')}
                >
                  <span className="flex items-center gap-1">
                    {row.row}
                    {row.skip || row.issues.length > 0 ? (
                      <span
                        title={[
                          ...(row.skip ? [reason(row.skip)] : []),
                          ...row.issues.map((issue) =>
                            `${issue.column ?? ''} ${reason(issue.reason)}`.trim(),
                          ),
                        ].join('\n')}
                        className="text-warning"
                      >
                        <TriangleAlert aria-hidden className="size-3.5" />
                        <span className="sr-only">
                          {row.skip
                            ? reason(row.skip)
                            : row.issues.map((issue) => reason(issue.reason)).join(', ')}
                        </span>
                      </span>
                    ) : null}
                  </span>
                </th>
                {columns.map((entry) => (
                  <td key={entry.path} className={cell}>
                    {row.mentions[entry.path] ?? (
                      <Value
                        entry={entry}
                        value={valueAt(row.record, entry.path)}
                        record={row.record}
                        plain
                      />
                    )}
                  </td>
                ))}
                {hasPeople ? <td className={cell}>{row.people.join(', ')}</td> : null}
                {hasOwner ? (
                  <td className={cell}>
                    <Owner name={row.owner} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The member a name or address in the file means; when there is none, the record goes to whoever imports it. */
function Owner({ name }: { name: string | null }) {
  const t = useTranslations('importing');
  const members = useMembers(name !== null);
  if (!name || !members.data) return name;
  const wanted = fold(name).trim();
  const found = members.data.find((one) => [fold(one.title), fold(one.email)].includes(wanted));
  if (found) return found.title;
  return (
    <>
      <span className="line-through">{name}</span>{' '}
      <span className="text-muted-foreground">{t('owner_unknown')}</span>
    </>
  );
}
