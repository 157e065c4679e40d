import { Readable, Transform } from 'node:stream';
import busboy from 'busboy';
import { AppError, invalid } from '@/core/shape/errors';
import type { Storage } from '@/platform/storage/disk';
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
  const fields: Record<string, string> = {};
  let file: Promise<Omit<Upload, 'fields'>> | null = null;
  let trouble: unknown = null;
  const fail = (error: unknown) => {
    trouble ??= error;
  };
  let form: ReturnType<typeof busboy>;
  try {
    form = busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: { files: 1, fileSize: largestFile, fields: 5, fieldSize: 500_000, parts: 10 },
      defParamCharset: 'utf8',
    });
  } catch (cause) {
    throw new AppError('bad_request', 'The form is not valid.', { cause });
  }
  form.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) fail(new AppError('too_large', `${name} is too large.`));
    fields[name] = value;
  });
  form.on('file', (name, stream, { filename }) => {
    if (name !== 'file' || file) {
      stream.resume();
      return;
    }
    file = store(stream, storage, key).then((stored) => ({
      ...stored,
      file_name: labelOf(filename),
    }));
    file.catch((error: unknown) => {
      fail(error);
      stream.resume();
    });
  });
  const body = request.body
    ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
    : Readable.from([]);
  await new Promise<void>((resolve) => {
    form.on('close', resolve);
    form.on('error', (error) => {
      fail(new AppError('bad_request', 'The form is not valid.', { cause: error }));
      resolve();
    });
    body.on('error', (error) => {
      fail(new AppError('bad_request', 'The upload broke off.', { cause: error }));
      form.destroy();
      resolve();
    });
    body.pipe(form);
  });
  body.destroy();
  const stored = await (file as Promise<Omit<Upload, 'fields'>> | null)?.catch((error: unknown) => {
    fail(error);
    return null;
  });
  if (trouble !== null) {
    await storage.remove(key);
    throw trouble;
  }
  if (!stored) throw invalid([{ path: 'file', code: 'required', message: 'Choose a file.' }]);
  return { ...stored, fields };
}

type Cut = NodeJS.ReadableStream & { truncated?: boolean };

async function store(
  stream: Cut,
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
      if (stream.truncated) done(new AppError('too_large', 'A file can have at most 200 MB.'));
      else
        done(
          probe.isBinary() ? new AppError('unsupported_type', 'This is not a text file.') : null,
        );
    },
  });
  (stream as Readable).on('error', (error) => watch.destroy(error));
  const bytes = await storage.write(key, (stream as Readable).pipe(watch));
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

/** What the browser called the file, as a label: no path, no control characters. */
const labelOf = (name: string | undefined): string =>
  (name ?? '')
    .replace(/^.*[\\/]/, '')
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\p{Surrogate}]/gu, '')
    .slice(0, 200) || 'file.csv';

/** Makes the UTF-8 copy of a stored file. Answers its size. */
export const copyAsUtf8 = (storage: Storage, key: string, encoding: Encoding): Promise<number> =>
  storage.write(`${key}.utf8`, storage.read(key).pipe(toUtf8(encoding)));
