'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { FieldError } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { ShowOnce } from '../show-once';
import { EventPicker } from './event-picker';
import type { EventGroup, Webhook } from './types';

export interface WebhookSheetProps {
  webhook: Webhook | 'new' | null;
  onClose: () => void;
}

/** Makes a webhook, showing its secret this once, or changes one. */
export function WebhookSheet({ webhook, onClose }: WebhookSheetProps) {
  const t = useTranslations('webhooks');
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  const title = secret ? t('secret_title') : webhook === 'new' ? t('new') : t('edit');
  return (
    <Sheet open={webhook !== null} onOpenChange={(open) => !open && close()}>
      <SheetContent title={title} {...(secret ? { description: t('secret_text') } : {})}>
        {secret ? (
          <div className="p-4">
            <ShowOnce label={t('secret')} value={secret} onDone={close} />
          </div>
        ) : webhook ? (
          <Loaded webhook={webhook === 'new' ? null : webhook} onMade={setSecret} onDone={close} />
        ) : null}
      </SheetContent>
    </Sheet>
  );
}

interface FormProps {
  webhook: Webhook | null;
  onMade: (secret: string) => void;
  onDone: () => void;
}

function Loaded(props: FormProps) {
  const t = useTranslations('primitives');
  const query = useQuery({
    queryKey: keys.webhookEvents,
    queryFn: ({ signal }) => api<EventGroup[]>('GET', '/webhooks/events', undefined, { signal }),
  });
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />;
  if (!query.data) {
    return (
      <Loading label={t('loading')} className="flex flex-col gap-3 p-4">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
        <Skeleton className="h-40" />
      </Loading>
    );
  }
  return <Form groups={query.data.data} {...props} />;
}

function Form({ webhook, groups, onMade, onDone }: FormProps & { groups: readonly EventGroup[] }) {
  const t = useTranslations('webhooks');
  const client = useQueryClient();
  const [events, setEvents] = useState<ReadonlySet<string>>(() => new Set(webhook?.events));
  const form = useSubmit(async ({ url, description }) => {
    const body = { url: url?.trim(), description, events: [...events] };
    const { data } = webhook
      ? await api<{ secret?: string }>('PATCH', `/webhooks/${webhook.id}`, body)
      : await api<{ secret?: string }>('POST', '/webhooks', body);
    await client.invalidateQueries({ queryKey: keys.webhooks });
    if (data.secret) return onMade(data.secret);
    toast(t('saved'));
    onDone();
  });
  const eventError = Object.entries(form.errors).find(([name]) => name.startsWith('events'))?.[1];
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4"
    >
      <FormFailure message={eventError ? null : form.failure} />
      <TextField
        form={form}
        label={t('url')}
        hint={t('url_hint')}
        name="url"
        type="url"
        inputMode="url"
        placeholder="https://"
        defaultValue={webhook?.url ?? ''}
        autoComplete="off"
        required
      />
      <TextField
        form={form}
        label={t('description')}
        name="description"
        defaultValue={webhook?.description ?? ''}
        autoComplete="off"
      />
      <EventPicker groups={groups} value={events} onValueChange={setEvents} />
      {eventError ? <FieldError>{eventError}</FieldError> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready || events.size === 0}
      >
        {webhook ? t('save') : t('create')}
      </Button>
    </form>
  );
}
