'use client';

import { useTranslations } from 'next-intl';
import type { FilterScalar, FilterValue } from '@/core/shape/filter';
import { Combobox } from '@/ui/primitives/combobox';
import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { Select } from '@/ui/primitives/select';
import { FieldEditor } from '../editors/field-editor';
import type { Entry } from '../model/entries';
import { arity, type Condition } from '../model/filter-tree';
import { isRelative, relativeValues } from '../model/filter-words';
import { useMembers } from '../records/use-members';
import { useTagSuggestions } from '../records/use-tag-suggestions';
import { useLocaleInfo } from '../values/use-locale-info';

interface Props {
  entry: Entry;
  condition: Condition;
  onChange: (value: FilterValue | undefined) => void;
}

/** The value side of a condition: what the field's kind and the operator ask for. */
export function ConditionValue({ entry, condition, onChange }: Props) {
  const { kind } = entry.field;
  const many = arity(condition.op);
  if (many === 'none') return null;
  if (kind === 'boolean')
    return <YesOrNo entry={entry} condition={condition} onChange={onChange} />;
  if (kind === 'user') return <People condition={condition} onChange={onChange} />;
  if (many === 'many') return <Several entry={entry} condition={condition} onChange={onChange} />;
  if (many === 'two') {
    const [from, to] = Array.isArray(condition.value) ? (condition.value as FilterScalar[]) : [];
    return (
      <span className="flex min-w-0 flex-1 gap-1.5 max-md:flex-col">
        <One entry={entry} value={from} onChange={(next) => onChange([next, to ?? null])} />
        <One entry={entry} value={to} onChange={(next) => onChange([from ?? null, next])} />
      </span>
    );
  }
  if (kind === 'date' || kind === 'datetime')
    return <When entry={entry} condition={condition} onChange={onChange} />;
  return (
    <One entry={entry} value={condition.value as FilterScalar | undefined} onChange={onChange} />
  );
}

/** One typed or picked value. Parts of texts are taken as typed: half a mail address is fine to look for. */
function One({
  entry,
  value,
  onChange,
}: {
  entry: Entry;
  value: FilterScalar | undefined;
  onChange: (value: FilterScalar) => void;
}) {
  const t = useTranslations('filters');
  const { kind } = entry.field;
  const typed = [
    'email',
    'phone',
    'url',
    'long_text',
    'emails',
    'phones',
    'partial_date',
    'text',
  ].includes(kind);
  const asked: Entry = {
    ...entry,
    path: kind === 'ref' ? entry.path : 'value',
    field: {
      ...entry.field,
      kind: typed ? 'text' : kind === 'datetime' ? 'date' : kind,
      required: false,
    },
  };
  return (
    <span className="block min-w-0 flex-1">
      <FieldEditor
        entry={asked}
        value={value ?? null}
        record={{}}
        control={{ 'aria-label': t('value') }}
        onChange={(next) => onChange((next ?? null) as FilterScalar)}
      />
    </span>
  );
}

function YesOrNo({ condition, onChange }: Props) {
  const t = useTranslations('filters');
  const words = useTranslations('record');
  const options = [
    { value: 'true', label: words('yes') },
    { value: 'false', label: words('no') },
  ];
  return (
    <Select
      aria-label={t('value')}
      value={String(condition.value ?? true)}
      options={options}
      onValueChange={(next) => onChange(next === 'true')}
    />
  );
}

function People({ condition, onChange }: Omit<Props, 'entry'>) {
  const t = useTranslations('filters');
  const members = useMembers();
  const options = [
    { value: 'me', label: t('me') },
    ...(members.data ?? []).map((one) => ({ value: one.id, label: one.title })),
  ];
  if (arity(condition.op) === 'many') {
    return (
      <MultiCombobox
        aria-label={t('value')}
        value={(condition.value as string[] | undefined) ?? []}
        options={options}
        onValueChange={onChange}
      />
    );
  }
  return (
    <Combobox
      aria-label={t('value')}
      value={(condition.value as string | undefined) ?? null}
      options={options}
      onValueChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function Several({ entry, condition, onChange }: Props) {
  const t = useTranslations('filters');
  const { language } = useLocaleInfo();
  const used = useTagSuggestions(entry.path);
  const { choices } = entry.field;
  const options = choices
    ? choices.map((one) => ({ value: one.value, label: one.label[language], color: one.color }))
    : used.map((one) => ({ value: one, label: one }));
  return (
    <MultiCombobox
      aria-label={t('value')}
      value={((condition.value as FilterScalar[] | undefined) ?? []).map(String)}
      options={options}
      creatable={!choices}
      onValueChange={onChange}
    />
  );
}

function When({ entry, condition, onChange }: Props) {
  const t = useTranslations('filters');
  const { value } = condition;
  const isExact = value !== undefined && !isRelative(value);
  const options = [
    ...relativeValues.map((one) => ({ value: one as string, label: t(`relative.${one}`) })),
    { value: 'exact', label: t('exact_day') },
  ];
  return (
    <span className="flex min-w-0 flex-1 gap-1.5 max-md:flex-col">
      <Select
        aria-label={t('day')}
        value={isExact ? 'exact' : ((value as string | undefined) ?? null)}
        options={options}
        placeholder={t('choose_day')}
        onValueChange={(next) => onChange(next === 'exact' ? '' : next)}
      />
      {isExact ? (
        <One
          entry={entry}
          value={value === '' ? null : (value as FilterScalar)}
          onChange={(next) => onChange(next ?? '')}
        />
      ) : null}
    </span>
  );
}
