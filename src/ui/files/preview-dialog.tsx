'use client';

import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { isImage, saveUrl, showUrl } from './file-links';

// Large, and needed by few.
const PdfPages = dynamic(() => import('./pdf-pages').then((module) => module.PdfPages), {
  ssr: false,
});

/** An image or PDF over the page it belongs to. */
export function PreviewDialog({ file, onClose }: { file: RecordData; onClose: () => void }) {
  const t = useTranslations('files');
  const [failed, setFailed] = useState(false);
  const fail = () => setFailed(true);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={file.title}
        className="max-w-4xl"
        footer={
          <Button asChild>
            <a href={saveUrl(file)} download>
              <Download aria-hidden />
              {t('download')}
            </a>
          </Button>
        }
      >
        {failed ? (
          <p role="alert" className="py-8 text-center text-muted-foreground">
            {t('cannot_show')}
          </p>
        ) : isImage(file) ? (
          // biome-ignore lint/performance/noImgElement: served with the rights of the caller, so nothing may be kept of it
          <img
            src={showUrl(file)}
            alt={file.title}
            onError={fail}
            className="mx-auto max-h-[70vh] max-w-full object-contain"
          />
        ) : (
          <PdfPages url={showUrl(file)} title={file.title} onFail={fail} />
        )}
      </DialogContent>
    </Dialog>
  );
}
