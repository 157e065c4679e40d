'use client';

import type { ChipColor } from '@/core/shape/field';
import { Combobox } from '@/ui/primitives/combobox';
import { choiceLabel } from '../values/format';
import { useLocaleInfo } from '../values/use-locale-info';
import type { EditorProps } from './editor';

/** One of a fixed list. */
export function ChoiceEditor({ entry, value, onChange, control, inline }: EditorProps) {
  const { language } = useLocaleInfo();
  const options = (entry.field.choices ?? []).map((choice) => ({
    value: choice.value,
    label: choice.label[language],
    icon: <Dot color={choice.color} />,
  }));
  const current = typeof value === 'string' ? value : null;
  return (
    <Combobox
      {...control}
      value={current}
      options={options}
      selected={
        current ? { value: current, label: choiceLabel(entry.field, current, language) } : null
      }
      clearable={!entry.field.required && !inline}
      defaultOpen={inline !== undefined}
      onValueChange={(next) => {
        onChange(next);
        inline?.commit();
      }}
      {...(inline ? { onOpenChange: (open: boolean) => !open && inline.cancel() } : {})}
      className={inline ? 'h-full rounded-none border-transparent' : ''}
    />
  );
}

/** The colour of a choice, strong enough to be seen at this size. */
function Dot({ color = 'grey' }: { color?: ChipColor | undefined }) {
  return (
    <span aria-hidden data-color={color} className="chip size-2.5 shrink-0 rounded-full p-px">
      <span className="block size-full rounded-full bg-current" />
    </span>
  );
}
