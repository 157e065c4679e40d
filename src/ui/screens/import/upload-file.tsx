'use client';

import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useRef, useState } from 'react';
import { uiObjects } from '@/registry.ui';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { useCan } from '@/ui/data/session';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';
import { FieldError } from '@/ui/primitives/field';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { navigate } from '@/ui/shell/navigation';
import { useLabel } from '@/ui/shell/use-label';
import { useUpload } from './use-import';

/** Where a file is dropped or chosen. */
export function UploadFile() {
  const t = useTranslations('importing');
  const errorText = useErrorText();
  const label = useLabel();
  const can = useCan();
  const objects = uiObjects.filter((object) => can(`${object.name}:import`));
  const [object, setObject] = useState(objects[0]?.name ?? '');
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const upload = useUpload();
  const take = (file: File | undefined) => {
    if (file && !upload.isPending)
      upload.mutate(
        { object, file },
        { onSuccess: (answer) => navigate(`/import/${answer.data.import_id}`) },
      );
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const failure = upload.error;
  return (
    <section className="flex flex-col gap-4" aria-labelledby="upload-title">
      <h2 id="upload-title" className="font-semibold text-lg">
        {t('bring')}
      </h2>
      {objects.length > 1 ? (
        <SegmentedControl
          aria-label={t('what')}
          className="w-fit"
          value={object}
          onValueChange={setObject}
          options={objects.map((one) => ({ value: one.name, label: label(one.label_plural) }))}
        />
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; the button inside is everybody's */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cn(
          'flex flex-col items-center gap-3 rounded-xl border border-dashed border-input px-6 py-12 text-center',
          over && 'border-primary bg-primary-soft',
        )}
      >
        <FileUp aria-hidden className="size-6 text-faint-foreground" />
        <p className="font-medium text-base">{upload.isPending ? t('uploading') : t('drop')}</p>
        <p className="max-w-md text-muted-foreground">{t('formats')}</p>
        <Button variant="primary" busy={upload.isPending} onClick={() => input.current?.click()}>
          {t('choose_file')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          aria-label={t('choose_file')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        {failure ? (
          <div role="alert">
            <FieldError>
              {isApiError(failure, 'unsupported_type') ? t('unsupported') : errorText(failure)}
            </FieldError>
          </div>
        ) : null}
      </div>
    </section>
  );
}
