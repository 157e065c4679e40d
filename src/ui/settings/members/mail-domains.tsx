'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { FieldError } from '@/ui/primitives/field';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { toast } from '@/ui/primitives/toast';
import { Section } from '../section';

/** To which domains invitations go. */
export function MailDomains() {
  const t = useTranslations('members');
  const { company } = useSession();
  const client = useQueryClient();
  const errorText = useErrorText();
  const errorId = useId();
  // What was chosen stays until it is saved, also when it is refused.
  const [chosen, setChosen] = useState<string[] | null>(null);
  const { mutate, error } = useMutation({
    mutationFn: (mail_domains: string[]) => api('PATCH', '/company', { mail_domains }),
    onSuccess: async (_answer, saved) => {
      toast(t('domains_saved'));
      await client.invalidateQueries({ queryKey: keys.session });
      setChosen((now) => (now === saved ? null : now));
    },
  });
  const value = chosen ?? company.mail_domains;
  return (
    <Section title={t('domains_title')} description={t('domains_text')}>
      <MultiCombobox
        creatable
        aria-label={t('domains_title')}
        aria-describedby={error ? errorId : undefined}
        {...(error ? { 'aria-invalid': true } : {})}
        placeholder={t('domains_all')}
        className="max-w-md"
        value={value}
        options={value.map((one) => ({ value: one, label: one }))}
        onValueChange={(next) => {
          setChosen(next);
          mutate(next);
        }}
      />
      {error ? (
        <div className="mt-1.5">
          <FieldError id={errorId}>{errorText(error)}</FieldError>
        </div>
      ) : null}
    </Section>
  );
}
