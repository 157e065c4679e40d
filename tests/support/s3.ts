import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3 } from '@/platform/env';

/**
 * A server that speaks S3, of this test alone, with an empty bucket. s3rver takes addresses whoever signed them, so they are
 * checked before it as the specification of Signature Version 4 says. It neither tells of uploads in parts that were not ended nor
 * gives them up, so that is done before it too, unless `parts` says that this server cannot.
 */
export async function startS3({ parts = true } = {}): Promise<{
  s3: S3;
  /** Keys of the uploads in parts that were begun and not ended. */
  begun(): string[];
  close(): Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'ambit-s3-'));
  const folder = join(directory, 'ambit', '._S3rver_uploads');
  const store = new S3rver({ silent: true, directory });
  await store.configureBuckets();
  // It knows this account alone.
  const secret = 'S3RVER';
  const handle = store.callback();
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    // Browsers ask first whether they may send something to another origin.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'GET, PUT');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') response.writeHead(200).end();
    else if (searchParams.has('X-Amz-Signature') && !isSigned(request, secret))
      response.writeHead(403, { connection: 'close' }).end();
    else if (parts && answersParts(request, response, folder)) return;
    else void handle(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = await fetch(`${endpoint}/ambit`, { method: 'PUT' });
  if (!made.ok) throw new Error(`the bucket could not be made: ${made.status}`);
  return {
    s3: {
      ...{ endpoint, bucket: 'ambit', region: 'us-east-1', path_style: true },
      ...{ access_key_id: 'S3RVER', secret_access_key: secret },
    },
    begun: () => begunIn(folder).map(({ key }) => key),
    async close() {
      server.closeAllConnections();
      server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Uploads in parts as s3rver keeps them: a folder each. */
const begunIn = (folder: string): { id: string; key: string }[] =>
  (existsSync(folder) ? readdirSync(folder) : []).map((id) => ({
    id,
    key: readFileSync(join(folder, id, 'key'), 'utf8'),
  }));

/** Answers ListMultipartUploads and AbortMultipartUpload; false for anything else. */
function answersParts(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  folder: string,
): boolean {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const id = searchParams.get('uploadId');
  if (method === 'DELETE' && id !== null) {
    const key = pathname.split('/').slice(2).join('/');
    const found = begunIn(folder).some((one) => one.id === id && one.key === key);
    if (found) rmSync(join(folder, id), { recursive: true });
    response.writeHead(found ? 204 : 404).end();
    return true;
  }
  if (method !== 'GET' || !searchParams.has('uploads')) return false;
  const listed = begunIn(folder)
    .filter(({ key }) => key.startsWith(searchParams.get('prefix') ?? ''))
    .map(
      ({ id: upload, key }) => `<Upload><Key>${key}</Key><UploadId>${upload}</UploadId></Upload>`,
    );
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(`<ListMultipartUploadsResult>${listed.join('')}</ListMultipartUploadsResult>`);
  return true;
}

/** Whether a presigned address is whole, still valid and was signed for just this request. */
function isSigned({ method, url = '', headers }: IncomingMessage, secret: string): boolean {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const signature = searchParams.get('X-Amz-Signature');
  searchParams.delete('X-Amz-Signature');
  searchParams.sort();
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const query = [...searchParams]
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');
  const names = searchParams.get('X-Amz-SignedHeaders') ?? '';
  const lines = names.split(';').map((name) => `${name}:${headers[name] ?? ''}\n`);
  const request = [method, pathname, query, lines.join(''), names, 'UNSIGNED-PAYLOAD'].join('\n');
  const date = searchParams.get('X-Amz-Date') ?? '';
  const [, day = '', region = '', service = ''] = (
    searchParams.get('X-Amz-Credential') ?? ''
  ).split('/');
  const hash = createHash('sha256').update(request).digest('hex');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    `AWS4${secret}`,
  );
  const right = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`)
    .digest('hex');
  const [from = 0] = [Date.parse(date.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'))];
  const age = (Date.now() - from) / 1000;
  return signature === right && age < Number(searchParams.get('X-Amz-Expires'));
}
