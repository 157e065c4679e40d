'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { teamsQuery } from '@/ui/data/teams';
import { useMembers } from '@/ui/patterns/records/use-members';
import { Combobox } from '@/ui/primitives/combobox';
import { FormField } from '@/ui/primitives/field';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { Select } from '@/ui/primitives/select';
import { type Target, type Way, ways } from './use-assignment';

/** How records are given, and to whom. */
export function TargetFields({
  target,
  error,
  onChange,
}: {
  target: Target;
  /** What is wrong with the people, in words. */
  error: string | null;
  onChange: (next: Target) => void;
}) {
  const t = useTranslations('assignment');
  const { data: members = [] } = useMembers();
  const teams = useQuery(teamsQuery).data?.data ?? [];
  const { kind, user_ids, team_ids = [] } = target;
  const options = members.map(({ id, title }) => ({ value: id, label: title }));
  const several = kind === 'round_robin' || kind === 'least_open';
  return (
    <>
      <FormField label={t('way')} hint={t(`way_${kind}_text`)}>
        {(control) => (
          <Select<Way>
            {...control}
            value={kind}
            options={ways.map((value) => ({ value, label: t(`way_${value}`) }))}
            onValueChange={(next) =>
              onChange({
                ...(next === 'creator' || next === 'fixed' ? {} : { team_ids }),
                kind: next,
                user_ids:
                  next === 'creator' ? [] : next === 'fixed' ? user_ids.slice(0, 1) : user_ids,
              })
            }
          />
        )}
      </FormField>
      {kind === 'fixed' ? (
        <FormField label={t('member')} error={error} required>
          {(control) => (
            <Combobox
              {...control}
              value={user_ids[0] ?? null}
              options={options}
              onValueChange={(id) => onChange({ kind, user_ids: id ? [id] : [] })}
            />
          )}
        </FormField>
      ) : null}
      {several ? (
        <FormField label={t('members')} error={error} required={teams.length === 0}>
          {(control) => (
            <MultiCombobox
              {...control}
              value={user_ids}
              options={options}
              onValueChange={(ids) => onChange({ ...target, user_ids: ids })}
            />
          )}
        </FormField>
      ) : null}
      {several && (teams.length > 0 || team_ids.length > 0) ? (
        <FormField label={t('teams')} hint={t('teams_text')}>
          {(control) => (
            <MultiCombobox
              {...control}
              value={team_ids}
              options={[
                ...teams.map(({ id, name }) => ({ value: id, label: name })),
                ...team_ids
                  .filter((id) => !teams.some((one) => one.id === id))
                  .map((value) => ({ value, label: t('team_gone') })),
              ]}
              onValueChange={(ids) => onChange({ ...target, team_ids: ids })}
            />
          )}
        </FormField>
      ) : null}
    </>
  );
}

/** A target in words: `In turn: Ada, Team North`. */
export function TargetText({ target }: { target: Target }) {
  const t = useTranslations('assignment');
  const { data: members = [] } = useMembers();
  const teams = useQuery(teamsQuery).data?.data ?? [];
  const names = [
    ...target.user_ids.map((id) => members.find((one) => one.id === id)?.title ?? t('left')),
    ...(target.team_ids ?? []).map(
      (id) => teams.find((one) => one.id === id)?.name ?? t('team_gone'),
    ),
  ];
  return (
    <>
      {t(`way_${target.kind}`)}
      {names.length > 0 ? `: ${names.join(', ')}` : ''}
    </>
  );
}
