'use client';

import { Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { PageHeader } from '@/ui/shell/page-header';
import { EarlierImports } from './import/earlier-imports';
import { ImportProgress } from './import/import-progress';
import { ImportResult } from './import/import-result';
import { PrepareImport } from './import/prepare-import';
import { UploadFile } from './import/upload-file';
import { useImport } from './import/use-import';

/** Bring records in: drop a file, look at what it will become, start, follow, read the result. */
export function ImportScreen({ id }: { id?: string }) {
  const t = useTranslations('importing');
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={t('title')} icon={<Upload />} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto outline-none">
        <div className="mx-auto flex max-w-5xl flex-col gap-8 px-6 py-6 max-md:px-4">
          {id ? <OneImport key={id} id={id} /> : <Start />}
        </div>
      </div>
    </div>
  );
}

function Start() {
  return (
    <>
      <UploadFile />
      <EarlierImports />
    </>
  );
}

function OneImport({ id }: { id: string }) {
  const t = useTranslations('importing');
  const { data, error, isPending, refetch } = useImport(id);
  if (isPending) {
    return (
      <Loading label={t('reading')} className="flex flex-col gap-4">
        <Skeleton className="h-6 w-60" />
        <Skeleton className="h-40" />
        <Skeleton className="h-40" />
      </Loading>
    );
  }
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const shown = data.data;
  if (shown.status === 'uploaded' || shown.status === 'ready')
    return <PrepareImport given={shown} />;
  if (shown.status === 'running') return <ImportProgress given={shown} />;
  return <ImportResult given={shown} />;
}
