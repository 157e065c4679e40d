'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRecord } from '@/ui/data/use-records';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { CameOf, type Links, linksOf } from './came-of';
import { ConvertForm, formId } from './convert-form';
import { type Outcome, useConvert, usePreview, useUnconvert } from './use-conversion';

/** Turns a lead into an account, a contact and a deal, then shows what it became with a way back. */
export function ConvertDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations('leads');
  const phone = useIsPhone();
  const lead = useRecord('leads', id, 'converted_account,converted_contact,converted_deal');
  const preview = usePreview(id);
  const convert = useConvert(id);
  const unconvert = useUnconvert(id);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const title = lead.data?.data.title ?? '';
  const error = lead.error ?? preview.error;

  const converted = lead.data?.data.converted_at ? linksOf(lead.data.data) : null;
  const became: Links | null = outcome ?? converted;
  const body = became ? (
    <Became links={became} before={!outcome?.changed} />
  ) : error ? (
    <ErrorState error={error} onRetry={() => void preview.refetch()} />
  ) : preview.data && lead.data ? (
    <ConvertForm
      preview={preview.data.data}
      onSubmit={async (wanted) => setOutcome((await convert.mutateAsync(wanted)).data)}
    />
  ) : (
    <Loading label={t('loading')} className="flex flex-col gap-4">
      {[1, 2, 3].map((at) => (
        <Skeleton key={at} className="h-24" />
      ))}
    </Loading>
  );
  const footer = became ? (
    <>
      {outcome?.changed ? (
        <Button
          busy={unconvert.isPending}
          onClick={() => unconvert.mutate(undefined, { onSuccess: onClose })}
        >
          {t('undo')}
        </Button>
      ) : null}
      <Button variant="primary" autoFocus onClick={onClose}>
        {t('close')}
      </Button>
    </>
  ) : (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button
        variant="primary"
        type="submit"
        form={formId}
        busy={convert.isPending}
        disabled={!preview.data}
      >
        {t('convert')}
      </Button>
    </>
  );
  const shared = {
    title: became ? t('done', { title }) : t('convert_title', { title }),
    ...(became ? {} : { description: t('convert_text') }),
    footer,
  };
  const change = (open: boolean) => !open && onClose();
  if (phone) {
    return (
      <Sheet open onOpenChange={change}>
        <SheetContent {...shared}>
          <div className="p-4">{body}</div>
        </SheetContent>
      </Sheet>
    );
  }
  return (
    <Dialog open onOpenChange={change}>
      <DialogContent {...shared} className="max-w-lg">
        {body}
      </DialogContent>
    </Dialog>
  );
}

function Became({ links, before }: { links: Links; before: boolean }) {
  const t = useTranslations('leads');
  return (
    <>
      {before ? <p className="mb-2 text-muted-foreground">{t('already')}</p> : null}
      <CameOf links={links} />
    </>
  );
}
