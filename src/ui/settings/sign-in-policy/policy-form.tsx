'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FieldError, FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Label } from '@/ui/primitives/label';
import { Switch } from '@/ui/primitives/switch';
import { Textarea } from '@/ui/primitives/textarea';
import { toast } from '@/ui/primitives/toast';

/** What `GET /api/sign-in-policy` answers. */
export interface Policy {
  second_factor_required: boolean;
  session_idle_minutes: number;
  session_hours: number;
  shortest_password: number;
  allowed_networks: string[];
}

const numbers = ['session_idle_minutes', 'session_hours', 'shortest_password'] as const;

export function PolicyForm({ policy }: { policy: Policy }) {
  const t = useTranslations('sign_in_policy');
  const client = useQueryClient();
  const switchId = useId();
  const [required, setRequired] = useState(policy.second_factor_required);
  const form = useSubmit(async (values) => {
    await api('PATCH', '/sign-in-policy', {
      second_factor_required: required,
      ...Object.fromEntries(numbers.map((name) => [name, wholeNumber(values[name])])),
      allowed_networks: (values.allowed_networks ?? '').split(/[\s,;]+/).filter(Boolean),
    });
    await client.invalidateQueries({ queryKey: keys.signInPolicy });
    toast(t('saved'));
  });
  const networkError = Object.entries(form.errors).find(([path]) =>
    path.startsWith('allowed_networks'),
  )?.[1];
  const placed = networkError ?? form.errors.second_factor_required;
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex max-w-md flex-col gap-4"
    >
      <FormFailure message={placed ? null : form.failure} />
      <div className="flex flex-col gap-1.5">
        <div className="flex items-center gap-3">
          <Switch id={switchId} checked={required} onCheckedChange={setRequired} />
          <Label htmlFor={switchId}>{t('second_factor')}</Label>
        </div>
        <p className="text-faint-foreground text-xs">{t('second_factor_hint')}</p>
        {form.errors.second_factor_required ? (
          <FieldError>{form.errors.second_factor_required}</FieldError>
        ) : null}
      </div>
      {numbers.map((name) => (
        <TextField
          key={name}
          form={form}
          label={t(`${name}`)}
          hint={t(`${name}_hint`)}
          name={name}
          defaultValue={String(policy[name])}
          inputMode="numeric"
          autoComplete="off"
          required
        />
      ))}
      <FormField label={t('networks')} hint={t('networks_hint')} error={networkError}>
        {(control) => (
          <Textarea
            {...control}
            name="allowed_networks"
            defaultValue={policy.allowed_networks.join('\n')}
            spellCheck={false}
            className="font-mono"
          />
        )}
      </FormField>
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('save')}
      </Button>
    </form>
  );
}

/** What was typed as a number, else as it is: the API says what is wrong with it. */
const wholeNumber = (text = ''): number | string =>
  /^\d{1,9}$/.test(text.trim()) ? Number(text) : text;
