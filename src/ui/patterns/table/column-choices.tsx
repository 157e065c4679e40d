'use client';

import { ArrowDown, ArrowUp, Pin } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { fold } from '@/ui/primitives/fold';
import { Input } from '@/ui/primitives/input';
import {
  arrange,
  type ColumnLayout,
  moveColumn,
  setPinned,
  setShown,
  titleColumn,
} from '../model/columns';
import type { ObjectScope } from '../object-scope';

export interface ColumnChoicesProps {
  scope: ObjectScope;
  layout: ColumnLayout;
  onLayout: (next: ColumnLayout) => void;
}

/** The columns to choose from, found by name, moved and pinned. */
export function ColumnChoices({ scope, layout, onLayout }: ColumnChoicesProps) {
  const t = useTranslations('list');
  const [text, setText] = useState('');
  const all = arrange(scope.entries, layout).filter((one) => one.path !== titleColumn);
  const label = (path: string) => scope.byPath.get(path)?.field.label[scope.language] ?? path;
  const found = all.filter((one) => fold(label(one.path)).includes(fold(text)));
  const nudge = (path: string, by: -1 | 1) => {
    const target = all[all.findIndex((one) => one.path === path) + by];
    if (target) onLayout(moveColumn(scope.entries, layout, path, target.path));
  };
  return (
    <>
      <Input
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t('find_column')}
        aria-label={t('find_column')}
      />
      <ul className="-mx-1 max-h-96 overflow-y-auto">
        {found.map(({ path, shown }) => (
          <li
            key={path}
            className="group/column flex h-8 items-center gap-2 rounded-md px-1 hover:bg-hover"
          >
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
            <label className="flex min-w-0 flex-1 items-center gap-2">
              <Checkbox
                checked={shown}
                onCheckedChange={(checked) => onLayout(setShown(layout, path, checked === true))}
              />
              <span className="truncate">{label(path)}</span>
            </label>
            <span className={cn('flex', !shown && 'invisible')}>
              <Tool
                label={t('move_up_named', { name: label(path) })}
                onClick={() => nudge(path, -1)}
              >
                <ArrowUp aria-hidden />
              </Tool>
              <Tool
                label={t('move_down_named', { name: label(path) })}
                onClick={() => nudge(path, 1)}
              >
                <ArrowDown aria-hidden />
              </Tool>
              <Tool
                label={t('pin_named', { name: label(path) })}
                pressed={layout.pinned?.includes(path) === true}
                onClick={() => onLayout(setPinned(layout, path, !layout.pinned?.includes(path)))}
              >
                <Pin
                  aria-hidden
                  className={cn(layout.pinned?.includes(path) && 'fill-current text-primary-text')}
                />
              </Tool>
            </span>
          </li>
        ))}
      </ul>
      <Button variant="ghost" size="sm" onClick={() => onLayout({})}>
        {t('reset_columns')}
      </Button>
    </>
  );
}

function Tool({
  label,
  pressed,
  ...props
}: {
  label: string;
  pressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Button
      variant="ghost"
      size="bare"
      className="size-6 [&_svg]:size-3.5"
      aria-label={label}
      aria-pressed={pressed}
      {...props}
    />
  );
}
