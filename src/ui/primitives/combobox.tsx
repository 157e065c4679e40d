'use client';

import { Check, ChevronsUpDown, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from './button';
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
import { Popover, PopoverContent, PopoverTrigger } from './popover';

export interface ComboboxOption<Value extends string = string> {
  value: Value;
  label: string;
  /** Second line or right side, quiet. */
  detail?: ReactNode;
  icon?: ReactNode;
}

export interface ComboboxProps<Value extends string> {
  value: Value | null;
  onValueChange: (value: Value | null) => void;
  /** With `onSearch`: the matches of the current search. Without: all of them, filtered here. */
  options: readonly ComboboxOption<Value>[];
  /** What to show while the selected value is not among the options. */
  selected?: ComboboxOption<Value> | null;
  /** Called with the text typed; the caller loads matches into `options`. */
  onSearch?: (text: string) => void;
  loading?: boolean;
  /** Offers to make a new one of the text typed. */
  onCreate?: (text: string) => void;
  clearable?: boolean;
  placeholder?: string;
  searchPlaceholder?: string;
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

/** One of a long or remote list, found by typing. */
export function Combobox<Value extends string>(props: ComboboxProps<Value>) {
  const { value, options, onSearch, onCreate, className } = props;
  const t = useTranslations('primitives');
  const [open, setOpen] = useState(props.defaultOpen ?? false);
  const [text, setText] = useState('');
  const current =
    options.find((option) => option.value === value) ?? (value ? props.selected : null) ?? null;

  const change = (next: boolean) => {
    setOpen(next);
    if (!next && text) search('');
    props.onOpenChange?.(next);
  };
  const search = (next: string) => {
    setText(next);
    onSearch?.(next);
  };
  const choose = (next: Value | null) => {
    props.onValueChange(next);
    change(false);
  };

  return (
    <Popover open={open} onOpenChange={change}>
      <span className="relative block w-full">
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
            className={cn(
              controlClass,
              'flex items-center gap-2 text-left',
              props.clearable && value && 'pr-9',
              className,
            )}
          >
            {current?.icon}
            <span className={cn('min-w-0 flex-1 truncate', !current && 'text-faint-foreground')}>
              {current?.label ?? props.placeholder ?? t('choose')}
            </span>
            {props.clearable && value ? null : (
              <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint-foreground" />
            )}
          </button>
        </PopoverTrigger>
        {props.clearable && value && !props.disabled ? (
          <Button
            variant="ghost"
            size="bare"
            aria-label={t('clear')}
            className="absolute inset-y-0 right-0.5 my-auto size-7 max-md:size-10"
            onClick={() => choose(null)}
          >
            <X aria-hidden />
          </Button>
        ) : null}
      </span>
      <PopoverContent
        aria-label={props['aria-label'] ?? props.searchPlaceholder ?? t('search')}
        className="w-(--radix-popover-trigger-width) min-w-72 overflow-hidden p-0"
      >
        <Command
          filter={matchWords}
          shouldFilter={!onSearch}
          label={props.searchPlaceholder ?? t('search')}
        >
          <CommandInput
            value={text}
            onValueChange={search}
            placeholder={props.searchPlaceholder ?? t('search')}
          />
          <CommandList aria-busy={props.loading}>
            <CommandEmpty>{props.loading ? t('loading') : t('nothing_found')}</CommandEmpty>
            <CommandGroup>
              {options.map((option) => (
                <CommandItem
                  key={option.value}
                  value={option.value}
                  keywords={[option.label]}
                  onSelect={() => choose(option.value)}
                >
                  {option.icon}
                  <span className="max-w-[calc(100%-4rem)] shrink-0 grow truncate">
                    {option.label}
                  </span>
                  {option.detail ? (
                    <span className="min-w-0 truncate text-faint-foreground text-xs">
                      {option.detail}
                    </span>
                  ) : null}
                  {option.value === value ? <Check aria-hidden /> : null}
                </CommandItem>
              ))}
              {onCreate && text.trim() ? (
                <CommandItem
                  forceMount
                  value={`create:${text}`}
                  onSelect={() => {
                    onCreate(text.trim());
                    change(false);
                  }}
                >
                  {t('create_named', { name: text.trim() })}
                </CommandItem>
              ) : null}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
