'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Calendar } from '@/ui/primitives/calendar';
import {
  Command,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '@/ui/primitives/command';
import { matchWords } from '@/ui/primitives/fold';
import { Popover, PopoverContent, PopoverTrigger } from '@/ui/primitives/popover';

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** At the right, quiet. */
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly run: () => void;
}

interface Props {
  /** What is chosen here, in words. */
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  /** What a typed text means beyond the choices; stands before them. */
  typed?: (text: string) => Choice | null;
  /** Offers a month of days as well. */
  onDay?: (day: string) => void;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Where the focus goes afterwards, instead of back to the button. */
  onReturn?: (() => void) | undefined;
  side?: 'top' | 'bottom';
  /** The button that opens it. */
  children: ReactNode;
}

/** A few things to choose from, found by typing, beside a button. */
export function ChoicePopover({ open, onOpenChange, children, onReturn, ...list }: Props) {
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent
        align="end"
        side={list.side ?? 'bottom'}
        aria-label={list.label}
        className="w-72 overflow-hidden p-0"
        onCloseAutoFocus={(event) => {
          if (!onReturn) return;
          event.preventDefault();
          onReturn();
        }}
      >
        <Choices {...list} close={() => onOpenChange(false)} />
      </PopoverContent>
    </Popover>
  );
}

function Choices({
  label,
  placeholder,
  choices,
  typed,
  onDay,
  close,
}: Pick<Props, 'label' | 'placeholder' | 'choices' | 'typed' | 'onDay'> & { close: () => void }) {
  const t = useTranslations('work');
  const words = useTranslations('primitives');
  const [text, setText] = useState('');
  const [picking, setPicking] = useState(false);
  const take = (run: () => void) => () => {
    close();
    run();
  };
  if (picking && onDay)
    return (
      <div className="p-3">
        <Calendar autoFocus value={null} onSelect={(day) => take(() => onDay(day))()} />
      </div>
    );
  const meant = text.trim() ? typed?.(text) : null;
  const shown = choices.filter((choice) => matchWords('', text, [choice.label]));
  return (
    <Command shouldFilter={false} loop label={label}>
      <CommandInput value={text} onValueChange={setText} placeholder={placeholder} />
      <CommandList>
        <CommandGroup>
          {[...(meant ? [meant] : []), ...shown].map((choice) => (
            <CommandItem key={choice.id} value={choice.id} onSelect={take(choice.run)}>
              {choice.icon}
              <span className="min-w-0 flex-1 truncate">{choice.label}</span>
              {choice.detail ? (
                <span className="text-muted-foreground text-xs">{choice.detail}</span>
              ) : null}
            </CommandItem>
          ))}
          {onDay && !text.trim() ? (
            <CommandItem value="pick" onSelect={() => setPicking(true)}>
              <span className="min-w-0 flex-1 truncate">{t('pick_day')}</span>
            </CommandItem>
          ) : null}
        </CommandGroup>
        {!meant && shown.length === 0 ? (
          <p className="px-2 py-6 text-center text-muted-foreground text-sm">
            {words('nothing_found')}
          </p>
        ) : null}
      </CommandList>
    </Command>
  );
}
