'use client';

import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus, Trash2, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { keys } from '@/ui/data/keys';
import { type Team, teamsQuery } from '@/ui/data/teams';
import { useSetting } from '@/ui/data/use-setting';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Button } from '@/ui/primitives/button';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Section } from '../section';
import { TeamSheet } from './team-sheet';
import { below, type Edited } from './types';

/** The teams of the company, as a tree. */
export function TeamsSection() {
  const t = useTranslations('teams');
  const query = useQuery(teamsQuery);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<Team | null>(null);
  const change = useSetting([keys.teams, keys.session]);
  const teams = query.data?.data;
  return (
    <>
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button variant="primary" onClick={() => setEdited({ team: null, parent_id: null })}>
            <Plus aria-hidden />
            {t('new')}
          </Button>
        }
      >
        {query.isError && !teams ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-8" />
        ) : !teams ? (
          <Loading label={t('title')} className="flex flex-col gap-3 border-y py-3">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </Loading>
        ) : teams.length === 0 ? (
          <div className="border-y">
            <EmptyState title={t('empty_title')} description={t('empty_text')} className="py-8" />
          </div>
        ) : (
          <div className="border-y">
            <Branch teams={teams} parent={null} onEdit={setEdited} onRemove={setRemoved} />
          </div>
        )}
      </Section>
      <TeamSheet edited={edited} teams={teams ?? []} onClose={() => setEdited(null)} />
      <ConfirmDialog
        danger
        open={removed !== null}
        onOpenChange={(open) => !open && setRemoved(null)}
        title={t('remove_title', { name: removed?.name ?? '' })}
        description={t('remove_text')}
        action={t('remove')}
        busy={change.isPending}
        onConfirm={() => {
          if (!removed) return;
          const { id, name } = removed;
          change.mutate(
            { method: 'DELETE', path: `/teams/${id}`, message: t('removed', { name }) },
            { onSettled: () => setRemoved(null) },
          );
        }}
      />
    </>
  );
}

interface BranchProps {
  teams: readonly Team[];
  parent: string | null;
  onEdit: (edited: Edited) => void;
  onRemove: (team: Team) => void;
}

/** Teams below one another, as lists within lists. */
function Branch({ teams, parent, onEdit, onRemove }: BranchProps) {
  return (
    <ul
      className={
        parent === null
          ? 'divide-y'
          : 'ml-4 divide-y border-t border-l pl-4 max-md:ml-1 max-md:pl-2.5'
      }
    >
      {below(teams, parent).map((team) => (
        <li key={team.id}>
          <TeamRow team={team} onEdit={onEdit} onRemove={onRemove} />
          {teams.some(({ parent_id }) => parent_id === team.id) ? (
            <Branch teams={teams} parent={team.id} onEdit={onEdit} onRemove={onRemove} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function TeamRow({
  team,
  onEdit,
  onRemove,
}: Pick<BranchProps, 'onEdit' | 'onRemove'> & { team: Team }) {
  const t = useTranslations('teams');
  const { data: members = [] } = useMembers(true, true);
  const { name } = team;
  const managers = team.members
    .filter(({ is_manager }) => is_manager)
    .flatMap(({ user_id }) => members.find(({ id }) => id === user_id)?.title ?? []);
  const tools = [
    {
      label: t('add_below', { name }),
      icon: <Plus aria-hidden />,
      run: () => onEdit({ team: null, parent_id: team.id }),
    },
    {
      label: t('edit_named', { name }),
      icon: <Pencil aria-hidden />,
      run: () => onEdit({ team, parent_id: team.parent_id }),
    },
    {
      label: t('remove_named', { name }),
      icon: <Trash2 aria-hidden />,
      run: () => onRemove(team),
    },
  ];
  return (
    <div className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Users aria-hidden className="size-4 shrink-0 text-faint-foreground" />
      <div className="min-w-32 flex-1">
        <p className="break-words font-medium text-sm">{name}</p>
        <p className="text-faint-foreground text-xs">
          {[
            t('members', { count: team.members.length }),
            ...(managers.length > 0 ? [t('managed_by', { names: managers.join(', ') })] : []),
          ].join(' · ')}
        </p>
      </div>
      <div className="flex items-center">
        {tools.map(({ label, icon, run }) => (
          <Tooltip key={label} content={label}>
            <Button variant="ghost" size="icon" aria-label={label} onClick={run}>
              {icon}
            </Button>
          </Tooltip>
        ))}
      </div>
    </div>
  );
}
