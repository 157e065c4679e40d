'use client';

import { useTranslations } from 'next-intl';
import { TextField } from '@/ui/data/text-field';
import type { Submit } from '@/ui/data/use-submit';
import { FormField } from '@/ui/primitives/field';
import { Textarea } from '@/ui/primitives/textarea';
import type { Connection } from './types';

/** What a provider that speaks SAML is known by. */
export function SamlFields({ form, connection }: { form: Submit; connection: Connection | null }) {
  const t = useTranslations('sso');
  const wrong = certificateError(form);
  return (
    <>
      <TextField
        form={form}
        label={t('entity_id')}
        name="issuer"
        defaultValue={connection?.issuer ?? ''}
        autoComplete="off"
        required
      />
      <TextField
        form={form}
        label={t('sso_url')}
        name="sso_url"
        type="url"
        inputMode="url"
        placeholder="https://"
        defaultValue={connection?.sso_url ?? ''}
        autoComplete="off"
        required
      />
      <FormField label={t('certificate')} hint={t('certificate_hint')} error={wrong} required>
        {(control) => (
          <Textarea
            {...control}
            name="certificates"
            rows={5}
            className="font-mono text-xs"
            defaultValue={connection?.certificates.join('\n') ?? ''}
            spellCheck={false}
            onChange={() => {
              for (const name of Object.keys(form.errors))
                if (name.startsWith('certificates')) form.clear(name);
            }}
          />
        )}
      </FormField>
    </>
  );
}

/** What is wrong with one of the certificates, which stand in one field. */
export const certificateError = ({ errors }: Submit): string | undefined =>
  Object.entries(errors).find(([name]) => name.startsWith('certificates'))?.[1];

/** Certificates as they were pasted one after the other. */
export const certificatesIn = (text: string): string[] =>
  text
    .split(/(?<=-----END CERTIFICATE-----)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
