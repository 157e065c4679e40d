'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Eye } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { roles as builtIn } from '@/identity/permissions';
import type { RoleRights } from '@/identity/roles/rights';
import { api } from '@/ui/data/api';
import { ApiError, isApiError } from '@/ui/data/api-error';
import { useDraft } from '@/ui/data/drafts';
import { keys } from '@/ui/data/keys';
import { useSubmit } from '@/ui/data/use-submit';
import { Button } from '@/ui/primitives/button';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Input } from '@/ui/primitives/input';
import { Select } from '@/ui/primitives/select';
import { Textarea } from '@/ui/primitives/textarea';
import { toast } from '@/ui/primitives/toast';
import { Section } from '../section';
import { AdministrationRights } from './administration-rights';
import { FieldRightsList } from './field-rights';
import { RightsMatrix } from './rights-matrix';
import { RolePreview } from './role-preview';
import { nothing, type Role, rightsOf } from './types';

/** What an editor begins with: a role to change, or a new one. */
export interface RoleStart {
  readonly role: Role | null;
  readonly name: string;
  readonly description: string;
  readonly rights: RoleRights;
}

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly rights: RoleRights;
}

interface Props {
  start: RoleStart;
  /** Those a new one can be copied from. */
  roles: readonly Role[];
  onClose: () => void;
}

/** One role: its name, and what it allows. What is not saved yet is kept in this browser until it is saved or discarded. */
export function RoleEditor({ start, roles, onClose }: Props) {
  const t = useTranslations('roles');
  const client = useQueryClient();
  const { role } = start;
  const first: Draft = {
    name: start.name,
    description: start.description,
    rights: start.rights,
  };
  const draft = useDraft<Draft>(`role:${role?.id ?? `new:${start.name}`}`, first);
  const { name, description, rights } = draft.value;
  const [previewed, setPreviewed] = useState(false);
  const set = (next: Partial<Draft>) => draft.setValue({ ...draft.value, ...next });
  const changed = !role || JSON.stringify(draft.value) !== JSON.stringify(first);
  const form = useSubmit(async () => {
    try {
      const { data } = role
        ? await api<Role>('PATCH', `/roles/${role.id}`, draft.value)
        : await api<Role>('POST', '/roles', draft.value);
      toast(t('saved', { name: data.name }));
    } catch (error) {
      if (isApiError(error, 'forbidden'))
        throw new ApiError({ code: 'forbidden', status: 403, message: t('not_yours') });
      throw error;
    }
    draft.clear();
    await Promise.all(
      [keys.roles, keys.session].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
    onClose();
  });
  const discard = () => {
    draft.setValue(first);
    draft.clear();
    if (!role) onClose();
  };
  return (
    <>
      <Button variant="ghost" className="mb-3 -ml-2" onClick={onClose}>
        <ArrowLeft aria-hidden />
        {t('title')}
      </Button>
      <form method="post" noValidate onSubmit={form.onSubmit}>
        <Section
          title={role ? role.name : t('new')}
          description={role ? t('members', { count: role.member_ids.length }) : t('new_text')}
          actions={
            <Button onClick={() => setPreviewed(true)}>
              <Eye aria-hidden />
              {t('preview')}
            </Button>
          }
        >
          <div className="flex max-w-md flex-col gap-4">
            {draft.restored && changed ? (
              <p role="status" className="rounded-md bg-surface px-3 py-2 text-sm">
                {t('draft')}
              </p>
            ) : null}
            <FormField label={t('name')} error={form.errors.name} required>
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  value={name}
                  maxLength={80}
                  autoComplete="off"
                  onChange={({ target }) => {
                    form.clear('name');
                    set({ name: target.value });
                  }}
                />
              )}
            </FormField>
            <FormField label={t('description')} error={form.errors.description}>
              {(control) => (
                <Textarea
                  {...control}
                  name="description"
                  rows={2}
                  value={description}
                  maxLength={500}
                  onChange={({ target }) => {
                    form.clear('description');
                    set({ description: target.value });
                  }}
                />
              )}
            </FormField>
            {role ? null : <StartFrom roles={roles} onChoose={(next) => set({ rights: next })} />}
          </div>
        </Section>
        <Section title={t('records')} description={t('records_text')}>
          <RightsMatrix rights={rights} onChange={(next) => set({ rights: next })} />
        </Section>
        <Section title={t('fields')} description={t('fields_text')}>
          <FieldRightsList rights={rights} onChange={(next) => set({ rights: next })} />
        </Section>
        <Section title={t('administration')} description={t('administration_text')}>
          <AdministrationRights rights={rights} onChange={(next) => set({ rights: next })} />
        </Section>
        <div className="-mx-8 sticky bottom-0 z-10 max-md:-mx-4 border-t bg-background px-8 py-3 max-md:px-4">
          <FormFailure message={form.failure} />
          <div className="flex flex-wrap items-center justify-end gap-2">
            <p className="min-w-0 flex-1 text-muted-foreground text-sm">
              {changed ? t('unsaved') : t('all_saved')}
            </p>
            <Button disabled={!changed} onClick={discard}>
              {t('discard')}
            </Button>
            <Button
              type="submit"
              variant="primary"
              busy={form.busy}
              disabled={!form.ready || !changed}
            >
              {role ? t('save') : t('create')}
            </Button>
          </div>
        </div>
      </form>
      <RolePreview
        open={previewed}
        name={name || t('new')}
        rights={rights}
        onClose={() => setPreviewed(false)}
      />
    </>
  );
}

/** Fills the rights of a new role with those of another one. */
function StartFrom({
  roles,
  onChoose,
}: {
  roles: readonly Role[];
  onChoose: (rights: RoleRights) => void;
}) {
  const t = useTranslations('roles');
  const words = useTranslations('members');
  const [chosen, setChosen] = useState<string | null>(null);
  const known = new Map<string, { label: string; rights: RoleRights }>([
    ['nothing', { label: t('start_nothing'), rights: nothing }],
    ...builtIn
      .filter((one) => one !== 'custom')
      .map((one) => [one, { label: words(`role_${one}`), rights: rightsOf(one) }] as const),
    ...roles.map(({ id, name, rights }) => [id, { label: name, rights }] as const),
  ]);
  return (
    <FormField label={t('start')} hint={t('start_hint')}>
      {(control) => (
        <Select
          {...control}
          value={chosen}
          placeholder={t('start_choose')}
          options={[...known].map(([value, { label }]) => ({ value, label }))}
          onValueChange={(value) => {
            setChosen(value);
            onChoose(known.get(value)?.rights ?? nothing);
          }}
        />
      )}
    </FormField>
  );
}
