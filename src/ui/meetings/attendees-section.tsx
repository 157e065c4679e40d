'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useMembers } from '@/ui/patterns/records/use-members';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Badge } from '@/ui/primitives/badge';
import { ErrorState } from '@/ui/primitives/error-state';
import { stateColors } from './states';

interface Invitation {
  readonly email: string;
  readonly state: keyof typeof stateColors;
}

/** How often it is asked whether mails are out by now, and for how long, ms. */
const look = 2000;
const patience = 60_000;

/** Who was invited to a meeting, and what they answered. */
export function AttendeesSection({ record }: { record: RecordData }) {
  const t = useTranslations('meeting');
  const emails = Array.isArray(record.attendees) ? (record.attendees as string[]) : [];
  const { now } = useLocaleInfo();
  const members = useMembers(record.send_invitations === true);
  // Who invites is not told, and nobody of what has begun or was called off.
  const organizer = members.data?.find(({ id }) => id === record.owner_id)?.email;
  const invites =
    record.send_invitations === true &&
    record.outcome !== 'cancelled' &&
    Date.parse(String(record.occurred_at)) > now.getTime();
  /** Those whose mail is not out yet; once that took too long, they count as not invited. */
  const waitingIn = (answer: Answer<Invitation[]> | undefined): string => {
    if (!answer || !invites) return '';
    const told = new Set(answer.data.map(({ email }) => email));
    const waiting = emails.filter((email) => email !== organizer && !told.has(email));
    return waiting.length === 0 ? '' : [record.id, ...waiting].join(' ');
  };
  const [given, setGiven] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.object('activities'), 'invitations', record.id],
    queryFn: ({ signal }) =>
      api<Invitation[]>('GET', `/activities/${record.id}/invitations`, undefined, { signal }),
    enabled: emails.length > 0,
    refetchInterval: ({ state }) => {
      const waiting = waitingIn(state.data);
      return waiting !== '' && waiting !== given ? look : false;
    },
  });
  const waiting = waitingIn(data);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setGiven(waiting), patience);
    return () => clearTimeout(timer);
  }, [waiting]);
  if (emails.length === 0) return null;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} className="py-4" />;
  const states = new Map((data?.data ?? []).map(({ email, state }) => [email, state]));
  return (
    <section aria-label={t('attendees')} className="border-b px-4 py-3">
      <h3 className="mb-1 font-medium text-faint-foreground text-xs">{t('attendees')}</h3>
      <ul className="flex flex-col gap-1">
        {emails.map((email) => {
          const state = states.get(email);
          const isWaiting = waiting !== '' && waiting !== given && email !== organizer;
          return (
            <li key={email} className="flex items-center justify-between gap-2">
              <span className="min-w-0 truncate">{email}</span>
              {data ? (
                <Badge color={state ? stateColors[state] : 'grey'}>
                  {state ? t(`state_${state}`) : t(isWaiting ? 'being_sent' : 'not_invited')}
                </Badge>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
