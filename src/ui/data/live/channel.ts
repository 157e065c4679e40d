import type { LiveEvent } from './events';
import { openSource } from './source';

/** A tab that has begun to listen. */
const hello = 'hello';
/** What the tab with the stream can repeat to it. */
const mostRecent = 200;

/**
 * Lets a page hear the stream. One tab of a browser holds it and passes on what it hears, since a browser opens few
 * connections to one host; when that tab closes another one takes over where it was. Where tabs cannot agree each opens
 * its own while it is looked at. `first` names the event to begin after. Returns what ends it.
 */
export function openChannel(
  name: string,
  first: () => string | null,
  hear: (event: LiveEvent) => void,
): () => void {
  let last: string | null = null;
  const recent: (LiveEvent & { last_id: string })[] = [];
  const take = (event: LiveEvent): void => {
    if ('last_id' in event) {
      if (recent.some(({ last_id }) => last_id === event.last_id)) return;
      last = event.last_id;
      recent.push(event);
      if (recent.length > mostRecent) recent.shift();
    }
    hear(event);
  };
  const lastId = () => last ?? first();
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) return whileVisible(lastId, take);

  const channel = new BroadcastChannel(name);
  const waiting = new AbortController();
  let leave: (() => void) | null = null;
  channel.onmessage = ({ data }: MessageEvent<LiveEvent | typeof hello>) => {
    if (data !== hello) take(data);
    else if (leave) for (const event of recent) channel.postMessage(event);
  };
  // What was told between reading the page and listening here; who knows it already ignores it.
  channel.postMessage(hello);
  navigator.locks
    .request(name, { signal: waiting.signal }, () => {
      const close = openSource(lastId, (event) => {
        channel.postMessage(event);
        take(event);
      });
      return new Promise<void>((resolve) => {
        leave = () => {
          close();
          resolve();
        };
      });
    })
    .catch((error: unknown) => {
      if (!waiting.signal.aborted) throw error;
    });
  return () => {
    waiting.abort();
    leave?.();
    channel.close();
  };
}

function whileVisible(lastId: () => string | null, hear: (event: LiveEvent) => void): () => void {
  let close: (() => void) | null = null;
  const follow = (): void => {
    if (document.hidden) {
      close?.();
      close = null;
    } else close ??= openSource(lastId, hear);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close?.();
  };
}
