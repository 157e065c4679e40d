'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { apiUrl } from '../api';
import type { Viewer } from './events';
import { presence } from './presence';

/** Said so often, ms, while the record is looked at; not by who has touched nothing for so long. */
const often = 20_000;
const idle = 10 * 60_000;
const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
const nobody: readonly Viewer[] = [];

/** Says that this tab shows a record, for as long as it does, and answers who else does. */
export function usePresence(object: string, id: string): readonly Viewer[] {
  useEffect(() => {
    const client = crypto.randomUUID();
    let touched = performance.now();
    let said = false;
    let left = false;
    const here = async (): Promise<void> => {
      if (document.hidden || performance.now() - touched > idle) return gone();
      said = true;
      const users = await say(client, { object, id });
      if (users && !left) presence.hear({ object, id, users });
    };
    const gone = (): void => {
      if (said) void say(client, null);
      said = false;
    };
    const touch = (): void => {
      const wasAway = performance.now() - touched > idle;
      touched = performance.now();
      if (wasAway) void here();
    };
    const follow = () => void here();
    void here();
    const timer = setInterval(follow, often);
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', gone);
    for (const name of touches) window.addEventListener(name, touch, { passive: true });
    return () => {
      left = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', gone);
      for (const name of touches) window.removeEventListener(name, touch);
      gone();
      presence.forget(object, id);
    };
  }, [object, id]);
  return useSyncExternalStore(
    presence.subscribe,
    () => presence.at(object, id),
    () => nobody,
  );
}

/** Sent even while the page goes away. What fails is said again soon; nobody has to know. */
async function say(
  client: string,
  record: { object: string; id: string } | null,
): Promise<readonly Viewer[] | null> {
  try {
    const answer = await fetch(apiUrl('/presence'), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client, record }),
      keepalive: true,
    });
    return answer.ok ? ((await answer.json()) as { data: { users: Viewer[] } }).data.users : null;
  } catch {
    return null;
  }
}
