'use client';

import { useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Label } from '@/ui/primitives/label';
import { toast } from '@/ui/primitives/toast';
import type { Webhook } from './types';

/** Sends the deliveries of a time again. */
export function ReplayRange({ webhook }: { webhook: Webhook }) {
  const t = useTranslations('webhooks');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <RotateCcw aria-hidden />
          {t('replay_range')}
        </Button>
      </DialogTrigger>
      <DialogContent title={t('replay_range')} description={t('replay_range_text')}>
        <RangeForm webhook={webhook} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function RangeForm({ webhook, onDone }: { webhook: Webhook; onDone: () => void }) {
  const t = useTranslations('webhooks');
  const client = useQueryClient();
  const [delivered, setDelivered] = useState(false);
  const form = useSubmit(async ({ from, to }) => {
    const { data } = await api<{ replayed: number }>(
      'POST',
      `/webhooks/${webhook.id}/deliveries/replay`,
      {
        ...(from ? { from: new Date(from).toISOString() } : {}),
        ...(to ? { to: new Date(to).toISOString() } : {}),
        status: delivered ? 'any' : 'failed',
      },
    );
    await client.invalidateQueries({ queryKey: keys.deliveries(webhook.id) });
    toast(t('replayed', { count: data.replayed }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField form={form} label={t('from')} name="from" type="datetime-local" />
        <TextField form={form} label={t('to')} name="to" type="datetime-local" />
      </div>
      <span className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
        <Checkbox id="replay-delivered" checked={delivered} onCheckedChange={setDelivered} />
        <Label htmlFor="replay-delivered">{t('replay_delivered')}</Label>
      </span>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('replay')}
      </Button>
    </form>
  );
}
