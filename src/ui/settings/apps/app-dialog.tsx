'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { RadioList } from '@/ui/primitives/radio-list';
import { Textarea } from '@/ui/primitives/textarea';
import { ScopePicker } from '../api-keys/scope-picker';
import { ShowOnce, untilDone } from '../show-once';

export interface OAuthApp {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly confidential: boolean;
  readonly redirect_uris: readonly string[];
  readonly scopes: readonly string[];
  readonly connections: number;
}

interface Made {
  readonly client_id: string;
  readonly client_secret: string | null;
}

/** Registers an app or changes one; what it signs in with is shown once. */
export function AppDialog({ app, onClose }: { app: OAuthApp | 'new' | null; onClose: () => void }) {
  const t = useTranslations('apps');
  const [made, setMade] = useState<Made | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Dialog open={app !== null} onOpenChange={(open) => !open && close()}>
      <DialogContent
        {...(made ? untilDone : {})}
        title={made ? t('made_title') : app === 'new' ? t('register') : t('edit_title')}
        description={made ? t('made_text') : t('form_text')}
        className="max-w-2xl"
      >
        {made ? (
          <div className="flex flex-col gap-4">
            <p className="text-sm">
              {t('client_id')}: <code className="break-all">{made.client_id}</code>
            </p>
            {made.client_secret ? (
              <ShowOnce label={t('client_secret')} value={made.client_secret} onDone={close} />
            ) : (
              <Button variant="primary" className="self-end" onClick={close}>
                {t('done')}
              </Button>
            )}
          </div>
        ) : app ? (
          <AppForm
            app={app === 'new' ? null : app}
            onSaved={(saved) => (app === 'new' ? setMade(saved) : close())}
          />
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

function AppForm({ app, onSaved }: { app: OAuthApp | null; onSaved: (saved: Made) => void }) {
  const t = useTranslations('apps');
  const client = useQueryClient();
  const can = useCan();
  const [kind, setKind] = useState<'confidential' | 'public'>('confidential');
  const [scopes, setScopes] = useState<ReadonlySet<string>>(
    () => new Set(app?.scopes ?? ['contacts:read', 'accounts:read'].filter((scope) => can(scope))),
  );
  const form = useSubmit(async ({ name, redirect_uris = '' }) => {
    const body = {
      name,
      redirect_uris: redirect_uris.split(/\s+/).filter((line) => line !== ''),
      scopes: [...scopes],
    };
    const { data } = app
      ? await api<Made>('PATCH', `/oauth/apps/${app.id}`, body)
      : await api<Made>('POST', '/oauth/apps', { ...body, confidential: kind === 'confidential' });
    await client.invalidateQueries({ queryKey: keys.apps });
    onSaved(data);
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        autoComplete="off"
        defaultValue={app?.name ?? ''}
        required
      />
      <FormField
        label={t('redirect_uris')}
        hint={t('redirect_uris_hint')}
        error={form.errors.redirect_uris}
        required
      >
        {(control) => (
          <Textarea
            {...control}
            name="redirect_uris"
            defaultValue={app?.redirect_uris.join('\n') ?? ''}
            spellCheck={false}
          />
        )}
      </FormField>
      {app ? null : (
        <RadioList
          legend={t('kind')}
          value={kind}
          onValueChange={setKind}
          options={[
            { value: 'confidential', label: t('confidential'), detail: t('confidential_text') },
            { value: 'public', label: t('public'), detail: t('public_text') },
          ]}
        />
      )}
      <ScopePicker value={scopes} onValueChange={setScopes} errors={form.errors} />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {app ? t('save') : t('register')}
      </Button>
    </form>
  );
}
