'use client';

import { ArrowLeft, KeyRound, Pencil, Send, Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { keys } from '@/ui/data/keys';
import { useSetting } from '@/ui/data/use-setting';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { Section } from '../section';
import { ShowOnce } from '../show-once';
import { Deliveries } from './deliveries';
import { DeliveryOutcome } from './delivery-outcome';
import type { FullDelivery, Webhook } from './types';
import { WebhookState } from './webhook-state';

export interface WebhookDetailProps {
  webhook: Webhook;
  onBack: () => void;
  onEdit: () => void;
}

/** One webhook: try it, change it, give it a new secret, end it, and see what was sent. */
export function WebhookDetail({ webhook, onBack, onEdit }: WebhookDetailProps) {
  const t = useTranslations('webhooks');
  const format = useFormatter();
  const refresh = [keys.webhooks, keys.deliveries(webhook.id)];
  const test = useSetting<FullDelivery>(refresh);
  const rotate = useSetting<{ secret: string }>(refresh);
  const end = useSetting([keys.webhooks]);
  const [asking, setAsking] = useState<'rotate' | 'delete' | null>(null);
  const path = `/webhooks/${webhook.id}`;
  const secret = rotate.data?.data.secret;
  return (
    <>
      <Button variant="ghost" className="mb-3 -ml-2" onClick={onBack}>
        <ArrowLeft aria-hidden />
        {t('title')}
      </Button>
      <Section
        title={
          <span className="flex flex-wrap items-center gap-2">
            <span className="break-all">{webhook.url}</span>
            <WebhookState webhook={webhook} />
          </span>
        }
        description={
          webhook.disabled_reason
            ? t(`disabled_${webhook.disabled_reason}`)
            : webhook.previous_until
              ? t('rotating', {
                  date: format.dateTime(new Date(webhook.previous_until), {
                    dateStyle: 'medium',
                    timeStyle: 'short',
                  }),
                })
              : webhook.description
        }
      >
        <div className="flex flex-wrap gap-2">
          <Button
            busy={test.isPending}
            onClick={() =>
              test.mutate({ method: 'POST', path: `${path}/test`, body: {}, message: null })
            }
          >
            <Send aria-hidden />
            {t('test')}
          </Button>
          <Button onClick={onEdit}>
            <Pencil aria-hidden />
            {t('edit')}
          </Button>
          <Button onClick={() => setAsking('rotate')}>
            <KeyRound aria-hidden />
            {t('rotate')}
          </Button>
          <Button onClick={() => setAsking('delete')}>
            <Trash2 aria-hidden />
            {t('delete')}
          </Button>
        </div>
        <div aria-live="polite">
          {test.data ? (
            <p className="mt-3 flex flex-wrap items-center gap-2 text-sm">
              {t('test_result')} <DeliveryOutcome delivery={test.data.data} />
            </p>
          ) : null}
        </div>
      </Section>
      <Deliveries webhook={webhook} />
      <ConfirmDialog
        open={asking === 'rotate'}
        onOpenChange={(open) => !open && setAsking(null)}
        title={t('rotate_title')}
        description={t('rotate_text')}
        action={t('rotate')}
        busy={rotate.isPending}
        onConfirm={() =>
          rotate.mutate(
            { method: 'POST', path: `${path}/rotate-secret`, body: {}, message: null },
            { onSettled: () => setAsking(null) },
          )
        }
      />
      <Dialog open={secret !== undefined} onOpenChange={(open) => !open && rotate.reset()}>
        <DialogContent title={t('secret_title')} description={t('secret_text')}>
          <ShowOnce label={t('secret')} value={secret ?? ''} onDone={rotate.reset} />
        </DialogContent>
      </Dialog>
      <ConfirmDialog
        danger
        open={asking === 'delete'}
        onOpenChange={(open) => !open && setAsking(null)}
        title={t('delete_title')}
        description={t('delete_text')}
        action={t('delete')}
        busy={end.isPending}
        onConfirm={() =>
          end.mutate(
            { method: 'DELETE', path, message: t('deleted') },
            { onSettled: () => setAsking(null), onSuccess: onBack },
          )
        }
      />
    </>
  );
}
