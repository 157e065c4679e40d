import { Readable, Transform } from 'node:stream';
import busboy from 'busboy';
import { AppError, invalid } from '@/core/shape/errors';

interface Receiving<T> {
  /** Largest file, bytes. */
  readonly largest: number;
  /** What somebody is told whose file is larger. */
  readonly too_large: string;
  /** Takes the file as it comes; throws what is wrong with it. */
  readonly store: (stream: Readable) => Promise<T>;
  /** Removes what was stored of a request that failed. */
  readonly discard: () => Promise<void>;
}

export interface Received<T> {
  readonly stored: T;
  /** What the sender called it, as a label; '' when it has no name. */
  readonly file_name: string;
  /** Form fields beside the file, as text. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads the `file` of a multipart request as a stream, never whole. Nothing is kept when it fails.
 * Throws 413 (too large), 422 (no file), 400 (not multipart, broken off) and what `store` throws.
 */
export async function receiveFile<T>(
  request: Request,
  { largest, too_large, store, discard }: Receiving<T>,
): Promise<Received<T>> {
  const fields: Record<string, string> = {};
  let file: Promise<Pick<Received<T>, 'stored' | 'file_name'>> | null = null;
  let trouble: unknown = null;
  const fail = (error: unknown) => {
    trouble ??= error;
  };
  let form: ReturnType<typeof busboy>;
  try {
    form = busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: {
        files: 1, // It says `truncated` of a file that just fits.
        fileSize: largest + 1,
        fields: 5,
        fieldSize: 500_000,
        parts: 10,
      },
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
    file = store(limited(stream, too_large)).then((stored) => ({
      stored,
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
  const done = await (file as Promise<Pick<Received<T>, 'stored' | 'file_name'>> | null)?.catch(
    (error: unknown) => {
      fail(error);
      return null;
    },
  );
  if (trouble !== null) {
    await discard();
    throw trouble;
  }
  if (!done) throw invalid([{ path: 'file', code: 'required', message: 'Choose a file.' }]);
  return { ...done, fields };
}

/** The stream, failing at its end when it was cut. */
function limited(stream: Readable & { truncated?: boolean }, too_large: string): Readable {
  const end = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => done(stream.truncated ? new AppError('too_large', too_large) : null),
  });
  stream.on('error', (error) => end.destroy(error));
  return stream.pipe(end);
}

/** A file name as a label: no path, no control characters, nothing that turns the writing around; '' when nothing is left. */
export const labelOf = (name: string | undefined): string =>
  [
    ...(name ?? '')
      .replace(/^.*[\\/]/s, '')
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu, '')
      .trim(),
  ]
    .slice(0, 200)
    .join('');
