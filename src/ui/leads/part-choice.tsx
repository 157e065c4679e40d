'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useObject } from '@/ui/patterns/object-scope';
import { useRecordSearch } from '@/ui/patterns/records/use-record-search';
import { Combobox } from '@/ui/primitives/combobox';
import { FieldError } from '@/ui/primitives/field';
import { RadioList, type RadioOption } from '@/ui/primitives/radio-list';
import { type Match, objectOf } from './use-conversion';

/** What becomes of one part: a record that is there (`id`), a new one, another one still to be found, or none. */
export type Choice =
  | { readonly kind: 'existing'; readonly id: string; readonly title: string }
  | { readonly kind: 'new' | 'other' | 'none' };

interface Props {
  part: 'account' | 'contact';
  matches: readonly Match[];
  choice: Choice;
  onChange: (choice: Choice) => void;
  error: string | null;
  /** The fields of a new one. */
  children: ReactNode;
}

const prefix = 'id:';

/** Whether the lead becomes one of the records that are there, a new one or none. */
export function PartChoice({ part, matches, choice, onChange, error, children }: Props) {
  const t = useTranslations('leads');
  const { object, language, can } = useObject(objectOf[part]);
  const isMatch = choice.kind === 'existing' && matches.some(({ id }) => id === choice.id);
  const isOther = choice.kind === 'other' || (choice.kind === 'existing' && !isMatch);
  const options: RadioOption<string>[] = [
    ...matches.map((match) => ({
      value: prefix + match.id,
      label: t('use', { title: match.title }),
      detail: [match.detail, t(`why_${match.why}`)].filter(Boolean).join(' · '),
    })),
    ...(can('create') ? [{ value: 'new', label: t(`new_${part}`), content: children }] : []),
    ...(can('read')
      ? [
          {
            value: 'other',
            label: t(`other_${part}`),
            content: <Other part={part} choice={choice} onChange={onChange} />,
          },
        ]
      : []),
    { value: 'none', label: t(`no_${part}`) },
  ];
  return (
    <div className="flex flex-col gap-1.5">
      <RadioList
        legend={object.label[language]}
        options={options}
        value={isMatch ? prefix + choice.id : isOther ? 'other' : choice.kind}
        onValueChange={(value) => {
          const match = matches.find(({ id }) => prefix + id === value);
          if (match) onChange({ kind: 'existing', id: match.id, title: match.title });
          else onChange({ kind: value as 'new' | 'other' | 'none' });
        }}
      />
      {error ? <FieldError>{error}</FieldError> : null}
    </div>
  );
}

/** A record that was not proposed, found by typing. */
function Other({ part, choice, onChange }: Pick<Props, 'part' | 'choice' | 'onChange'>) {
  const t = useTranslations('leads');
  const [text, setText] = useState('');
  const search = useRecordSearch(objectOf[part], text);
  const found = search.data ?? [];
  const chosen = choice.kind === 'existing' ? choice : null;
  return (
    <Combobox
      aria-label={t(`find_${part}`)}
      placeholder={t(`find_${part}`)}
      value={chosen?.id ?? null}
      selected={chosen ? { value: chosen.id, label: chosen.title } : null}
      options={found.map(({ id, title, detail }) => ({ value: id, label: title, detail }))}
      onSearch={setText}
      loading={search.isFetching}
      onValueChange={(id) => {
        const one = found.find((candidate) => candidate.id === id);
        if (one) onChange({ kind: 'existing', id: one.id, title: one.title });
      }}
    />
  );
}
