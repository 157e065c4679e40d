/** A message between processes: small JSON, ids rather than data. */
export type Message = Readonly<Record<string, unknown>>;

/**
 * Tells every process, this one included. Best effort and unordered: whoever must not miss anything reads the event log
 * as well.
 */
export interface Bus {
  publish(channel: string, message: Message): void;
  /** Returns what ends the subscription. `listener` must not throw. */
  subscribe(channel: string, listener: (message: Message) => void): () => void;
  /** Calls `listener` when messages of other processes may have been lost. Returns what ends it. */
  onGap(listener: () => void): () => void;
  /** When another process was last heard, or might have been without our knowing, by performance.now(); -Infinity: there is none. */
  othersHeardAt(): number;
  /** `down`: other processes are not reached now. */
  state(): 'up' | 'down';
  close(): Promise<void>;
}

/** The bus of one process. Listeners are called in a later turn, as they are from another process. */
export function memoryBus(): Bus {
  const channels = new Map<string, Set<(message: Message) => void>>();
  return {
    publish(channel, message) {
      const listeners = channels.get(channel);
      if (!listeners || listeners.size === 0) return;
      setImmediate(() => {
        for (const listener of listeners) listener(message);
      });
    },
    subscribe(channel, listener) {
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    onGap: () => () => undefined,
    othersHeardAt: () => Number.NEGATIVE_INFINITY,
    state: () => 'up',
    close: async () => channels.clear(),
  };
}
