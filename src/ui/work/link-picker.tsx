'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useDebounced } from '@/ui/patterns/records/use-debounced';
import { Combobox } from '@/ui/primitives/combobox';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { linkFields, type TaskLink } from './link-of';

const linkable: ReadonlySet<string> = new Set(linkFields.map(([, object]) => object));

interface Found extends TaskLink {
  readonly detail?: string | null;
}

/** The record a task is about, of any object it can be about. */
export function LinkPicker({
  value,
  onChange,
}: {
  value: TaskLink | null;
  onChange: (link: TaskLink | null) => void;
}) {
  const t = useTranslations('work');
  const [text, setText] = useState('');
  const q = useDebounced(text.trim(), 150);
  const search = useQuery({
    queryKey: keys.search(q),
    queryFn: ({ signal }) => api<Found[]>('GET', '/search', undefined, { query: { q }, signal }),
    enabled: q !== '',
    placeholderData: (previous) => previous,
  });
  const found = q ? (search.data?.data ?? []).filter(({ object }) => linkable.has(object)) : [];
  const optionOf = (link: Found) => ({
    value: link.id,
    label: link.title,
    detail: link.detail ?? '',
    icon: (
      <span className="text-faint-foreground [&_svg]:size-4">
        <ObjectIcon name={uiObjectMap.get(link.object)?.icon ?? ''} />
      </span>
    ),
  });
  return (
    <span className="w-44 max-md:flex-1">
      <Combobox
        aria-label={t('link')}
        placeholder={t('link')}
        searchPlaceholder={t('link_hint')}
        clearable
        value={value?.id ?? null}
        selected={value ? optionOf(value) : null}
        options={found.map(optionOf)}
        onSearch={setText}
        loading={search.isFetching || q !== text.trim()}
        onValueChange={(id) => onChange(found.find((one) => one.id === id) ?? null)}
      />
    </span>
  );
}
