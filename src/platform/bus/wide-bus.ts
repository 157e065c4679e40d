import { randomUUID } from 'node:crypto';
import { type Bus, type Message, memoryBus } from './bus';

/** Carries texts to the other processes. */
export interface Wire {
  /** Best effort: never throws. */
  send(text: string): void;
  readonly state: () => 'up' | 'down';
  close(): Promise<void>;
}

/** What a wire tells. */
export interface WireEvents {
  /** A text of some process, this one included. */
  received(text: string): void;
  /** The wire works; `again`: after a time in which texts were lost. */
  connected(again: boolean): void;
  /** Once per outage. */
  failed(error: Error): void;
}

/** One text on the wire, told by `from`; null instead of entries: what it sent before may be lost. */
interface Parcel {
  readonly from: string;
  readonly entries: readonly (readonly [channel: string, message: Message])[] | null;
}

/** NOTIFY takes less than 8,000 bytes. */
const largest = 7900;
/** How often a process says that it is there, ms. */
const beaconEvery = 5000;
/** Messages of so many ms leave as one text. */
const gatherFor = 4;

/**
 * A bus between processes: listeners here hear at once, those elsewhere over the wire. A lost connection is a gap, here and
 * elsewhere, and so is a message too large for the wire.
 */
export function wideBus(open: (events: WireEvents) => Wire, failed: (error: Error) => void): Bus {
  const from = randomUUID();
  const local = memoryBus();
  const gaps = new Set<() => void>();
  let waiting: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let heard = performance.now();

  const gap = (): void => {
    for (const listener of gaps) listener();
  };
  const parcel = (entries: string): string => `{"from":"${from}","entries":${entries}}`;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    wire.send(parcel(`[${waiting.join(',')}]`));
    waiting = [];
    length = 0;
  };
  const wire = open({
    received(text) {
      const parcel = parcelOf(text);
      if (!parcel) return failed(new Error('the bus carried a text that is none of ours'));
      const { from: sender, entries } = parcel;
      if (sender === from) return;
      heard = performance.now();
      if (entries === null) return gap();
      for (const [channel, message] of entries) local.publish(channel, message);
    },
    connected(again) {
      heard = performance.now();
      wire.send(parcel(again ? 'null' : '[]'));
      if (again) gap();
    },
    failed,
  });
  const overhead = parcel('[]').length;
  const beacon = setInterval(() => wire.send(parcel('[]')), beaconEvery).unref();

  return {
    ...local,
    publish(channel, message) {
      local.publish(channel, message);
      const entry = JSON.stringify([channel, message]);
      const size = Buffer.byteLength(entry) + 1;
      if (size + overhead > largest) {
        failed(new Error(`a message of ${size} bytes on ${channel} is too large for the bus`));
        wire.send(parcel('null'));
        return;
      }
      if (length + size + overhead > largest) flush();
      waiting.push(entry);
      length += size;
      timer ??= setTimeout(flush, gatherFor);
    },
    onGap(listener) {
      gaps.add(listener);
      return () => gaps.delete(listener);
    },
    othersHeardAt: () => heard,
    state: wire.state,
    async close() {
      clearInterval(beacon);
      flush();
      await wire.close();
      await local.close();
    },
  };
}

function parcelOf(text: string): Parcel | null {
  try {
    const value: unknown = JSON.parse(text);
    const { entries } = value as Parcel;
    return entries === null || Array.isArray(entries) ? (value as Parcel) : null;
  } catch {
    return null;
  }
}
