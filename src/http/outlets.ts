import type { ServerResponse } from 'node:http';
import type { Outlet } from '@/core/run/context';

/** Writes straight to the connection: a thousand readers of one notice cost a thousand writes and nothing else. */
export function socketOutlet(outgoing: ServerResponse): Outlet {
  // A connection that breaks while something is written to it closes as well; that is all there is to do.
  outgoing.on('error', () => undefined);
  return {
    write: (chunk) => void outgoing.write(chunk),
    behind: () => outgoing.writableLength,
    end: () => void outgoing.end(),
    cut: () => void outgoing.destroy(),
    onClose(listener) {
      if (outgoing.closed || outgoing.destroyed) listener();
      else outgoing.once('close', listener);
    },
  };
}

/** The same for callers within the process, who read a web stream. */
export function streamOf(live: (outlet: Outlet) => void): ReadableStream<Uint8Array> {
  let closed = false;
  const listeners: (() => void)[] = [];
  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        live({
          write: (chunk) => {
            if (!closed) controller.enqueue(chunk);
          },
          behind: () => -(controller.desiredSize ?? 0),
          end: () => {
            if (!closed) controller.close();
            close();
          },
          cut: () => {
            if (!closed) controller.error(new Error('The stream was cut.'));
            close();
          },
          onClose: (listener) => {
            if (closed) listener();
            else listeners.push(listener);
          },
        });
      },
      cancel: close,
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
