'use client';

import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { Input } from '@/ui/primitives/input';

/** A choice being edited; `value` is empty until it is stored for the first time. */
export interface ChoiceDraft {
  value: string;
  label: string;
}

/** The choices of a field in order: rename, add, take away, move. */
export function ChoicesEditor({
  value,
  onValueChange,
}: {
  value: readonly ChoiceDraft[];
  onValueChange: (value: readonly ChoiceDraft[]) => void;
}) {
  const t = useTranslations('fields');
  const rename = (index: number, label: string) =>
    onValueChange(value.map((choice, at) => (at === index ? { ...choice, label } : choice)));
  const move = (index: number, by: number) => {
    const next = [...value];
    const [choice] = next.splice(index, 1);
    if (choice) next.splice(index + by, 0, choice);
    onValueChange(next);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-muted-foreground text-xs">{t('choices')}</legend>
      {value.map((choice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without a value yet have nothing else to go by
        <div key={index} className="flex items-center gap-1">
          <Input
            aria-label={t('choice_number', { number: index + 1 })}
            value={choice.label}
            onChange={(event) => rename(index, event.target.value)}
          />
          <Button
            variant="ghost"
            size="icon"
            disabled={index === 0}
            aria-label={t('move_up', { name: choice.label })}
            onClick={() => move(index, -1)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            disabled={index === value.length - 1}
            aria-label={t('move_down', { name: choice.label })}
            onClick={() => move(index, 1)}
          >
            <ArrowDown aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t('remove_choice', { name: choice.label })}
            onClick={() => onValueChange(value.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        className="self-start"
        onClick={() => onValueChange([...value, { value: '', label: '' }])}
      >
        <Plus aria-hidden />
        {t('add_choice')}
      </Button>
    </fieldset>
  );
}

/** As the API takes them: rows without a label left out, values of new choices made by the server. */
export function toChoices(drafts: readonly ChoiceDraft[]): { value?: string; label: string }[] {
  return drafts
    .map(({ value, label }) => ({ ...(value ? { value } : {}), label: label.trim() }))
    .filter((choice) => choice.label);
}
