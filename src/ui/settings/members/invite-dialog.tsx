'use client';

import { useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { toast } from '@/ui/primitives/toast';
import { invitationsKey } from './invitations';
import { RoleForm } from './role-form';
import { useFirstRole } from './role-select';

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
  const [role, setRole] = useState<RoleName>(useFirstRole());
  const form = useSubmit(async ({ email = '' }) => {
    await api('POST', '/invitations', { email, role });
    await client.invalidateQueries({ queryKey: invitationsKey });
    toast(t('invited', { email }));
    onDone();
  });
  return (
    <RoleForm
      form={form}
      role={role}
      onRole={setRole}
      hint={role === 'custom' ? t('invite_custom') : t(`role_${role}_text`)}
      action={t('invite_send')}
    >
      <TextField
        form={form}
        label={t('email')}
        name="email"
        type="email"
        autoComplete="off"
        required
      />
    </RoleForm>
  );
}
