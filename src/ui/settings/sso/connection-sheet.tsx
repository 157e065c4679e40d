'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Select } from '@/ui/primitives/select';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Switch } from '@/ui/primitives/switch';
import { toast } from '@/ui/primitives/toast';
import { RoleSelect, useFirstRole } from '../members/role-select';
import { CopyLine } from './copy-line';
import { OidcFields } from './oidc-fields';
import { certificateError, certificatesIn, SamlFields } from './saml-fields';
import type { Connection, Sso } from './types';

export type Edited = Connection | 'new';

interface Props {
  edited: Edited | null;
  /** Has what the provider has to be told. */
  sso: Sso;
  onClose: () => void;
}

/** Adds or changes a provider. */
export function ConnectionSheet({ edited, sso, onClose }: Props) {
  const t = useTranslations('sso');
  const connection = edited === 'new' ? null : edited;
  return (
    <Sheet open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={connection ? t('edit_named', { name: connection.name }) : t('new')}
        description={t('sheet_text')}
      >
        {edited ? <ConnectionForm connection={connection} sso={sso} onDone={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

function ConnectionForm({
  connection,
  sso,
  onDone,
}: {
  connection: Connection | null;
  sso: Sso;
  onDone: () => void;
}) {
  const t = useTranslations('sso');
  const client = useQueryClient();
  const firstRole = useFirstRole();
  const [role, setRole] = useState<RoleName>(connection?.default_role ?? firstRole);
  const [justInTime, setJustInTime] = useState(connection?.just_in_time ?? true);
  const [trusts, setTrusts] = useState(connection?.trusts_mail ?? false);
  const [kind, setKind] = useState<Connection['kind']>(connection?.kind ?? 'oidc');
  const form = useSubmit(async ({ client_secret, certificates = '', ...values }) => {
    const secret = client_secret ? { client_secret } : {};
    const own =
      kind === 'oidc'
        ? { ...secret, trusts_mail: trusts }
        : { certificates: certificatesIn(certificates) };
    const body = { ...values, ...own, default_role: role, just_in_time: justInTime };
    if (connection) await api('PATCH', `/sso/${kind}/${connection.id}`, body);
    else await api('POST', `/sso/${kind}`, body);
    await client.invalidateQueries({ queryKey: keys.sso });
    toast(t('saved', { name: values.name ?? '' }));
    onDone();
  });
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.onSubmit}
      className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4"
    >
      <FormFailure message={certificateError(form) ? null : form.failure} />
      {connection ? null : (
        <FormField label={t('kind')}>
          {(control) => (
            <Select
              {...control}
              value={kind}
              onValueChange={setKind}
              options={(['oidc', 'saml'] as const).map((one) => ({
                value: one,
                label: t(`kind_${one}`),
              }))}
            />
          )}
        </FormField>
      )}
      {kind === 'oidc' ? (
        <CopyLine label={t('redirect')} value={sso.redirect_uri} />
      ) : (
        <>
          <CopyLine label={t('our_entity_id')} value={sso.saml.entity_id} />
          <CopyLine label={t('answer_url')} value={sso.saml.answer_url} />
        </>
      )}
      <TextField
        form={form}
        label={t('name')}
        hint={t('name_hint')}
        name="name"
        defaultValue={connection?.name ?? ''}
        autoComplete="off"
        required
      />
      {kind === 'oidc' ? (
        <OidcFields form={form} connection={connection} />
      ) : (
        <SamlFields form={form} connection={connection} />
      )}
      <RoleField value={role} error={form.errors.default_role} onChange={setRole} />
      <Choice
        label={t('just_in_time')}
        hint={t('just_in_time_hint')}
        checked={justInTime}
        onChange={setJustInTime}
      />
      {kind === 'oidc' ? (
        <Choice
          label={t('trusts_mail')}
          hint={t('trusts_mail_hint')}
          checked={trusts}
          onChange={setTrusts}
        />
      ) : null}
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

interface RoleFieldProps {
  value: RoleName;
  error: string | undefined;
  onChange: (role: RoleName) => void;
}

/** What somebody new becomes: never an owner, never above oneself. */
function RoleField({ value, error, onChange }: RoleFieldProps) {
  const t = useTranslations('sso');
  return (
    <FormField label={t('default_role')} hint={t('default_role_hint')} error={error}>
      {(control) => <RoleSelect {...control} withoutOwner value={value} onValueChange={onChange} />}
    </FormField>
  );
}

interface ChoiceProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ label, hint, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <p id={id} className="text-sm">
          {label}
        </p>
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      </div>
      <Switch
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        checked={checked}
        onCheckedChange={onChange}
      />
    </div>
  );
}
