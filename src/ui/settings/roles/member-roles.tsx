'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { RoleName } from '@/identity/permissions';
import { covers } from '@/identity/roles/rights';
import { uiObjectMap } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { ApiError, isApiError } from '@/ui/data/api-error';
import { keys } from '@/ui/data/keys';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { RoleSelect } from '../members/role-select';
import { type Role, rolesQuery } from './types';
import { useGranted } from './use-granted';

interface Member {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'service';
  readonly role: RoleName;
}

/** The composed roles of a member, in one line; nothing while there are none. */
export function MemberRoleNames({ id }: { id: string }) {
  const { data } = useQuery(rolesQuery);
  const names = data?.data.filter(({ member_ids }) => member_ids.includes(id)) ?? [];
  return names.length > 0 ? (
    <span className="block break-words">{names.map(({ name }) => name).join(', ')}</span>
  ) : null;
}

/** A button that opens the roles of a member, built-in and composed. */
export function MemberRoles({ member }: { member: Member }) {
  const t = useTranslations('roles');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={t('of', { name: member.name })} onClick={() => setOpen(true)}>
        {t('title')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent title={t('of', { name: member.name })} description={t('of_text')}>
          {open ? <Choose member={member} onDone={() => setOpen(false)} /> : null}
        </DialogContent>
      </Dialog>
    </>
  );
}

function Choose({ member, onDone }: { member: Member; onDone: () => void }) {
  const query = useQuery(rolesQuery);
  if (query.isError)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-6" />;
  if (!query.data) return <Skeleton className="h-24" />;
  return <RolesForm member={member} roles={query.data.data} onDone={onDone} />;
}

function RolesForm({
  member,
  roles,
  onDone,
}: {
  member: Member;
  roles: readonly Role[];
  onDone: () => void;
}) {
  const t = useTranslations('roles');
  const words = useTranslations('members');
  const client = useQueryClient();
  const before = roles.filter(({ member_ids }) => member_ids.includes(member.id));
  const [role, setRole] = useState(member.role);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(before.map(({ id }) => id)));
  const form = useSubmit(async () => {
    try {
      const role_ids = [...chosen];
      // First what gives more, so that nobody is without rights between the two.
      await api('PUT', `/members/${member.id}/roles`, { role_ids });
      if (role !== member.role) await api('PATCH', `/members/${member.id}`, { role });
    } catch (error) {
      if (isApiError(error, 'forbidden'))
        throw new ApiError({ code: 'forbidden', status: 403, message: t('not_yours') });
      throw error;
    } finally {
      await Promise.all(
        [keys.roles, keys.members, keys.session].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    }
    toast(t('given', { name: member.name }));
    onDone();
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure message={form.failure} />
      <FormField
        label={t('built_in_one')}
        hint={words(`role_${role}_text`)}
        error={form.errors.role}
      >
        {(control) => (
          <RoleSelect
            {...control}
            withoutOwner={member.kind === 'service'}
            value={role}
            onValueChange={setRole}
          />
        )}
      </FormField>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium text-muted-foreground text-xs">
          {t('composed')}
        </legend>
        {roles.length === 0 ? (
          <p className="text-faint-foreground text-sm">{t('empty_title')}</p>
        ) : (
          <ul className="flex flex-col">
            {roles.map((one) => (
              <Choice
                key={one.id}
                role={one}
                checked={chosen.has(one.id)}
                onToggle={() => {
                  const next = new Set(chosen);
                  if (!next.delete(one.id)) next.add(one.id);
                  setChosen(next);
                }}
              />
            ))}
          </ul>
        )}
        {role === 'custom' && chosen.size === 0 ? (
          <p className="mt-1 text-muted-foreground text-xs">{t('without')}</p>
        ) : null}
      </fieldset>
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {t('save')}
      </Button>
    </form>
  );
}

function Choice({
  role,
  checked,
  onToggle,
}: {
  role: Role;
  checked: boolean;
  onToggle: () => void;
}) {
  const t = useTranslations('roles');
  const id = useId();
  const granted = useGranted();
  const mine = covers(granted, role.rights, uiObjectMap.values());
  const detail = mine ? role.description : t('beyond');
  return (
    <li className="flex min-h-9 items-start gap-2.5 py-1.5 max-md:min-h-11">
      <Checkbox
        className="mt-0.5"
        aria-label={role.name}
        aria-describedby={detail ? id : undefined}
        checked={checked}
        disabled={!mine}
        onCheckedChange={onToggle}
      />
      <span className="min-w-0 flex-1 text-sm">
        <span className="block break-words">{role.name}</span>
        {detail ? (
          <span id={id} className="block break-words text-faint-foreground text-xs">
            {detail}
          </span>
        ) : null}
      </span>
    </li>
  );
}
