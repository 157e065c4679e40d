'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { draftPrefix } from './kept-here';
import { useSession } from './session';

/**
 * State that survives a reload, a crash and a lost session: kept in this browser per user and company until
 * `clear` is called. `key` names the form, for example `contacts:new` or `contacts:<id>:description`.
 */
export function useDraft<T>(
  key: string,
  initial: T,
): { value: T; setValue: (next: T) => void; clear: () => void; restored: boolean } {
  const { user, company } = useSession();
  const name = `${draftPrefix}${company.id}:${user.id}:${key}`;
  const [value, setState] = useState<T>(initial);
  const [restored, setRestored] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<T | undefined>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    if (pending.current === undefined) return;
    store(name, pending.current);
    pending.current = undefined;
  }, [name]);

  useEffect(() => {
    const kept = load<T>(name);
    if (kept !== undefined) {
      setState(kept);
      setRestored(true);
    }
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [name, flush]);

  const setValue = useCallback(
    (next: T) => {
      setState(next);
      pending.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, 250);
    },
    [flush],
  );
  const clear = useCallback(() => {
    clearTimeout(timer.current);
    pending.current = undefined;
    setRestored(false);
    localStorage.removeItem(name);
  }, [name]);

  return { value, setValue, clear, restored };
}

function load<T>(name: string): T | undefined {
  const text = localStorage.getItem(name);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    localStorage.removeItem(name);
    return undefined;
  }
}

function store(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // The device's storage is full or forbidden: typing must go on without a draft.
  }
}
