'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { RoleName } from '@/identity/permissions';
import type { Submit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { RoleSelect } from './role-select';

interface Props {
  form: Submit;
  role: RoleName;
  onRole: (role: RoleName) => void;
  hint?: string;
  withoutOwner?: boolean;
  action: string;
  /** Who it is. */
  children: ReactNode;
}

/** Asks who comes into the company, and with which role. */
export function RoleForm({ form, role, onRole, hint, withoutOwner, action, children }: Props) {
  const t = useTranslations('members');
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      {children}
      <FormField label={t('role')} hint={hint} error={form.errors.role}>
        {(control) => (
          <RoleSelect
            {...control}
            {...(withoutOwner ? { withoutOwner } : {})}
            value={role}
            onValueChange={onRole}
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
        {action}
      </Button>
    </form>
  );
}
