'use client';

import dynamic from 'next/dynamic';
import type { ComponentType, ReactNode } from 'react';
import type { Field, FieldKind } from '@/core/shape/field';
import { AddressEditor, AddressesEditor } from './address-editor';
import { BooleanEditor } from './boolean-editor';
import { ChoiceEditor } from './choice-editor';
import type { EditorProps } from './editor';
import { ListEditor } from './list-editor';
import { LongTextEditor } from './long-text-editor';
import { RefEditor } from './ref-editor';
import { TextEditor } from './text-editor';
import { TokensEditor } from './tokens-editor';
import { UserEditor } from './user-editor';

const editors: Record<FieldKind, (props: EditorProps) => ReactNode> = {
  text: TextEditor,
  long_text: LongTextEditor,
  email: TextEditor,
  phone: TextEditor,
  url: TextEditor,
  integer: TextEditor,
  decimal: TextEditor,
  percent: TextEditor,
  money: TextEditor,
  boolean: BooleanEditor,
  date: TextEditor,
  partial_date: TextEditor,
  datetime: TextEditor,
  choice: ChoiceEditor,
  multi_choice: TokensEditor,
  tags: TokensEditor,
  ref: RefEditor,
  user: UserEditor,
  address: AddressEditor,
  addresses: AddressesEditor,
  emails: ListEditor,
  phones: ListEditor,
  links: ListEditor,
};

/** Texts that are more than words. Those that few screens need are fetched with the first field that does. */
const formats: Record<NonNullable<Field['format']>, ComponentType<EditorProps>> = {
  attendees: dynamic(() => import('./attendees-editor').then((module) => module.AttendeesEditor)),
  recurrence: dynamic(() =>
    import('./recurrence-editor').then((module) => module.RecurrenceEditor),
  ),
  checklist: dynamic(() => import('./checklist-editor').then((module) => module.ChecklistEditor)),
  markdown: LongTextEditor,
};

/** The control for a field's kind. */
export function FieldEditor(props: EditorProps) {
  const { kind, format } = props.entry.field;
  const Editor = format ? formats[format] : editors[kind];
  return <Editor {...props} />;
}

const tall: ReadonlySet<FieldKind> = new Set([
  'long_text',
  'multi_choice',
  'tags',
  'address',
  'addresses',
  'emails',
  'phones',
  'links',
]);

/** Whether its editor needs more room than a cell. */
export const isTall = ({ kind, format }: Field): boolean => format !== undefined || tall.has(kind);
