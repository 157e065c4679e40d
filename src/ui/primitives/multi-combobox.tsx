'use client';

import { Check, ChevronsUpDown, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChipColor } from '@/core/shape/field';
import { Badge } from './badge';
import { cn } from './cn';
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from './command';
import { matchWords } from './fold';
import { controlClass } from './input';
import { Popover, PopoverAnchor, PopoverContent, PopoverTrigger } from './popover';

export interface MultiOption {
  value: string;
  label: string;
  color?: ChipColor | undefined;
}

export interface MultiComboboxProps {
  value: readonly string[];
  onValueChange: (value: string[]) => void;
  options: readonly MultiOption[];
  /** Any text may become a value, as with tags. */
  creatable?: boolean;
  /** Called with the text typed; the caller adds matches to `options`. */
  onSearch?: (text: string) => void;
  placeholder?: string;
  disabled?: boolean;
  defaultOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
  'aria-required'?: boolean | undefined;
}

/** Any number of a list, shown as chips that can be taken away one by one. */
export function MultiCombobox(props: MultiComboboxProps) {
  const { value, options, creatable } = props;
  const t = useTranslations('primitives');
  const [open, setOpen] = useState(props.defaultOpen ?? false);
  const [text, setText] = useState('');
  const known = new Map(options.map((option) => [option.value, option]));
  const toggle = (item: string) =>
    props.onValueChange(
      value.includes(item) ? value.filter((other) => other !== item) : [...value, item],
    );
  const change = (next: boolean) => {
    setOpen(next);
    setText('');
    props.onOpenChange?.(next);
  };
  const typed = text.trim();

  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverAnchor asChild>
        <div
          className={cn(
            controlClass,
            'flex h-auto min-h-8 items-center gap-1 px-1 max-md:h-auto max-md:min-h-11',
            props.className,
          )}
        >
          <ul className="flex min-w-0 flex-wrap gap-1 empty:hidden">
            {value.map((item) => (
              <li key={item} className="min-w-0">
                <Badge color={known.get(item)?.color} className="h-6 pr-0.5">
                  <span className="truncate">{known.get(item)?.label ?? item}</span>
                  <button
                    type="button"
                    disabled={props.disabled}
                    aria-label={t('remove_named', { name: known.get(item)?.label ?? item })}
                    onClick={() => toggle(item)}
                    className="rounded-sm p-1 opacity-70 hover:opacity-100 max-md:p-2"
                  >
                    <X aria-hidden />
                  </button>
                </Badge>
              </li>
            ))}
          </ul>
          <PopoverTrigger asChild>
            <button
              type="button"
              role="combobox"
              aria-expanded={open}
              aria-haspopup="listbox"
              disabled={props.disabled}
              id={props.id}
              aria-label={props['aria-label']}
              aria-describedby={props['aria-describedby']}
              aria-invalid={props['aria-invalid']}
              aria-required={props['aria-required']}
              className="flex min-h-6 min-w-16 flex-1 items-center justify-between gap-2 rounded-sm px-1.5 text-left text-faint-foreground"
            >
              {value.length === 0 ? (
                (props.placeholder ?? t('choose'))
              ) : (
                <span className="sr-only">{t('choose')}</span>
              )}
              <ChevronsUpDown aria-hidden className="ml-auto size-4 shrink-0" />
            </button>
          </PopoverTrigger>
        </div>
      </PopoverAnchor>
      <PopoverContent className="w-(--radix-popover-trigger-width) min-w-60 overflow-hidden p-0">
        <Command filter={matchWords} label={t('search')}>
          <CommandInput
            value={text}
            onValueChange={(next) => {
              setText(next);
              props.onSearch?.(next);
            }}
            placeholder={t('search')}
          />
          <CommandList>
            {creatable ? null : <CommandEmpty>{t('nothing_found')}</CommandEmpty>}
            <CommandGroup>
              {[
                ...options,
                ...value
                  .filter((item) => !known.has(item))
                  .map((item) => ({ value: item, label: item }) as MultiOption),
              ].map((option) => (
                <CommandItem
                  key={option.value}
                  value={option.value}
                  keywords={[option.label]}
                  onSelect={() => toggle(option.value)}
                >
                  <Badge color={option.color}>{option.label}</Badge>
                  {value.includes(option.value) ? <Check aria-hidden className="ml-auto" /> : null}
                </CommandItem>
              ))}
              {creatable && typed && !known.has(typed) && !value.includes(typed) ? (
                <CommandItem
                  forceMount
                  value={`create:${typed}`}
                  onSelect={() => {
                    toggle(typed);
                    setText('');
                  }}
                >
                  {t('create_named', { name: typed })}
                </CommandItem>
              ) : null}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
