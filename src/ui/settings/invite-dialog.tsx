'use client';

import { useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type RoleName, ranks, roles } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { useSession } from '@/ui/data/session';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { toast } from '@/ui/primitives/toast';
import { invitationsKey } from './invitations';

/** Invites somebody by mail, with a role of at most one's own. */
export function InviteDialog() {
  const t = useTranslations('members');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t('invite')}
        </Button>
      </DialogTrigger>
      <DialogContent title={t('invite')} description={t('invite_text')}>
        <InviteForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('members');
  const client = useQueryClient();
  const session = useSession();
  const [role, setRole] = useState<RoleName>('rep');
  const form = useSubmit(async ({ email = '' }) => {
    await api('POST', '/invitations', { email, role });
    await client.invalidateQueries({ queryKey: invitationsKey });
    toast(t('invited', { email }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('email')}
        name="email"
        type="email"
        autoComplete="off"
        required
      />
      <FormField label={t('role')} hint={t(`role_${role}_text`)} error={form.errors.role}>
        {(control) => (
          <Select
            {...control}
            value={role}
            onValueChange={setRole}
            options={roles
              .filter((one) => ranks(session.role, one))
              .map((one) => ({ value: one, label: t(`role_${one}`) }))}
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
        {t('invite_send')}
      </Button>
    </form>
  );
}
