'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import type { RecordData } from '@/ui/data/types';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Textarea } from '@/ui/primitives/textarea';
import { ShowOnce } from '@/ui/settings/show-once';
import { useReadQuotes } from './use-quote';

interface Sent {
  readonly link: { readonly url: string };
  readonly mailed_to: string | null;
}

/** Sends a draft: by mail when an address is given, in any case by a link that is shown once. */
export function SendDialog({
  quote,
  open,
  onClose,
}: {
  quote: RecordData;
  open: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('quotes');
  const [sent, setSent] = useState<Sent | null>(null);
  const close = () => {
    setSent(null);
    onClose();
  };
  return (
    <Dialog open={open} onOpenChange={(next) => !next && close()}>
      <DialogContent
        title={sent ? t('sent_title', { reference: quote.title }) : t('send_title')}
        description={
          sent
            ? sent.mailed_to
              ? t('mailed', { email: sent.mailed_to })
              : t('link_once')
            : t('send_text')
        }
      >
        {sent ? (
          <ShowOnce label={t('link')} value={sent.link.url} onDone={close} />
        ) : (
          <SendForm quote={quote} onSent={setSent} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function SendForm({ quote, onSent }: { quote: RecordData; onSent: (sent: Sent) => void }) {
  const t = useTranslations('quotes');
  const readQuotes = useReadQuotes();
  const contact_id = typeof quote.contact_id === 'string' ? quote.contact_id : null;
  const contact = useQuery({
    queryKey: keys.record('contacts', contact_id ?? ''),
    queryFn: ({ signal }) =>
      api<RecordData>('GET', `/contacts/${contact_id}`, undefined, { signal }),
    enabled: contact_id !== null,
  });
  const form = useSubmit(async ({ email = '', message = '' }) => {
    const body = {
      ...(email.trim() ? { email: email.trim() } : {}),
      ...(message.trim() ? { message: message.trim() } : {}),
    };
    const { data } = await api<Sent>('POST', `/quotes/${quote.id}/send`, body);
    onSent(data);
    readQuotes();
  });
  if (contact.isLoading) return null;
  const email = contact.data?.data.email;
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        name="email"
        type="email"
        label={t('email')}
        hint={t('email_hint')}
        autoComplete="off"
        defaultValue={typeof email === 'string' ? email : ''}
      />
      <FormField label={t('message')} error={form.errors.message}>
        {(control) => (
          <Textarea
            {...control}
            name="message"
            rows={3}
            maxLength={2000}
            onChange={() => form.clear('message')}
          />
        )}
      </FormField>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('send')}
      </Button>
    </form>
  );
}
