import { pipeline, type Readable, Transform } from 'node:stream';
import { receiveFile } from '@/core/run/multipart';
import { AppError, invalid } from '@/core/shape/errors';
import type { Storage } from '@/platform/storage/storage';
import { type EncodingFound, EncodingProbe, toUtf8 } from './decode';
import type { Encoding } from './encodings';

/** Largest file, bytes. */
export const largestFile = 200 * 1024 * 1024;

export interface Upload {
  readonly file_name: string;
  readonly bytes: number;
  readonly found: EncodingFound;
  /** Form fields beside the file, as text. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Stores the `file` of a multipart request under `key` while its encoding is recognised. Nothing is kept when it fails.
 * Throws 413 (too large), 415 (no text), 422 (no file), 400 (not multipart).
 */
export async function receive(request: Request, storage: Storage, key: string): Promise<Upload> {
  const { stored, file_name, fields } = await receiveFile(request, {
    largest: largestFile,
    too_large: 'A file can have at most 200 MB.',
    store: (stream) => store(stream, storage, key),
    discard: () => storage.remove(key),
  });
  return { ...stored, file_name: file_name || 'file.csv', fields };
}

async function store(
  stream: Readable,
  storage: Storage,
  key: string,
): Promise<{ bytes: number; found: EncodingFound }> {
  const probe = new EncodingProbe();
  let first = true;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (first) {
        first = false;
        const reason = notText(chunk);
        if (reason !== null) return done(new AppError('unsupported_type', reason));
      }
      probe.push(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(probe.isBinary() ? new AppError('unsupported_type', 'This is not a text file.') : null);
    },
  });
  stream.on('error', (error) => watch.destroy(error));
  const bytes = await storage.write(key, stream.pipe(watch));
  if (bytes === 0)
    throw invalid([{ path: 'file', code: 'empty_file', message: 'The file is empty.' }]);
  return { bytes, found: probe.result() };
}

/** Why these first bytes are no delimited text; null when they may be. */
function notText(head: Buffer): string | null {
  const start = head.subarray(0, 16).toString('latin1');
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('\u00d0\u00cf\u0011\u00e0'))
    return 'This is a workbook. Save it as CSV first.';
  if (/^\ufeff?BEGIN:VCARD/i.test(head.subarray(0, 32).toString('utf8')))
    return 'This is a vCard file. Export it as CSV first.';
  if (/^(?:%PDF|\u0089PNG|GIF8|\u00ff\u00d8\u00ff|\u001f\u008b)/.test(start))
    return 'This is not a text file.';
  return null;
}

/** Makes the UTF-8 copy of a stored file. Answers its size. Throws when it cannot be read to its end. */
export function copyAsUtf8(storage: Storage, key: string, encoding: Encoding): Promise<number> {
  // An error of either end destroys the other with it, so `write` tells it, and nothing stays open.
  const text = pipeline(storage.read(key), toUtf8(encoding), () => {});
  return storage.write(`${key}.utf8`, text);
}
