'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from '@/ui/data/session';
import type { ColumnLayout } from '../model/columns';

const empty: ColumnLayout = {};
const cache = new Map<string, ColumnLayout>();
const listeners = new Set<() => void>();

/** How this person arranged the columns of a list, kept in this browser per company. */
export function useColumnLayout(object: string): [ColumnLayout, (next: ColumnLayout) => void] {
  const { user, company } = useSession();
  const name = `ambit:columns:${company.id}:${user.id}:${object}`;
  const layout = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => empty,
  );
  const save = useCallback((next: ColumnLayout) => write(name, next), [name]);
  return [layout, save];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(name: string): ColumnLayout {
  const known = cache.get(name);
  if (known) return known;
  const layout = parse(localStorage.getItem(name));
  cache.set(name, layout);
  return layout;
}

function write(name: string, layout: ColumnLayout): void {
  cache.set(name, layout);
  try {
    localStorage.setItem(name, JSON.stringify(layout));
  } catch (error) {
    // Storage is full or forbidden: the arrangement holds until the page is left.
    if (!(error instanceof DOMException)) throw error;
  }
  for (const listener of listeners) listener();
}

function parse(text: string | null): ColumnLayout {
  if (!text) return empty;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as ColumnLayout)
      : empty;
  } catch {
    // Written by another version: start from the object's own columns.
    return empty;
  }
}
