'use client';

import { useTranslations } from 'next-intl';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { FormFailure } from '@/ui/primitives/form-failure';

export interface PasskeyNameProps {
  /** Which one is named; null: none, the dialog is closed. */
  passkey: { id: string; name: string } | 'new' | null;
  onClose: () => void;
  onDone: () => void;
}

/** Makes a passkey under a name, or gives one another name. */
export function PasskeyName({ passkey, onClose, onDone }: PasskeyNameProps) {
  const t = useTranslations('security');
  const fresh = passkey === 'new';
  return (
    <Dialog open={passkey !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent
        title={fresh ? t('passkey_add') : t('passkey_rename_title')}
        {...(fresh ? { description: t('passkey_add_text') } : {})}
      >
        {passkey ? <NameForm passkey={passkey} onDone={onDone} /> : null}
      </DialogContent>
    </Dialog>
  );
}

function NameForm({
  passkey,
  onDone,
}: {
  passkey: { id: string; name: string } | 'new';
  onDone: () => void;
}) {
  const t = useTranslations('security');
  const form = useSubmit(async ({ name }) => {
    if (passkey === 'new') {
      const { makePasskey } = await import('@/ui/auth/passkey');
      const made = await makePasskey();
      if (!made) return;
      await api('POST', '/passkeys', { name, passkey: made });
    } else await api('PATCH', `/passkeys/${passkey.id}`, { name });
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('passkey_name')}
        hint={t('passkey_name_hint')}
        name="name"
        autoComplete="off"
        defaultValue={passkey === 'new' ? '' : passkey.name}
        required
      />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {passkey === 'new' ? t('passkey_make') : t('save')}
      </Button>
    </form>
  );
}
