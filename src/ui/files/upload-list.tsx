'use client';

import { RotateCcw, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { FileIcon } from './file-icon';
import { useFileSize } from './use-file-size';
import type { Uploads } from './use-uploads';

/** Files on their way: how far, why one failed, and the means to stop it or try again. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const t = useTranslations('files');
  const size = useFileSize();
  if (uploads.items.length === 0) return null;
  return (
    <ul aria-label={t('on_their_way')} className="flex flex-col gap-1">
      {uploads.items.map(({ key, file, share, failure, upload_id }) => (
        <li key={key} className="flex min-h-9 items-center gap-2 px-1">
          <FileIcon name={file.name} type={file.type} />
          <div className="min-w-0 flex-1">
            <p className="truncate">{file.name}</p>
            {failure ? (
              <p role="alert" className="text-danger text-xs">
                {failure}
              </p>
            ) : upload_id ? (
              <p className="text-muted-foreground text-xs">{size(file.size)}</p>
            ) : (
              <progress
                aria-label={t('progress', { name: file.name })}
                max={100}
                value={Math.round(share * 100)}
                className="block h-1 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-primary"
              />
            )}
          </div>
          {failure ? (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t('retry', { name: file.name })}
              onClick={() => uploads.retry(key)}
            >
              <RotateCcw aria-hidden />
            </Button>
          ) : null}
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t(failure || upload_id ? 'take_away' : 'cancel', { name: file.name })}
            onClick={() => uploads.cancel(key)}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
