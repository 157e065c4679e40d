'use client';

import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { type Team, type TeamMember, teamsQuery } from '@/ui/data/teams';
import { TextField } from '@/ui/data/text-field';
import { useSubmit } from '@/ui/data/use-submit';
import { PersonPicker } from '@/ui/patterns/person-picker';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Avatar } from '@/ui/primitives/avatar';
import { Button } from '@/ui/primitives/button';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Switch } from '@/ui/primitives/switch';
import { toast } from '@/ui/primitives/toast';
import { type Edited, inTree, withBelow } from './types';

interface Props {
  edited: Edited | null;
  teams: readonly Team[];
  onClose: () => void;
}

/** A team: what it is called, which one it stands below, and who is in it. */
export function TeamSheet({ edited, teams, onClose }: Props) {
  const t = useTranslations('teams');
  return (
    <Sheet open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={edited?.team ? t('edit_named', { name: edited.team.name }) : t('new')}>
        {edited ? <TeamForm edited={edited} teams={teams} onDone={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

function TeamForm({
  edited: { team, parent_id },
  teams,
  onDone,
}: {
  edited: Edited;
  teams: readonly Team[];
  onDone: () => void;
}) {
  const t = useTranslations('teams');
  const client = useQueryClient();
  const [parent, setParent] = useState(parent_id);
  const [members, setMembers] = useState<readonly TeamMember[]>(team?.members ?? []);
  const form = useSubmit(async ({ name }) => {
    const body = { name, parent_id: parent, members };
    const { data } = team
      ? await api<Team>('PATCH', `/teams/${team.id}`, body)
      : await api<Team>('POST', '/teams', body);
    await Promise.all(
      [teamsQuery.queryKey, keys.session].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
    toast(t('saved', { name: data.name }));
    onDone();
  });
  // Below itself no team can stand.
  const own = new Set(team ? withBelow(teams, team).map(({ id }) => id) : []);
  return (
    <form method="post" noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      <FormFailure message={form.failure} />
      <TextField
        form={form}
        label={t('name')}
        name="name"
        defaultValue={team?.name ?? ''}
        maxLength={80}
        autoComplete="off"
        required
      />
      <FormField label={t('parent')} hint={t('parent_hint')} error={form.errors.parent_id}>
        {(control) => (
          <Combobox
            {...control}
            clearable
            value={parent}
            placeholder={t('parent_none')}
            options={inTree(teams)
              .filter((one) => !own.has(one.team.id))
              .map((one) => ({ value: one.team.id, label: one.team.name }))}
            onValueChange={setParent}
          />
        )}
      </FormField>
      <People members={members} onChange={setMembers} />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={form.busy}
        disabled={!form.ready}
      >
        {team ? t('save') : t('create')}
      </Button>
    </form>
  );
}

function People({
  members,
  onChange,
}: {
  members: readonly TeamMember[];
  onChange: (next: readonly TeamMember[]) => void;
}) {
  const t = useTranslations('teams');
  const { data: everybody = [] } = useMembers(true, true);
  const inside = new Set(members.map(({ user_id }) => user_id));
  const nameOf = (id: string) => everybody.find((one) => one.id === id);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-muted-foreground text-xs">{t('people')}</legend>
      <ul className="divide-y border-y empty:hidden">
        {members.map(({ user_id, is_manager }) => {
          const person = nameOf(user_id);
          const name = person?.title ?? '…';
          return (
            <li key={user_id} className="flex min-h-11 flex-wrap items-center gap-2 py-1 text-sm">
              <Avatar size="xs" name={name} id={user_id} src={person?.avatar_url ?? null} />
              <span className="min-w-24 flex-1 break-words">{name}</span>
              <span aria-hidden className="text-muted-foreground text-xs">
                {t('manages')}
              </span>
              <Switch
                aria-label={t('manages_named', { name })}
                checked={is_manager}
                onCheckedChange={(on) =>
                  onChange(
                    members.map((one) =>
                      one.user_id === user_id ? { user_id, is_manager: on } : one,
                    ),
                  )
                }
              />
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={t('take_out', { name })}
                onClick={() => onChange(members.filter((one) => one.user_id !== user_id))}
              >
                <X aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
      <div className="mt-2">
        <PersonPicker
          aria-label={t('add_person')}
          value={null}
          placeholder={t('add_person')}
          among={({ id }) => !inside.has(id)}
          onValueChange={(id) => id && onChange([...members, { user_id: id, is_manager: false }])}
        />
      </div>
    </fieldset>
  );
}
