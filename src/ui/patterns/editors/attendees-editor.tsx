'use client';

import { useState } from 'react';
import { useCan } from '@/ui/data/session';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { useMembers } from '../records/use-members';
import { useRecordSearch } from '../records/use-record-search';
import type { EditorProps } from './editor';

/** Mail addresses of people: members, contacts found by typing, and any address that is typed. */
export function AttendeesEditor({ value, onChange, control, autoFocus }: EditorProps) {
  const [text, setText] = useState('');
  const canSearch = useCan()('contacts:read');
  const members = useMembers();
  const contacts = useRecordSearch('contacts', text, canSearch);
  const people = [
    ...(members.data ?? []).map(({ title, email }) => ({ title, email })),
    ...(contacts.data ?? []).map(({ title, detail }) => ({ title, email: detail })),
  ].filter(({ email }) => email.includes('@'));
  const known = new Map(
    people.map(({ title, email }) => [
      email,
      { value: email, label: title === email ? email : `${title} (${email})` },
    ]),
  );
  return (
    <MultiCombobox
      {...control}
      value={Array.isArray(value) ? (value as string[]) : []}
      options={[...known.values()]}
      creatable
      onSearch={setText}
      defaultOpen={autoFocus === true}
      onValueChange={onChange}
    />
  );
}
