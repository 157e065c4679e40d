'use client';

import type { Arrival } from '@/ui/data/types';
import { setLanguage, setTheme } from '@/ui/shell/browser-preferences';

/** Goes to work after signing in, with the person's own looks. A full load, so nothing of an earlier session stays. */
export function arrive({ user }: Arrival, next?: string | null): void {
  setLanguage(user.language);
  setTheme(user.theme);
  location.assign(safeNext(next ?? null));
}

/** An address on this site to return to; the front page for anything else. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : '/';
}
