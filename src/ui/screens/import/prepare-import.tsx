'use client';

import { FileSpreadsheet } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { uiObjectMap } from '@/registry.ui';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { numberFormat } from '@/ui/primitives/intl';
import { Link } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { delimiterName } from './delimiter-name';
import { ImportOptionsForm } from './import-options';
import { MappingTable } from './mapping-table';
import { PreviewTable } from './preview-table';
import type { Import } from './types';
import { useImportAction } from './use-import';

/** Before the start: what was recognised, how columns are read, what the first rows become. */
export function PrepareImport({ given }: { given: Import }) {
  const t = useTranslations('importing');
  const label = useLabel();
  const locale = useLocaleInfo();
  const action = useImportAction(given.id);
  const object = uiObjectMap.get(given.object);
  // After a number Turkish keeps the singular.
  const isOne = locale.language === 'tr' || given.expected.rows === 1;
  const names = object
    ? label(isOne ? object.label : object.label_plural).toLocaleLowerCase(locale.language)
    : given.object;
  const number = numberFormat(locale.tag, {}).format(given.expected.rows);
  const mapped = given.columns.filter((column) => column.target !== null).length;
  const start = given.expected.is_estimate
    ? t('start_about', { count: number, names })
    : t('start', { count: number, names });
  return (
    <>
      <section className="flex flex-wrap items-start gap-3" aria-label={t('file')}>
        <FileSpreadsheet aria-hidden className="mt-1 size-5 text-faint-foreground" />
        <div className="min-w-0 flex-1">
          <h2 className="break-words font-semibold text-lg">{given.file_name}</h2>
          <p className="text-muted-foreground">
            {given.format.vendor === 'spreadsheet'
              ? ''
              : `${t('from_vendor', { vendor: t(`vendor.${given.format.vendor}`) })} `}
            {t('recognised', {
              encoding: given.format.encoding.toUpperCase(),
              delimiter: t(`delimiter.${delimiterName(given.format.delimiter)}`),
              row: given.format.header_row,
            })}
          </p>
        </div>
        <div className="flex gap-2 max-md:w-full">
          <Button asChild>
            <Link href="/import">{t('other_file')}</Link>
          </Button>
          <Button
            variant="primary"
            className="max-md:flex-1"
            busy={action.isPending}
            disabled={mapped === 0}
            onClick={() => action.mutate({ start: true })}
          >
            {start}
          </Button>
        </div>
      </section>
      <ImportOptionsForm
        given={given}
        onChange={(options) => action.mutate({ change: { options } })}
      />
      <MappingTable
        given={given}
        mapped={mapped}
        onMap={(column, target) => action.mutate({ change: { mapping: { [column]: target } } })}
      />
      <PreviewTable given={given} />
    </>
  );
}
