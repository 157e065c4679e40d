'use client';

import { Fragment, useSyncExternalStore } from 'react';
import { cn } from './cn';

const never = () => () => {};
const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as people see them: `mod+k` is ⌘K on Apple devices and Ctrl K elsewhere; a space separates a sequence. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const mac = useSyncExternalStore(never, isMac, () => false);
  const sequence = keys.split(' ');
  return (
    <span className="inline-flex items-center gap-1">
      {sequence.map((chord, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may repeat a key and never changes
        <Fragment key={index}>
          {chord.split('+').map((key) => (
            <kbd
              key={key}
              className={cn(
                'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border bg-surface px-1 font-sans text-2xs text-muted-foreground',
                className,
              )}
            >
              {nameOf(key, mac)}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}

function nameOf(key: string, mac: boolean): string {
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    shift: mac ? '⇧' : 'Shift',
    alt: mac ? '⌥' : 'Alt',
    enter: '↵',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
    arrowleft: '←',
    arrowright: '→',
  };
  return names[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key);
}
