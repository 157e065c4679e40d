'use client';

import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { keepKeys } from '@/ui/primitives/keep-keys';
import { replayEarlyKeys } from './early-input';
import { chordOf, type KeyPress, matchSequence } from './shortcut-keys';

export type ShortcutGroup = 'general' | 'go' | 'list' | 'record';

export interface Shortcut {
  /** `c`, `?`, `mod+k`, `shift+x`, `enter`, or a sequence such as `g c`. Lower case. */
  keys: string;
  /** For the help sheet. */
  label: string;
  group: ShortcutGroup;
  run: (event: KeyboardEvent) => void;
  /** Works while typing and above open layers too; for `mod+…` only. */
  always?: boolean;
  /** Leads to a text field: keys typed before it is there are kept for it. */
  opensField?: boolean;
}

type Registration = RefObject<readonly Shortcut[]>;

const registrations: Registration[] = [];
const listeners = new Set<() => void>();
let visible: readonly Shortcut[] = [];

/** Newest first, so that a screen's key wins over the shell's. */
const active = (): Shortcut[] => [...registrations].reverse().flatMap((one) => [...one.current]);

/** Whether the key is a shortcut now, or begins one. */
export function isShortcut(event: KeyPress): boolean {
  const { full, partial } = matchSequence([chordOf(event)], active());
  return full !== undefined || partial;
}

function changed(): void {
  const seen = new Set<string>();
  visible = active().filter((shortcut) => !seen.has(shortcut.keys) && seen.add(shortcut.keys));
  for (const listener of listeners) listener();
}

/**
 * Binds keys while the component is mounted. Not heard while typing or while a dialog or menu is open. Those of the shell
 * stand `below` all others, whichever is mounted first.
 */
export function useShortcuts(shortcuts: readonly Shortcut[], below = false): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const signature = shortcuts.map((shortcut) => `${shortcut.keys}\t${shortcut.label}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: announces a new list to the help sheet
  useEffect(() => {
    if (below) registrations.unshift(current);
    else registrations.push(current);
    changed();
    return () => {
      registrations.splice(registrations.indexOf(current), 1);
      changed();
    };
  }, [signature]);
}

/** Every shortcut that works now, for the help sheet. */
export function useActiveShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    subscribe,
    () => visible,
    () => visible,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The one listener; mounted once by the shell. */
export function ShortcutListener() {
  useEffect(() => {
    let typed: string[] = [];
    let timer: ReturnType<typeof setTimeout>;
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.defaultPrevented ||
        event.isComposing ||
        /^(Shift|Control|Alt|Meta)$/.test(event.key)
      )
        return;
      clearTimeout(timer);
      const blocked = isTyping(event.target) || isLayerOpen();
      const candidates = blocked ? active().filter((shortcut) => shortcut.always) : active();
      typed = [...typed, chordOf(event)];
      let match = matchSequence(typed, candidates);
      if (!match.full && !match.partial && typed.length > 1) {
        typed = typed.slice(-1);
        match = matchSequence(typed, candidates);
      }
      if (match.full) {
        event.preventDefault();
        typed = [];
        if (match.full.opensField) keepKeys();
        match.full.run(event);
      } else if (match.partial) {
        timer = setTimeout(() => {
          typed = [];
        }, 1200);
      } else typed = [];
    };
    // Next hears of addresses only after all effects of the first drawing.
    const start = setTimeout(() => {
      window.addEventListener('keydown', onKeyDown);
      replayEarlyKeys();
    });
    return () => {
      clearTimeout(start);
      clearTimeout(timer);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
  return null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type)));

const isLayerOpen = (): boolean =>
  document.querySelector(
    '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"], [role="listbox"][data-state="open"]',
  ) !== null;
