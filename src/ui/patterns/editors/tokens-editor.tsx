'use client';

import { MultiCombobox } from '@/ui/primitives/multi-combobox';
import { useTagSuggestions } from '../records/use-tag-suggestions';
import { useLocaleInfo } from '../values/use-locale-info';
import type { EditorProps } from './editor';

/** Several values as chips: tags of any wording, or choices of a fixed list. */
export function TokensEditor({ entry, value, onChange, control, autoFocus }: EditorProps) {
  const { language } = useLocaleInfo();
  const isFree = entry.field.kind === 'tags';
  const used = useTagSuggestions(entry.path);
  const options = isFree
    ? used.map((one) => ({ value: one, label: one }))
    : (entry.field.choices ?? []).map((one) => ({
        value: one.value,
        label: one.label[language],
        color: one.color,
      }));
  return (
    <MultiCombobox
      {...control}
      value={Array.isArray(value) ? (value as string[]) : []}
      options={options}
      creatable={isFree}
      defaultOpen={autoFocus === true}
      onValueChange={onChange}
    />
  );
}
