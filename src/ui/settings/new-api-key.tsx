'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { uiObjects } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FieldError } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { ScopePicker } from './scope-picker';
import { ShowOnce } from './show-once';

/** Makes a key and shows it this once. */
export function NewApiKey() {
  const t = useTranslations('api_keys');
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setKey(null);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {t('new')}
        </Button>
      </DialogTrigger>
      <DialogContent
        title={key ? t('made_title') : t('new')}
        description={key ? t('made_text') : t('new_text')}
        className="max-w-2xl"
      >
        {key ? (
          <ShowOnce label={t('key')} value={key} onDone={() => change(false)} />
        ) : (
          <KeyForm onMade={setKey} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function KeyForm({ onMade }: { onMade: (key: string) => void }) {
  const t = useTranslations('api_keys');
  const client = useQueryClient();
  const [scopes, setScopes] = useState<ReadonlySet<string>>(
    () => new Set(uiObjects.map((object) => `${object.name}:read`)),
  );
  const form = useSubmit(async ({ name }) => {
    const { data } = await api<{ key: string }>('POST', '/api-keys', { name, scopes: [...scopes] });
    await client.invalidateQueries({ queryKey: keys.apiKeys });
    onMade(data.key);
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        hint={t('name_hint')}
        name="name"
        autoComplete="off"
        required
      />
      <ScopePicker value={scopes} onValueChange={setScopes} />
      {form.errors.scopes ? <FieldError>{form.errors.scopes}</FieldError> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('create')}
      </Button>
    </form>
  );
}
