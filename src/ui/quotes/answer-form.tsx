'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Textarea } from '@/ui/primitives/textarea';
import type { ShownQuote } from './types';

/** The customer accepts under their name, or declines and says why. */
export function AnswerForm({
  token,
  company,
  onAnswered,
}: {
  token: string;
  company: string;
  onAnswered: (quote: ShownQuote) => void;
}) {
  const t = useTranslations('customer_quote');
  const [declining, setDeclining] = useState(false);
  const form = useSubmit(async (values) => {
    const body = declining
      ? { answer: 'decline', token, reason: values.reason }
      : { answer: 'accept', token, name: values.name };
    onAnswered((await api<ShownQuote>('POST', '/quote-links/answer', body)).data);
  });
  return (
    <form
      key={String(declining)}
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex flex-col gap-4 border-t pt-6"
    >
      <FormFailure message={form.failure} />
      {declining ? (
        <FormField label={t('reason')} error={form.errors.reason} required>
          {(control) => (
            <Textarea
              {...control}
              name="reason"
              rows={3}
              maxLength={1000}
              autoFocus
              onChange={() => form.clear('reason')}
            />
          )}
        </FormField>
      ) : (
        <TextField
          form={form}
          name="name"
          label={t('name')}
          hint={t('name_hint', { company })}
          autoComplete="name"
          maxLength={120}
          required
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant={declining ? 'danger' : 'primary'}
          size="lg"
          busy={form.busy}
          disabled={!form.ready}
        >
          {t(declining ? 'decline' : 'accept')}
        </Button>
        <Button variant="ghost" size="lg" onClick={() => setDeclining(!declining)}>
          {t(declining ? 'back' : 'rather_decline')}
        </Button>
      </div>
    </form>
  );
}
