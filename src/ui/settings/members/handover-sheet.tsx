'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { PersonPicker } from '@/ui/patterns/person-picker';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { FormField } from '@/ui/primitives/field';
import { FormFailure } from '@/ui/primitives/form-failure';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { toast } from '@/ui/primitives/toast';
import { HandoverProgress } from './handover-progress';
import type { Member } from './use-all-members';
import { type Started, useFollowHandover, useObjectName } from './use-handover';

/** Somebody who goes, and how; `handover`: only their records do. */
export interface Leaving {
  readonly member: Member;
  readonly how: 'deactivate' | 'remove' | 'handover';
}

/** Asks who goes on with the records of somebody who leaves, then does both. */
export function HandoverSheet({
  leaving,
  onClose,
}: {
  leaving: Leaving | null;
  onClose: () => void;
}) {
  const t = useTranslations('members');
  const name = leaving?.member.name ?? '';
  return (
    <Sheet open={leaving !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={leaving ? t(`title_${leaving.how}`, { name }) : ''}
        description={leaving ? t(`text_${leaving.how}`) : ''}
      >
        {leaving ? <Handover key={leaving.member.id} {...leaving} onClose={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

/** Where a member stands. */
const placesOf = [keys.members, keys.roles, keys.teams, keys.apiKeys];

function Handover({ member, how, onClose }: Leaving & { onClose: () => void }) {
  const t = useTranslations('members');
  const nameOf = useObjectName();
  const follow = useFollowHandover();
  const client = useQueryClient();
  const errorText = useErrorText();
  const query = useQuery({
    queryKey: keys.recordsOfMember(member.id),
    queryFn: ({ signal }) =>
      api<{ object: string; count: number }[]>('GET', `/members/${member.id}/records`, undefined, {
        signal,
      }),
    staleTime: 0,
  });
  const [everything, setEverything] = useState<string | null>(null);
  const [apart, setApart] = useState<Readonly<Record<string, string | null>>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [out, setOut] = useState(how === 'handover');
  const [started, setStarted] = useState<Started | null>(null);

  if (started)
    return (
      <div className="flex flex-col gap-4 p-4">
        <HandoverProgress started={started} onDone={onClose} />
      </div>
    );
  const held = (query.data?.data ?? []).filter(({ count }) => count > 0);
  const heirOf = (object: string) => (object in apart ? (apart[object] ?? null) : everything);
  const records = held.flatMap(({ object }) => {
    const to = heirOf(object);
    return to ? [{ object, to }] : [];
  });

  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      if (!out) {
        // First they are out, so that nothing comes to them meanwhile.
        if (how === 'remove') await api('DELETE', `/members/${member.id}`);
        else await api('POST', `/members/${member.id}/deactivate`, {});
        setOut(true);
        toast(t(`done_${how}`, { name: member.name }));
      }
      if (records.length === 0) return onClose();
      const { data, request_id } = await api<Pick<Started, 'jobs'>>(
        'POST',
        `/members/${member.id}/handover`,
        { records },
      );
      const begun = { ...data, request_id };
      setStarted(begun);
      void follow(begun, member.name);
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setBusy(false);
      await Promise.all(placesOf.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
  };

  return (
    <div className="flex flex-col gap-4 overflow-y-auto p-4">
      <FormFailure message={failure} />
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-4" />
      ) : query.isPending ? (
        <Loading label={t('counting')}>
          <Skeleton className="h-8" />
        </Loading>
      ) : held.length === 0 ? (
        <p className="text-muted-foreground text-sm">{t('holds_nothing')}</p>
      ) : (
        <>
          <FormField label={t('heir')} hint={t('heir_hint')}>
            {(control) => (
              <Heir {...control} without={member.id} value={everything} onChange={setEverything} />
            )}
          </FormField>
          <ul className="divide-y border-y">
            {held.map(({ object, count }) => (
              <li key={object} className="flex flex-wrap items-center gap-2 py-2">
                <span className="min-w-32 flex-1 text-sm">
                  {nameOf(object)}{' '}
                  <span className="text-faint-foreground tabular-nums">{count}</span>
                </span>
                <div className="w-56 max-md:w-full">
                  <Heir
                    aria-label={t('heir_of', { object: nameOf(object) })}
                    without={member.id}
                    value={heirOf(object)}
                    onChange={(id) => setApart({ ...apart, [object]: id })}
                  />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button
        variant={how === 'handover' ? 'primary' : 'danger'}
        className="self-end"
        busy={busy}
        disabled={!query.isSuccess || (out && records.length === 0)}
        onClick={() => void run()}
      >
        {out ? t('hand_over_action') : t(`action_${how}`)}
      </Button>
    </div>
  );
}

/** A colleague who takes over; nobody: the records stay. */
function Heir({
  without,
  value,
  onChange,
  ...control
}: {
  without: string;
  value: string | null;
  onChange: (id: string | null) => void;
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
}) {
  const t = useTranslations('members');
  return (
    <PersonPicker
      {...control}
      clearable
      value={value}
      placeholder={t('heir_nobody')}
      among={({ id }) => id !== without}
      onValueChange={onChange}
    />
  );
}
