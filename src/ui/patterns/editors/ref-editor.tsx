'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Avatar } from '@/ui/primitives/avatar';
import { Combobox } from '@/ui/primitives/combobox';
import { useObject } from '../object-scope';
import { useCreateByTitle } from '../records/create-by-title';
import { useRecordSearch } from '../records/use-record-search';
import { useTitle } from '../records/use-title';
import { relatedOf } from '../values/format';
import type { EditorProps, Related } from './editor';

/** A record of another object, found by typing; one that does not exist is made on the spot. */
export function RefEditor({ entry, value, onChange, record, control, inline }: EditorProps) {
  const t = useTranslations('record');
  const target = useObject(entry.field.target ?? '');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Related | null>(null);
  const search = useRecordSearch(target.object.name, text);
  const create = useCreateByTitle(target.object);
  const current = typeof value === 'string' ? value : null;
  const here = chosen?.id === current ? chosen : relatedOf(entry, record);
  const fetched = useTitle(target.object.name, here ? null : current);
  const known = here ?? fetched;
  const options = (search.data ?? [])
    .filter((one) => one.id !== record.id)
    .map((one) => ({
      value: one.id,
      label: one.title,
      detail: one.detail,
      icon: <Avatar size="xs" square name={one.title} id={one.id} />,
    }));

  const take = (next: Related | null) => {
    setChosen(next);
    onChange(next?.id ?? null, next);
    inline?.commit();
  };
  return (
    <Combobox
      {...control}
      value={current}
      options={options}
      selected={current && known ? { value: current, label: known.title } : null}
      onSearch={setText}
      loading={search.isFetching}
      clearable={!entry.field.required}
      placeholder={control.placeholder ?? t('none')}
      defaultOpen={inline !== undefined}
      onValueChange={(id) => {
        const found = search.data?.find((one) => one.id === id);
        take(id && found ? { id, title: found.title } : null);
      }}
      {...(target.can('create') && !target.object.configuration
        ? { onCreate: (title: string) => create(title, take) }
        : {})}
      {...(inline ? { onOpenChange: (open: boolean) => !open && inline.cancel() } : {})}
      className={inline ? 'h-full rounded-none border-transparent' : ''}
    />
  );
}
