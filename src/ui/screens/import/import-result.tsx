'use client';

import { Download, Undo2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Filter } from '@/core/shape/filter';
import { uiObjectMap } from '@/registry.ui';
import { apiUrl } from '@/ui/data/api';
import { useUndo } from '@/ui/data/undo';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Link } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { Counts } from './counts';
import { statusColors } from './earlier-imports';
import { useReason } from './reason';
import type { Import } from './types';

/** Afterwards: what came of it, what did not come in and why, the records themselves, and the way back. */
export function ImportResult({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const label = useLabel();
  const locale = useLocale();
  const object = uiObjectMap.get(given.object);
  const names = object ? label(object.label_plural).toLocaleLowerCase(locale) : given.object;
  const stored = given.counts.created + given.counts.updated;
  const told =
    given.counts.failed +
    given.warnings.reduce((sum, one) => sum + one.count, 0) +
    given.counts.skipped;
  return (
    <>
      <section className="flex flex-col gap-4" aria-labelledby="result-title">
        <div className="flex flex-wrap items-center gap-3">
          <h2 id="result-title" className="break-words font-semibold text-lg">
            {given.file_name}
          </h2>
          <Badge color={statusColors[given.status]}>{t(`status.${given.status}`)}</Badge>
        </div>
        {given.error ? (
          <p role="alert" className="text-danger">
            {given.error}
          </p>
        ) : null}
        <Counts given={given} />
        <div className="flex flex-wrap gap-2">
          {stored > 0 ? (
            <Button asChild variant="primary">
              <Link
                href={`/${given.object}?filter=${encodeURIComponent(JSON.stringify(importedFilter(given)))}`}
              >
                {t('show_records', { names })}
              </Link>
            </Button>
          ) : null}
          {told > 0 ? (
            <Button asChild>
              <a href={apiUrl(`/imports/${given.id}/errors.csv`)} download>
                <Download aria-hidden />
                {t('errors_csv')}
              </a>
            </Button>
          ) : null}
          <Button asChild>
            <Link href="/import">{t('other_file')}</Link>
          </Button>
          {stored > 0 && given.request_id ? (
            <UndoImport object={given.object} request_id={given.request_id} names={names} />
          ) : null}
        </div>
      </section>
      <Problems given={given} />
    </>
  );
}

/** The records an import wrote while it ran. A file may bring their day of creation along, so the last change counts as well. */
function importedFilter({ started_at, finished_at }: Import): Filter {
  const value = [started_at, finished_at];
  return {
    or: [
      { field: 'updated_at', op: 'between', value },
      { field: 'created_at', op: 'between', value },
    ],
  };
}

function UndoImport({
  object,
  request_id,
  names,
}: {
  object: string;
  request_id: string;
  names: string;
}) {
  const t = useTranslations('importing');
  const [asking, setAsking] = useState(false);
  const undo = useUndo();
  const run = async () => {
    setAsking(false);
    await undo({ object, request_id });
  };
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        <Undo2 aria-hidden />
        {t('undo')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('undo_title')}
        description={t('undo_text', { names })}
        action={t('undo')}
        onConfirm={() => void run()}
      />
    </>
  );
}

function Problems({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const reason = useReason();
  if (given.issues.length === 0 && given.warnings.length === 0) return null;
  const cell = 'break-words border-b px-3 py-1.5 align-top';
  return (
    <>
      {given.issues.length > 0 ? (
        <section aria-labelledby="errors-title">
          <h3 id="errors-title" className="mb-2 font-semibold text-base">
            {t('not_stored')}
          </h3>
          <div className="overflow-x-auto rounded-lg border">
            <table className="w-full text-left">
              <thead className="bg-surface text-muted-foreground text-xs">
                <tr>
                  {[t('row'), t('column'), t('value'), t('why')].map((name) => (
                    <th key={name} scope="col" className={`${cell} font-medium`}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {given.issues.map((issue, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a row may have the same problem twice
                  <tr key={at}>
                    <td className={`${cell} tabular-nums`}>{issue.row}</td>
                    <td className={cell}>{issue.column}</td>
                    <td className={`${cell} max-w-72`}>{issue.value}</td>
                    <td className={cell}>{reason(issue.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      {given.warnings.length > 0 ? (
        <section aria-labelledby="warnings-title">
          <h3 id="warnings-title" className="mb-2 font-semibold text-base">
            {t('worth_knowing')}
          </h3>
          <ul className="flex flex-col gap-1 text-muted-foreground">
            {given.warnings.map((warning) => (
              <li key={`${warning.column}${warning.reason}`}>
                {t('warning', {
                  column: warning.column ?? '–',
                  reason: reason(warning.reason),
                  count: warning.count,
                  row: warning.first_row,
                })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
