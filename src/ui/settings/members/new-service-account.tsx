'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Dialog, DialogContent, DialogTrigger } from '@/ui/primitives/dialog';
import { toast } from '@/ui/primitives/toast';
import { RoleForm } from './role-form';
import { useFirstRole } from './role-select';

/** Makes a member for a program; its keys are made among the API keys. */
export function NewServiceAccount() {
  const t = useTranslations('members');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Bot aria-hidden />
          {t('service_new')}
        </Button>
      </DialogTrigger>
      <DialogContent title={t('service_new')} description={t('service_new_text')}>
        <ServiceForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function ServiceForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('members');
  const client = useQueryClient();
  const [role, setRole] = useState<RoleName>(useFirstRole());
  const form = useSubmit(async ({ name = '' }) => {
    await api('POST', '/service-accounts', { name, role });
    await client.invalidateQueries({ queryKey: keys.members });
    toast(t('service_made', { name }));
    onDone();
  });
  return (
    <RoleForm withoutOwner form={form} role={role} onRole={setRole} action={t('service_create')}>
      <TextField
        form={form}
        label={t('service_name')}
        hint={t('service_name_hint')}
        name="name"
        autoComplete="off"
        required
      />
    </RoleForm>
  );
}
