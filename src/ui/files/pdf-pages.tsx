'use client';

import { useTranslations } from 'next-intl';
import { GlobalWorkerOptions, getDocument, type PDFDocumentLoadingTask } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { Skeleton } from '@/ui/primitives/skeleton';

/** Pages that are drawn; whoever wants more saves the file. */
const mostPages = 30;
/** The end of the file before: the worker, which all of them share, takes the next one only then. */
let closing: Promise<void> = Promise.resolve();

/**
 * The pages of a PDF as pictures. Drawn here rather than by the browser: its viewer does not run in the sandbox that files
 * are served in, and scripts in a PDF never run this way.
 */
export function PdfPages({
  url,
  title,
  onFail,
}: {
  url: string;
  title: string;
  onFail: () => void;
}) {
  const t = useTranslations('files');
  const box = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState(0);
  const [drawn, setDrawn] = useState(0);
  const fail = useRef(onFail);
  useEffect(() => {
    GlobalWorkerOptions.workerPort ??= new Worker(
      new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url),
      { type: 'module' },
    );
    let loading: PDFDocumentLoadingTask | undefined;
    let over = false;
    const draw = async () => {
      await closing;
      if (over) return;
      loading = getDocument({ url, isEvalSupported: false, useSystemFonts: true });
      const pdf = await loading.promise;
      if (over) return;
      setPages(pdf.numPages);
      for (let at = 1; at <= Math.min(pdf.numPages, mostPages) && !over; at++) {
        const page = await pdf.getPage(at);
        const width = box.current?.clientWidth ?? 600;
        const scale = (width / page.getViewport({ scale: 1 }).width) * window.devicePixelRatio;
        const viewport = page.getViewport({ scale: Math.min(scale, 4) });
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [viewport.width, viewport.height];
        canvas.className = 'w-full rounded-sm border';
        const context = canvas.getContext('2d');
        if (!context || over) return;
        await page.render({ canvasContext: context, viewport }).promise;
        if (over) return;
        box.current?.append(canvas);
        setDrawn(at);
      }
    };
    draw().catch(() => over || fail.current());
    return () => {
      over = true;
      // How it ends is of no account; only that it has.
      if (loading) closing = loading.destroy().catch(() => undefined);
    };
  }, [url]);
  return (
    <>
      {drawn === 0 ? <Skeleton className="h-[60vh] w-full" /> : null}
      <div ref={box} role="img" aria-label={title} className="flex flex-col gap-3" />
      {pages > mostPages && drawn === mostPages ? (
        <p className="pt-3 text-center text-muted-foreground">
          {t('more_pages', { count: pages - mostPages })}
        </p>
      ) : null}
    </>
  );
}
