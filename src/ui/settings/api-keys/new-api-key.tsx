'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan, useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { ShowOnce, untilDone } from '../show-once';
import { everyRead, ScopePicker } from './scope-picker';

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
        {...(key ? untilDone : {})}
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
  const { user } = useSession();
  const can = useCan();
  const manage = can('api_keys:manage');
  const services = useQuery({
    queryKey: keys.serviceAccounts,
    queryFn: ({ signal }) =>
      api<{ id: string; name: string }[]>('GET', '/members', undefined, {
        signal,
        query: { kind: 'service' },
      }),
    enabled: manage,
  });
  const actors = [
    { value: user.id, label: t('acts_as_me') },
    ...(services.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const [actor, setActor] = useState(user.id);
  const [scopes, setScopes] = useState<ReadonlySet<string>>(
    () => new Set(everyRead.filter((scope) => can(scope))),
  );
  const form = useSubmit(async ({ name, networks = '', expires_at: day = '' }) => {
    const { data } = await api<{ key: string }>('POST', '/api-keys', {
      name,
      scopes: [...scopes],
      networks: networks.split(/[\s,;]+/).filter((text) => text !== ''),
      ...(day === '' ? {} : { expires_at: `${day}T23:59:59Z` }),
      ...(actor === user.id ? {} : { user_id: actor }),
    });
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
      {actors.length > 1 ? (
        <FormField label={t('acts_as')} error={form.errors.user_id}>
          {(control) => (
            <Select {...control} value={actor} onValueChange={setActor} options={actors} />
          )}
        </FormField>
      ) : null}
      <ScopePicker value={scopes} onValueChange={setScopes} errors={form.errors} />
      <div className="grid gap-4 md:grid-cols-2">
        <TextField form={form} label={t('expires_on')} name="expires_at" type="date" />
        <TextField
          form={form}
          label={t('networks')}
          hint={t('networks_hint')}
          name="networks"
          autoComplete="off"
          placeholder="192.0.2.0/24, 2001:db8::/32"
        />
      </div>
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
