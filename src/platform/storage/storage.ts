import type { Readable } from 'node:stream';

/** Files by key. A key is made of ids, never of anything a person typed: `files/<company>/<id>`. */
export interface Storage {
  /** Stores a stream completely or not at all. Answers its size in bytes. */
  write(key: string, source: Readable): Promise<number>;
  /** From a byte offset to the end. The stream fails when there is none. */
  read(key: string, start?: number): Readable;
  /** The first bytes. */
  head(key: string, bytes: number): Promise<Buffer>;
  /** Bytes; null when there is none. */
  size(key: string): Promise<number | null>;
  /** Also what a broken write may have left. Nothing happens when there is none. */
  remove(key: string): Promise<void>;
  /** Gives a file another key, in place of what may be there. Throws when there is none. */
  move(from: string, to: string): Promise<void>;
  /** Where a browser itself may put exactly so many bytes within `uploadSeconds`; null where they have to come through us. */
  uploadAddress(key: string, bytes: number): Promise<string | null>;
  /** Throws when nothing can be written at the moment. */
  check(): Promise<void>;
}

/** How long an address for an upload can be used. */
export const uploadSeconds = 300;

const keyForm = /^[a-z]+(?:\/[0-9a-f-]{36}){1,2}(?:\.[a-z0-9]{1,10})?$/;

/** The key, when it is one: no path leads out of the storage. Throws otherwise. */
export function checkedKey(key: string): string {
  if (!keyForm.test(key)) throw new Error('not a storage key');
  return key;
}
