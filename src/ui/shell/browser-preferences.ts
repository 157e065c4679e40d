'use client';

import { useSyncExternalStore } from 'react';
import { cookieNames, isTheme, type Language, type Theme } from './preferences';

const year = 365 * 24 * 3600;

/** Keeps a choice in this browser. Not a secret, so the page may write it. */
export function writeCookie(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari of today
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
}

const listeners = new Set<() => void>();

/** Changes the looks at once and for later pages. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  writeCookie(cookieNames.theme, theme);
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => {
      const theme = document.documentElement.dataset.theme;
      return isTheme(theme) ? theme : 'system';
    },
    () => 'system',
  );
}

/** The caller refreshes the page afterwards. */
export const setLanguage = (language: Language): void =>
  writeCookie(cookieNames.language, language);
