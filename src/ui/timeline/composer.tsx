'use client';

import { CalendarDays, ListTodo, MessageSquare, Phone, StickyNote } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDraft } from '@/ui/data/drafts';
import { useCan, useSession } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useCreateRecord } from '@/ui/data/use-records';
import { DropArea } from '@/ui/files/choose-files';
import { bodyOf, type Draft, firstDraft } from '@/ui/patterns/form/create-values';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { Button } from '@/ui/primitives/button';
import { navigate } from '@/ui/shell/navigation';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { useAttach } from './attach';
import { EntryForm } from './entry-form';
import { type FormName, formNames, forms } from './forms';
import { linkTo } from './links';

const icons: Readonly<Record<FormName, ReactNode>> = {
  note: <StickyNote aria-hidden />,
  call: <Phone aria-hidden />,
  meeting: <CalendarDays aria-hidden />,
  task: <ListTodo aria-hidden />,
  comment: <MessageSquare aria-hidden />,
};
const shortcuts: Readonly<Record<FormName, string>> = {
  note: 'n',
  call: 'l',
  meeting: 'shift+m',
  task: 't',
  comment: 'o',
};

/** What is written and not saved yet. */
type Drafts = Partial<Record<FormName, Draft>>;

/** Writes down what happened with a record: a note, a call, a meeting, or what is to be done. What is typed survives a reload. */
export function Composer({ scope, record }: { scope: ObjectScope; record: RecordData }) {
  const t = useTranslations('timeline');
  const can = useCan();
  const { name } = scope.object;
  const names = formNames.filter(
    (one) => can(`${forms[one].object}:create`) && linkTo(forms[one].object, name),
  );
  const drafts = useDraft<Drafts>(`${name}:${record.id}:timeline`, {});
  // A draft from before a reload is shown until another form is opened or it is put away.
  const [chosen, setOpen] = useState<FormName | null>();
  const open = chosen === undefined ? names.find((one) => drafts.value[one]) : chosen;
  const bar = useRef<HTMLDivElement>(null);
  const log = useSearchParams().get('log');
  const asked = names.find((one) => one === log);
  useEffect(() => {
    if (asked) setOpen(asked);
  }, [asked]);
  const show = (one: FormName | null) => {
    setOpen(one);
    forgetAsked();
  };
  useShortcuts(
    names.map((one) => ({
      keys: shortcuts[one],
      label: t(`new.${one}`),
      group: 'record',
      run: () => show(one),
      opensField: true,
    })),
    // The screen around it has its own keys.
    true,
  );
  if (names.length === 0) return null;
  const close = () => {
    show(null);
    requestAnimationFrame(() =>
      bar.current?.querySelector<HTMLElement>(`[data-form="${open}"]`)?.focus(),
    );
  };
  const forget = (one: FormName) => {
    const { [one]: _, ...others } = drafts.value;
    drafts.setValue(others);
    if (Object.keys(others).length === 0) drafts.clear();
  };
  return (
    <div className="flex flex-col gap-3">
      <div ref={bar} role="group" aria-label={t('write')} className="flex flex-wrap gap-1.5">
        {names.map((one) => (
          <Button
            key={one}
            size="sm"
            data-form={one}
            aria-expanded={open === one}
            className={open === one ? 'bg-hover' : ''}
            onClick={() => show(open === one ? null : one)}
          >
            {icons[one]}
            {t(`form.${one}`)}
          </Button>
        ))}
      </div>
      {open && names.includes(open) ? (
        <Form
          key={`${open}${drafts.restored}`}
          name={open}
          home={scope}
          record={record}
          draft={drafts.value[open]}
          onChange={(draft) => drafts.setValue({ ...drafts.value, [open]: draft })}
          onSent={() => {
            forget(open);
            close();
          }}
          onCancel={close}
        />
      ) : null}
    </div>
  );
}

/** Takes what asked for a form from the address; it stays while that form is open, so that a reload finds it. */
function forgetAsked(): void {
  const search = new URLSearchParams(window.location.search);
  if (!search.has('log')) return;
  search.delete('log');
  navigate(`${window.location.pathname}${search.size > 0 ? `?${search}` : ''}`, { replace: true });
}

function Form({
  name,
  home,
  record,
  draft: kept,
  onChange,
  onSent,
  onCancel,
}: {
  name: FormName;
  home: ObjectScope;
  record: RecordData;
  draft: Draft | undefined;
  onChange: (draft: Draft) => void;
  onSent: () => void;
  onCancel: () => void;
}) {
  const t = useTranslations('timeline');
  const { object, paths, values } = forms[name];
  const scope = useObject(object);
  const { user } = useSession();
  const create = useCreateRecord(object);
  const link = linkTo(object, home.object.name) ?? '';
  const titled = name === 'call' || name === 'meeting';
  const given = {
    ...values,
    [link]: record.id,
    ...(titled ? { subject: t(`subject.${name}`, { title: record.title }) } : {}),
  };
  const draft = kept ?? firstDraft(scope.entries, given, { id: user.id, title: user.name });
  const attach = useAttach(object);
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it opens, not with every key
  useEffect(() => {
    const field = box.current?.querySelector<HTMLInputElement>('input, textarea');
    field?.focus();
    // What is proposed is typed over; what somebody wrote goes on where it ended.
    if (kept) field?.setSelectionRange(field.value.length, field.value.length);
    else field?.select();
  }, []);
  return (
    <DropArea onDrop={attach.onDrop} className="rounded-md border p-3" ref={box}>
      <EntryForm
        scope={scope}
        paths={paths}
        draft={draft}
        onChange={onChange}
        onCancel={onCancel}
        onSend={async () => {
          // The form stays, with what failed and the button that tries it again.
          if (!(await attach.ready())) return;
          await create.mutateAsync({
            values: bodyOf(scope.entries, draft),
            message: t('saved', { what: scope.object.label[scope.language] }),
            answered: async ({ id }) => {
              await attach.to(id);
              onSent();
            },
          });
        }}
        below={attach.list}
        tools={attach.button}
        label={t(`new.${name}`)}
        submit={t('save')}
      />
    </DropArea>
  );
}
