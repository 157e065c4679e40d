'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { activities } from '@/objects/activities/object';
import { tasks } from '@/objects/tasks/object';
import { useCan } from '@/ui/data/session';
import { CreateDialog } from '@/ui/patterns/form/create-dialog';
import type { Draft } from '@/ui/patterns/form/create-values';
import { useObject } from '@/ui/patterns/object-scope';
import { useMembers } from '@/ui/patterns/records/use-members';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import type { NewEntry } from './use-calendar-address';

const meetings = ['meeting', 'call', 'visit'];

/** The fields of the form, at first. */
const shown = {
  meeting: [
    ...['subject', 'occurred_at', 'duration_minutes', 'all_day', 'location', 'meeting_url'],
    ...['attendees', 'send_invitations', 'agenda', 'remind_before'],
    ...['account_id', 'contact_id', 'deal_id', 'body'],
  ],
  task: [
    ...['title', 'owner_id', 'due_at', 'duration', 'all_day', 'remind_before', 'recurrence'],
    ...['account_id', 'contact_id', 'deal_id', 'description'],
  ],
};

interface Props {
  at: NewEntry;
  phone: boolean;
  onClose: () => void;
  onCreated: (object: string, id: string) => void;
}

/** Makes a meeting, call, visit or task at a time. */
export function CreateEntry({ at, phone, onClose, onCreated }: Props) {
  const t = useTranslations('calendar');
  const can = useCan();
  const scopes = { meeting: useObject(activities.name), task: useObject(tasks.name) };
  const { language } = scopes.meeting;
  const members = useMembers();
  const choices = [
    ...(can('activities:create') ? (activities.fields.kind?.choices ?? []) : [])
      .filter(({ value }) => meetings.includes(value))
      .sort((a, b) => meetings.indexOf(a.value) - meetings.indexOf(b.value))
      .map(({ value, label }) => ({ value, label: label[language] })),
    ...(can('tasks:create') ? [{ value: 'task', label: tasks.label[language] }] : []),
  ];
  const [kind, setKind] = useState(choices[0]?.value ?? 'task');
  const form = kind === 'task' ? 'task' : 'meeting';
  const scope = scopes[form];
  const [start, length] =
    form === 'task'
      ? (['due_at', 'duration'] as const)
      : (['occurred_at', 'duration_minutes'] as const);
  const given = {
    [start]: at.start,
    ...(at.minutes === null ? {} : { [length]: String(at.minutes) }),
    ...(at.all_day ? { all_day: 'true' } : {}),
  };
  /** Who is not of the house learns of the meeting by mail only. */
  const adjust = (next: Draft, path: string, before: Draft): Draft => {
    if (path !== 'attendees' || !members.data) return next;
    const own = new Set(members.data.map(({ email }) => email));
    const asksOthers = ({ values }: Draft) =>
      Array.isArray(values.attendees) && values.attendees.some((email) => !own.has(email));
    // With the first of them only: whoever unticks it then means it.
    return asksOthers(next) && !asksOthers(before)
      ? { ...next, values: { ...next.values, send_invitations: true } }
      : next;
  };
  return (
    <CreateDialog
      key={form}
      scope={scope}
      given={given}
      fixed={form === 'task' ? undefined : { kind }}
      shown={shown[form]}
      adjust={adjust}
      phone={phone}
      header={
        <SegmentedControl
          aria-label={t('kind')}
          value={kind}
          options={choices}
          onValueChange={setKind}
          className="w-full *:flex-1"
        />
      }
      onClose={onClose}
      onCreated={(id) => onCreated(scope.object.name, id)}
    />
  );
}
