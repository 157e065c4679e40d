'use client';

import { usePathname } from 'next/navigation';
import { type RefObject, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { keepKeys } from '@/ui/primitives/keep-keys';
import { pressAgain, replayEarlyKeys } from './replay-keys';
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

/** For so long after a page came, in ms, its parts may still be on their way. */
const arrival = 3000;
let arrived = 0;
/** The address of the page on screen. That of the window is ahead of it while the next one is drawn. */
let shown = '';
/** Keys pressed in between: they are for the next page. */
const ahead: KeyboardEvent[] = [];
/** Keys that nothing answered while the page was arriving: its parts hear them when they come. */
let unanswered: KeyboardEvent[] = [];

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
  // In one step with the page: no key is for one that has gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: announces a new list to the help sheet
  useLayoutEffect(() => {
    if (below) registrations.unshift(current);
    else registrations.push(current);
    changed();
    // After the effects of whatever else came with it, which may open what this key is not for.
    if (unanswered.length > 0) setTimeout(answerLate);
    return () => {
      registrations.splice(registrations.indexOf(current), 1);
      changed();
    };
  }, [signature]);
}

/** Single keys only: the first one of a sequence is always heard, by the shell. What follows a key that leads to a field is its text. */
function answerLate(): void {
  const keys = unanswered.filter(({ timeStamp }) => performance.now() - timeStamp < arrival);
  unanswered = [];
  if (isLayerOpen() || isTyping(document.activeElement)) return;
  for (const [at, event] of keys.entries()) {
    const { full } = matchSequence([chordOf(event)], active());
    if (!full) unanswered.push(event);
    else if (full.opensField) {
      keepKeys();
      full.run(event);
      keys.slice(at + 1).forEach(pressAgain);
      return;
    } else {
      // What it does is drawn before the next key asks for it.
      flushSync(() => full.run(event));
    }
  }
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
  const path = usePathname();
  useLayoutEffect(() => {
    arrived = performance.now();
    shown = path;
    unanswered = [];
    setTimeout(() => ahead.splice(0).forEach(pressAgain));
  }, [path]);
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
      // Those kept come first.
      const isAhead = ahead.length > 0 || window.location.pathname !== shown;
      if (isAhead && !isTyping(event.target) && !isLayerOpen()) {
        ahead.push(event);
        return;
      }
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
      } else {
        typed = [];
        // A key pressed on something is for that.
        const isFree = !blocked && event.target === document.body;
        if (isFree && performance.now() - arrived < arrival) unanswered.push(event);
      }
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

/** A field of a dialog that is going away is not typed into any more. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  !target.closest('[role="dialog"][data-state="closed"]') &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type)));

const isLayerOpen = (): boolean =>
  document.querySelector(
    '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"], [role="listbox"][data-state="open"]',
  ) !== null;
