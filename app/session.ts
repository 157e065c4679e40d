import { headers } from 'next/headers';
import { cache } from 'react';
import { callApi } from '@/http/in-process';
import type { Session } from '@/ui/data/types';

/** Who asked for the page, once per request; null when nobody is signed in. Throws while the API cannot answer. */
export const readSession = cache(async (): Promise<Session | null> => {
  const incoming = await headers();
  if (!incoming.has('cookie')) return null;
  const answer = await callApi('/api/auth/session', incoming);
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`The session could not be read: status ${answer.status}.`);
  const { data } = (await answer.json()) as { data: Session };
  return data;
});
