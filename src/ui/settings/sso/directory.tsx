'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { teamsQuery } from '@/ui/data/teams';
import { useSetting } from '@/ui/data/use-setting';
import { Rows } from '@/ui/patterns/settings-list';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { Dialog, DialogContent } from '@/ui/primitives/dialog';
import { Select } from '@/ui/primitives/select';
import { RelativeTime } from '@/ui/primitives/time';
import { toast } from '@/ui/primitives/toast';
import { useRoleOptions } from '../members/role-select';
import { Row, Section } from '../section';
import { ShowOnce, untilDone } from '../show-once';
import { CopyLine } from './copy-line';
import type { Connection, Group, Sso } from './types';

/** Directories that bring people here by SCIM, and the roles and teams their groups give. */
export function Directories({ sso }: { sso: Sso }) {
  const t = useTranslations('sso');
  return (
    <>
      <Section title={t('directories')} description={t('directories_text')}>
        <Rows>
          {sso.connections.map((connection) => (
            <DirectoryRow key={connection.id} connection={connection} sso={sso} />
          ))}
        </Rows>
      </Section>
      {sso.groups.length > 0 ? (
        <Section title={t('groups')} description={t('groups_text')}>
          <Rows>
            {sso.groups.map((group) => (
              <GroupRow key={group.id} group={group} />
            ))}
          </Rows>
        </Section>
      ) : null}
    </>
  );
}

function DirectoryRow({ connection: { id, name }, sso }: { connection: Connection; sso: Sso }) {
  const t = useTranslations('sso');
  const client = useQueryClient();
  const errorText = useErrorText();
  const change = useSetting([keys.sso]);
  const [made, setMade] = useState<{ token: string; base_url: string } | null>(null);
  const [asking, setAsking] = useState<'replace' | 'end' | null>(null);
  const [busy, setBusy] = useState(false);
  const directory = sso.directories.find((one) => one.connection_id === id);
  const path = `/sso/connections/${id}/scim-token`;
  const make = async () => {
    setBusy(true);
    try {
      const { data } = await api<{ token: string; base_url: string }>('POST', path);
      setMade(data);
      await client.invalidateQueries({ queryKey: keys.sso });
    } catch (error) {
      toast.error(errorText(error));
    } finally {
      setBusy(false);
      setAsking(null);
    }
  };
  const end = () =>
    change.mutate(
      { method: 'DELETE', path, message: t('token_ended', { name }) },
      { onSettled: () => setAsking(null) },
    );
  return (
    <>
      <Row
        title={name}
        detail={
          !directory ? (
            t('no_directory')
          ) : directory.last_used_at ? (
            <>
              {t('directory_used')} <RelativeTime value={directory.last_used_at} />
            </>
          ) : (
            t('directory_unused')
          )
        }
        actions={
          directory ? (
            <>
              <Button
                aria-label={t('token_replace_named', { name })}
                onClick={() => setAsking('replace')}
              >
                {t('token_replace')}
              </Button>
              <Button aria-label={t('token_end_named', { name })} onClick={() => setAsking('end')}>
                {t('token_end')}
              </Button>
            </>
          ) : (
            <Button
              busy={busy}
              aria-label={t('token_new_named', { name })}
              onClick={() => void make()}
            >
              {t('token_new')}
            </Button>
          )
        }
      />
      <ConfirmDialog
        danger
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title={
          asking === 'end' ? t('token_end_title', { name }) : t('token_replace_title', { name })
        }
        description={t('token_ends_text')}
        action={asking === 'end' ? t('token_end') : t('token_replace')}
        busy={busy || change.isPending}
        onConfirm={() => (asking === 'end' ? end() : void make())}
      />
      <Dialog open={made !== null} onOpenChange={(open) => !open && setMade(null)}>
        <DialogContent
          {...untilDone}
          title={t('token_title')}
          description={t('token_text')}
          className="max-w-2xl"
        >
          {made ? (
            <div className="flex flex-col gap-4">
              <CopyLine label={t('scim_address')} value={made.base_url} />
              <ShowOnce label={t('token')} value={made.token} onDone={() => setMade(null)} />
            </div>
          ) : null}
        </DialogContent>
      </Dialog>
    </>
  );
}

const none = 'none';

function GroupRow({ group: { id, name, members, role, team_id } }: { group: Group }) {
  const t = useTranslations('sso');
  const given = useRoleOptions(true);
  const teams = useQuery(teamsQuery).data?.data ?? [];
  const change = useSetting([keys.sso, keys.teams]);
  const set = (body: { role: RoleName | null } | { team_id: string | null }) =>
    change.mutate({
      method: 'PUT',
      path: `/sso/groups/${id}`,
      body,
      message: t('group_saved', { name }),
    });
  return (
    <Row
      title={name}
      detail={t('group_members', { count: members })}
      actions={
        <>
          <Select<RoleName | typeof none>
            aria-label={t('group_role', { name })}
            className="w-44"
            value={role ?? none}
            disabled={change.isPending}
            onValueChange={(next) => set({ role: next === none ? null : next })}
            options={[{ value: none, label: t('group_no_role') }, ...given]}
          />
          {teams.length > 0 ? (
            <Select
              aria-label={t('group_team', { name })}
              className="w-44"
              value={team_id ?? none}
              disabled={change.isPending}
              onValueChange={(next) => set({ team_id: next === none ? null : next })}
              options={[
                { value: none, label: t('group_no_team') },
                ...teams.map((team) => ({ value: team.id, label: team.name })),
              ]}
            />
          ) : null}
        </>
      }
    />
  );
}
