'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type Filter, filterLimits } from '@/core/shape/filter';
import { api, apiUrl } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogClose, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { FieldError } from '@/ui/primitives/field';
import { numberFormat } from '@/ui/primitives/intl';
import { RadioList } from '@/ui/primitives/radio-list';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { columnsOf } from '../model/columns';
import { formatSort } from '../model/sort';
import type { ObjectScope } from '../object-scope';
import { useListAddress } from '../use-list-address';
import { useLocaleInfo } from '../values/use-locale-info';
import { useColumnLayout } from './use-column-layout';

/** Which records are meant. */
export interface Exported {
  scope: ObjectScope;
  /** The chosen ones; null for all that match. */
  ids: ReadonlySet<string> | null;
  filter: Filter | null;
  q: string;
}

interface Props extends Exported {
  onClose: () => void;
}

/** As `GET /api/{object}/export/preview` answers. */
interface Preview {
  rows: number;
  columns: string[];
  xlsx: boolean;
}

type Columns = 'shown' | 'all';
type Format = 'csv' | 'xlsx';

/** Asks which columns and what kind of file, says how much it will hold, and has the browser fetch it. */
export function ExportDialog({ onClose, ...exported }: Props) {
  const { scope, ids } = exported;
  const t = useTranslations('exporting');
  const errorText = useErrorText();
  const locale = useLocaleInfo();
  const [columns, setColumns] = useState<Columns>('shown');
  const [format, setFormat] = useState<Format>('csv');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { name, label_plural } = scope.object;
  const query = useExportQuery(exported, columns);
  const tooMany = ids !== null && ids.size > filterLimits.values;
  const path = `/${name}/export`;
  const fetchPreview = (signal?: AbortSignal) =>
    api<Preview>('GET', `${path}/preview`, undefined, { query, signal });
  const preview = useQuery({
    queryKey: ['export', name, query],
    queryFn: ({ signal }) => fetchPreview(signal),
    enabled: !tooMany,
    retry: false,
    gcTime: 0,
  });
  const found = preview.data?.data;
  const noRoom = format === 'xlsx' && found?.xlsx === false;
  const number = (value: number) => numberFormat(locale.tag, {}).format(value);

  const download = async () => {
    setBusy(true);
    setFailure(null);
    try {
      // A download that is refused has no words, so whether it may begin is asked just before.
      await fetchPreview();
      const link = document.createElement('a');
      link.href = apiUrl(path, { ...query, format });
      link.download = '';
      link.click();
      toast(t('begun'));
      onClose();
    } catch (error) {
      setFailure(errorText(error));
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t('title', { names: label_plural[scope.language].toLocaleLowerCase(locale.tag) })}
        description={t('text')}
        footer={
          <>
            <DialogClose asChild>
              <Button>{t('cancel')}</Button>
            </DialogClose>
            <Button
              variant="primary"
              busy={busy}
              disabled={!found || found.rows === 0 || noRoom}
              onClick={() => void download()}
            >
              {t('action')}
            </Button>
          </>
        }
      >
        {tooMany ? (
          <FieldError>{t('too_many', { most: filterLimits.values })}</FieldError>
        ) : preview.isError ? (
          <ErrorState
            error={preview.error}
            onRetry={() => void preview.refetch()}
            className="py-4"
          />
        ) : (
          <div className="flex flex-col gap-4">
            {found ? (
              <output className="font-medium tabular-nums">
                {t(ids ? 'chosen' : 'matching', {
                  count: found.rows,
                  number: number(found.rows),
                  columns: found.columns.length,
                })}
              </output>
            ) : (
              <Loading label={t('counting')}>
                <Skeleton className="h-5 w-52" />
              </Loading>
            )}
            <RadioList<Columns>
              legend={t('columns')}
              value={columns}
              onValueChange={setColumns}
              options={[
                { value: 'shown', label: t('columns_shown') },
                { value: 'all', label: t('columns_all') },
              ]}
            />
            <RadioList<Format>
              legend={t('format')}
              value={format}
              onValueChange={setFormat}
              options={[
                { value: 'csv', label: 'CSV', detail: t('csv_text') },
                { value: 'xlsx', label: 'Excel', detail: t('xlsx_text') },
              ]}
            />
            {noRoom ? <FieldError>{t('no_room')}</FieldError> : null}
            {failure ? <FieldError>{failure}</FieldError> : null}
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}

/** What the list shows, or of it the chosen records, in the words of the API. */
function useExportQuery(
  { scope, ids, filter, q }: Exported,
  columns: Columns,
): Record<string, string> {
  const [{ sort }] = useListAddress();
  const [layout] = useColumnLayout(scope.object.name);
  const meant = ids ? { field: 'id', op: 'in', value: [...ids] } : filter;
  const shown = columnsOf(scope.entries, layout).map(({ path }) => path);
  return {
    sort: formatSort(sort),
    q: ids ? '' : q,
    filter: meant ? JSON.stringify(meant) : '',
    fields: columns === 'shown' ? shown.join(',') : '',
  };
}
