import { wallClock } from '@/ui/primitives/calendar-days';
import { apiUrl } from '../api';
import type { LiveEvent } from './events';

const waits = { first: 500, longest: 10_000 };
/** A timer that is so late woke from sleep, and the connection may be dead without saying so. */
const asleep = 60_000;

/**
 * Keeps a stream open from the event `last_id` names on, whatever happens to it; a page that comes back catches up.
 * Returns what ends it.
 */
export function openSource(last_id: () => string | null, hear: (event: LiveEvent) => void) {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let lost = false;

  const connect = (): void => {
    clearTimeout(retry);
    source?.close();
    const opened = new EventSource(apiUrl('/stream', { last_event_id: last_id() }));
    source = opened;
    opened.onopen = () => {
      tries = 0;
      if (lost) hear({ kind: 'reopened' });
      lost = false;
    };
    opened.onmessage = ({ data, lastEventId }) =>
      hear({ kind: 'notice', notice: JSON.parse(data), last_id: lastEventId });
    opened.addEventListener('resync', ({ lastEventId }) =>
      hear({ kind: 'resync', last_id: lastEventId }),
    );
    opened.addEventListener('rights', () => hear({ kind: 'reopened' }));
    opened.addEventListener('presence', ({ data }) =>
      hear({ kind: 'presence', news: JSON.parse(data) }),
    );
    opened.addEventListener('notification', ({ data }) =>
      hear({ kind: 'notification', unread: JSON.parse(data).unread }),
    );
    opened.onerror = () => {
      // Its own way to connect again would not grow more patient, and would end at an answer that is no stream.
      if (opened.readyState === EventSource.CLOSED) hear({ kind: 'refused' });
      opened.close();
      lost = true;
      const wait = Math.min(waits.first * 2 ** tries++, waits.longest);
      clearTimeout(retry);
      retry = setTimeout(connect, wait * (1 + Math.random()));
    };
  };

  // The wall clock: others may stand still while a machine sleeps.
  let ticked = wallClock();
  const watch = setInterval(() => {
    if (wallClock() - ticked > asleep) connect();
    ticked = wallClock();
  }, 10_000);
  // A page that is left must not take its end for a loss; the browser may bring it back as it was.
  const rest = (): void => source?.close();
  const wake = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) connect();
  };
  window.addEventListener('online', connect);
  window.addEventListener('pagehide', rest);
  window.addEventListener('pageshow', wake);
  connect();
  return () => {
    clearInterval(watch);
    clearTimeout(retry);
    window.removeEventListener('online', connect);
    window.removeEventListener('pagehide', rest);
    window.removeEventListener('pageshow', wake);
    source?.close();
  };
}
