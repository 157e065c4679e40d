'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { FileIcon } from './file-icon';
import { canBeShown, isImage, saveUrl, showUrl } from './file-links';
import { PreviewDialog } from './preview-dialog';

/** The files of something in a timeline: pictures as such, everything by its name. */
export function Attached({ files }: { files: readonly RecordData[] }) {
  const t = useTranslations('files');
  const [shown, setShown] = useState<RecordData | null>(null);
  const chip =
    'inline-flex max-w-full items-center gap-1.5 rounded-md border px-2 py-1 text-xs hover:bg-hover max-md:py-2.5';
  return (
    <>
      <ul aria-label={t('title')} className="mt-1 flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.id} className="max-w-full">
            {canBeShown(file) ? (
              <button type="button" className={chip} onClick={() => setShown(file)}>
                {isImage(file) ? (
                  // biome-ignore lint/performance/noImgElement: served with the rights of the caller, so nothing may be kept of it
                  <img
                    src={showUrl(file)}
                    alt=""
                    loading="lazy"
                    className="size-10 rounded-sm object-cover"
                  />
                ) : (
                  <FileIcon name={file.title} type={String(file.content_type)} />
                )}
                <span className="truncate">{file.title}</span>
              </button>
            ) : (
              <a href={saveUrl(file)} download className={chip}>
                <FileIcon name={file.title} type={String(file.content_type)} />
                <span className="truncate">{file.title}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      {shown ? <PreviewDialog file={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}
