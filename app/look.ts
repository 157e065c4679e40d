import { cookies, headers } from 'next/headers';
import type { Session } from '@/ui/data/types';
import { accentVariables } from '@/ui/shell/accent';
import {
  cookieNames,
  isLanguage,
  isTheme,
  type Language,
  preferredLanguage,
  type Theme,
} from '@/ui/shell/preferences';
import { readSession } from './session';

export interface Look {
  language: Language;
  theme: Theme;
  time_zone: string;
  /** Custom properties of the company's accent. */
  style: Record<string, string>;
}

/** Language, theme and accent of the page: this browser's choice, else the person's, else what the browser asks for. */
export async function readLook(): Promise<Look> {
  const [incoming, jar] = await Promise.all([headers(), cookies()]);
  const session = await sessionOrNull();
  const language = jar.get(cookieNames.language)?.value ?? session?.user.language;
  const theme = jar.get(cookieNames.theme)?.value ?? session?.user.theme;
  return {
    language: isLanguage(language) ? language : preferredLanguage(incoming.get('accept-language')),
    theme: isTheme(theme) ? theme : 'system',
    time_zone: session?.user.time_zone ?? session?.company.time_zone ?? 'UTC',
    style: accentVariables(session?.company.accent ?? null),
  };
}

/** The looks must not fail a page; the page itself reports an API that does not answer. */
async function sessionOrNull(): Promise<Session | null> {
  try {
    return await readSession();
  } catch {
    return null;
  }
}
