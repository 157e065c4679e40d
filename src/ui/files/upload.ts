import { api, apiUrl } from '@/ui/data/api';
import { ApiError, type ApiErrorCode } from '@/ui/data/api-error';

interface Started {
  readonly id: string;
  readonly put_url: string | null;
}

/**
 * Stores the bytes of a file; answers the id that makes a file of a record out of them. `onProgress` is told how much was
 * sent, 0 to 1. Throws ApiError, and AbortError when `signal` fires.
 */
export async function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { data } = await api<Started>('POST', '/uploads', { bytes: file.size }, { signal });
  if (data.put_url !== null && (await put(data.put_url, file, onProgress, signal))) {
    await api('POST', `/uploads/${data.id}/done`, {}, { signal });
    return data.id;
  }
  const form = new FormData();
  form.append('file', file);
  const answer = await send('POST', apiUrl(`/uploads/${data.id}`), form, onProgress, signal);
  if (answer.status !== 200) throw refusalOf(answer);
  return data.id;
}

/** Straight into the storage. False where the browser may not or cannot: then the bytes go through Ambit. */
async function put(
  url: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await send('PUT', url, file, onProgress, signal)).status === 200;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

interface Sent {
  readonly status: number;
  readonly text: string;
}

/** By XMLHttpRequest: fetch does not tell how much was sent. */
function send(
  method: string,
  url: string,
  body: XMLHttpRequestBodyInit,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const end = (work: () => void) => {
      signal.removeEventListener('abort', stop);
      work();
    };
    request.open(method, url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      end(() => resolve({ status: request.status, text: request.responseText }));
    request.onabort = () => end(() => reject(new DOMException('Cancelled', 'AbortError')));
    request.onerror = () =>
      end(() => reject(new ApiError({ code: 'offline', status: 0, message: 'No connection.' })));
    if (signal.aborted) return reject(new DOMException('Cancelled', 'AbortError'));
    signal.addEventListener('abort', stop);
    request.send(body);
  });
}

function refusalOf({ status, text }: Sent): ApiError {
  try {
    const { error, ...failure } = JSON.parse(text) as { error: ApiErrorCode; message: string };
    return new ApiError({ ...failure, code: error, status });
  } catch {
    // A proxy's error page; the status says what happened.
    const code = status === 413 ? 'too_large' : status === 503 ? 'unavailable' : 'internal';
    return new ApiError({ code, status, message: text.slice(0, 200) });
  }
}
