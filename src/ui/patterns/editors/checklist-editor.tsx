'use client';

import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { Input } from '@/ui/primitives/input';
import { type ChecklistItem, readChecklist, writeChecklist } from '../values/checklist';
import type { EditorProps } from './editor';

/** Most items, and most letters of one, as the server takes them. */
const most = { items: 50, letters: 200 };

/** Things to tick off: ticked, worded, removed and added where they stand. */
export function ChecklistEditor({ value, onChange, control }: EditorProps) {
  const t = useTranslations('checklist');
  const items = readChecklist(value);
  const set = (next: readonly ChecklistItem[]) =>
    // At once: the key that ends an item may send the form.
    flushSync(() => onChange(writeChecklist(next.filter(({ text }) => text !== ''))));
  const change = (at: number, more: Partial<ChecklistItem>) =>
    set(items.map((item, place) => (place === at ? { ...item, ...more } : item)));
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <ul aria-label={control['aria-label'] ?? t('items')} className="contents">
        {items.map((item, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: items have no name but their place
            key={at}
            className="group/item flex items-center gap-2"
          >
            <Checkbox
              checked={item.done}
              aria-label={item.text}
              onCheckedChange={(done) => change(at, { done })}
            />
            <ItemText
              label={t('edit_named', { name: item.text })}
              text={item.text}
              done={item.done}
              onText={(text) => change(at, { text })}
            />
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t('remove_named', { name: item.text })}
              onClick={() => set(items.filter((_, place) => place !== at))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {items.length < most.items ? (
        <ItemText
          {...(control.id ? { id: control.id } : {})}
          label={t('add')}
          text=""
          onText={(text) => set([...items, { done: false, text }])}
        />
      ) : null}
    </div>
  );
}

/** One item's words; Enter or leaving keeps them. */
function ItemText({
  id,
  label,
  text,
  done,
  onText,
}: {
  id?: string;
  label: string;
  text: string;
  done?: boolean;
  onText: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    if (typed === null) return;
    setTyped(null);
    if (typed.trim() !== text) onText(typed.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && typed !== null) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
    if (event.key !== 'Enter') return;
    if (!event.ctrlKey && !event.metaKey) event.preventDefault();
    keep();
  };
  return (
    <Input
      {...(id ? { id } : {})}
      aria-label={label}
      placeholder={text ? '' : label}
      value={typed ?? text}
      maxLength={most.letters}
      autoComplete="off"
      {...(text ? {} : { leading: <Plus aria-hidden /> })}
      className={cn(
        'border-transparent bg-transparent hover:border-input',
        text && 'px-1',
        done && 'text-muted-foreground line-through',
      )}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}
