'use client';

import { useQuery } from '@tanstack/react-query';
import { Users, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { teamsQuery } from '@/ui/data/teams';
import { useSetting } from '@/ui/data/use-setting';
import { useMembers } from '@/ui/patterns/records/use-members';
import { SettingsList } from '@/ui/patterns/settings-list';
import { Avatar } from '@/ui/primitives/avatar';
import { Button } from '@/ui/primitives/button';
import { Combobox, type ComboboxOption } from '@/ui/primitives/combobox';
import { ConfirmDialog } from '@/ui/primitives/confirm-dialog';
import { FormField } from '@/ui/primitives/field';
import { Select } from '@/ui/primitives/select';
import { accessKey, type Share, sharesKey, sharesQuery } from './types';

interface Props {
  object: string;
  id: string;
  /** Roles alone open no private record. */
  isPrivate: boolean;
  /** Whoever may change a record shares it; others see with whom it is shared. */
  mayShare: boolean;
}

/** People and teams a record is shared with: added, allowed more or less, and taken away. */
export function Shares({ object, id, isPrivate, mayShare }: Props) {
  const t = useTranslations('sharing');
  const { user } = useSession();
  const query = useQuery(sharesQuery(object, id));
  const change = useSetting([sharesKey(object, id), accessKey(object, id), keys.object(object)]);
  const give = (grantee: Share['grantee'], access: Share['access'], onSuccess = () => {}) =>
    change.mutate(
      {
        method: 'POST',
        path: '/shares',
        body: { object, record_id: id, [`${grantee.kind}_id`]: grantee.id, access },
        message: t('shared', { name: grantee.name }),
      },
      { onSuccess },
    );
  const [leaving, setLeaving] = useState<Share | null>(null);
  const end = ({ id: share, grantee: { name } }: Share) =>
    change.mutate(
      { method: 'DELETE', path: `/shares/${share}`, message: t('ended', { name }) },
      { onSettled: () => setLeaving(null) },
    );
  return (
    <div className="flex flex-col gap-5 p-4">
      {mayShare ? (
        <Add taken={query.data?.data ?? []} busy={change.isPending} onAdd={give} />
      ) : (
        <p className="text-muted-foreground text-sm">{t('only_changers')}</p>
      )}
      <SettingsList
        query={query}
        empty={{
          title: t('nobody_title'),
          description: t(isPrivate ? 'nobody_private' : 'nobody_text'),
        }}
      >
        {(share) => (
          <ShareRow
            key={share.id}
            share={share}
            mayShare={mayShare}
            mine={share.grantee.id === user.id}
            onAccess={(access) => give(share.grantee, access)}
            onRemove={() => (share.grantee.id === user.id ? setLeaving(share) : end(share))}
          />
        )}
      </SettingsList>
      <ConfirmDialog
        danger
        open={leaving !== null}
        onOpenChange={(open) => open || setLeaving(null)}
        title={t('end_own_title')}
        description={t('end_own_text')}
        action={t('end_own')}
        busy={change.isPending}
        onConfirm={() => leaving && end(leaving)}
      />
    </div>
  );
}

interface ShareRowProps {
  share: Share;
  mayShare: boolean;
  mine: boolean;
  onAccess: (access: Share['access']) => void;
  onRemove: () => void;
}

function ShareRow({
  share: { grantee, access },
  mayShare,
  mine,
  onAccess,
  onRemove,
}: ShareRowProps) {
  const t = useTranslations('sharing');
  const { data: people } = useMembers();
  const { name } = grantee;
  return (
    <li className="flex min-h-13 items-center gap-2 py-1.5 text-sm">
      <Face grantee={grantee} src={people?.find(({ id }) => id === grantee.id)?.avatar_url} />
      <span className="min-w-0 flex-1 break-words">{name}</span>
      {mayShare ? (
        <Select<Share['access']>
          aria-label={t('access_of', { name })}
          value={access}
          className="w-36"
          options={(['read', 'change'] as const).map((value) => ({
            value,
            label: t(`access_${value}`),
          }))}
          onValueChange={(next) => next !== access && onAccess(next)}
        />
      ) : (
        <span className="text-muted-foreground">{t(`access_${access}`)}</span>
      )}
      {mayShare || mine ? (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('end_named', { name })}
          onClick={onRemove}
        >
          <X aria-hidden />
        </Button>
      ) : null}
    </li>
  );
}

function Face({ grantee, src }: { grantee: Share['grantee']; src: string | null | undefined }) {
  return grantee.kind === 'team' ? (
    <Users aria-hidden className="size-5 shrink-0 text-faint-foreground" />
  ) : (
    <Avatar size="xs" name={grantee.name} id={grantee.id} src={src ?? null} />
  );
}

function Add({
  taken,
  busy,
  onAdd,
}: {
  taken: readonly Share[];
  busy: boolean;
  onAdd: (grantee: Share['grantee'], access: Share['access'], onSuccess: () => void) => void;
}) {
  const t = useTranslations('sharing');
  const { data: people = [], isPending } = useMembers();
  const { data: teams } = useQuery(teamsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [access, setAccess] = useState<Share['access']>('read');
  const grantees: Share['grantee'][] = [
    ...people.map(({ id, title }) => ({ kind: 'user' as const, id, name: title })),
    ...(teams?.data ?? []).map(({ id, name }) => ({ kind: 'team' as const, id, name })),
  ].filter(({ id }) => !taken.some(({ grantee }) => grantee.id === id));
  const optionOf = (grantee: Share['grantee']): ComboboxOption => ({
    value: grantee.id,
    label: grantee.name,
    detail: t(`kind_${grantee.kind}`),
    icon: <Face grantee={grantee} src={people.find(({ id }) => id === grantee.id)?.avatar_url} />,
  });
  const grantee = grantees.find(({ id }) => id === chosen);
  return (
    <div className="flex flex-wrap items-end gap-2">
      <FormField label={t('with')} className="min-w-52 flex-1">
        {(control) => (
          <Combobox
            {...control}
            value={grantee ? chosen : null}
            placeholder={t('with_hint')}
            loading={isPending}
            options={grantees.map(optionOf)}
            onValueChange={setChosen}
          />
        )}
      </FormField>
      <Select<Share['access']>
        aria-label={t('access')}
        value={access}
        className="w-36"
        options={(['read', 'change'] as const).map((value) => ({
          value,
          label: t(`access_${value}`),
        }))}
        onValueChange={setAccess}
      />
      <Button
        variant="primary"
        busy={busy}
        disabled={!grantee}
        onClick={() => {
          if (!grantee) return;
          onAdd(grantee, access, () => setChosen(null));
        }}
      >
        {t('share')}
      </Button>
    </div>
  );
}
