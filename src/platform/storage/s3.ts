import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3 } from '../env';
import { checkedKey, type Storage, uploadSeconds } from './storage';

/** Files in a bucket of anything that speaks S3. */
export function s3Storage({ endpoint, bucket, region, path_style, ...credentials }: S3): Storage {
  const client = new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint }),
    forcePathStyle: path_style,
    credentials: {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.secret_access_key,
    },
    // Not every server that speaks S3 knows the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5000, requestTimeout: 60_000 },
  });
  const at = (key: string) => ({ Bucket: bucket, Key: checkedKey(key) });
  const get = async (key: string, range?: string): Promise<Readable> => {
    const { Body } = await client.send(
      new GetObjectCommand({ ...at(key), ...(range ? { Range: range } : {}) }),
    );
    return Body as Readable;
  };
  const size = async (key: string): Promise<number | null> => {
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand(at(key)));
      return ContentLength ?? null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  };
  // What a process that was killed sent in parts stays in the bucket, unseen and paid for, until somebody gives it up.
  const giveUpParts = async (key: string): Promise<void> => {
    const asked = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: checkedKey(key) });
    const { Uploads = [] } = await client.send(asked);
    for (const { Key, UploadId } of Uploads)
      if (Key === key) await client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId }));
  };
  return {
    async write(key, source) {
      let bytes = 0;
      const counted = Readable.from(
        (async function* () {
          for await (const chunk of source) {
            bytes += (chunk as Buffer).length;
            yield chunk as Buffer;
          }
        })(),
        { objectMode: false },
      );
      // In parts of 5 MB, so its length need not be known; what fails is taken back by `leavePartsOnError`.
      const upload = new Upload({
        client,
        params: { ...at(key), Body: counted },
        queueSize: 1,
        leavePartsOnError: false,
      });
      try {
        await upload.done();
      } catch (error) {
        source.destroy();
        throw error;
      }
      return bytes;
    },
    read: (key, start = 0) => {
      const range = start > 0 ? `bytes=${start}-` : undefined;
      checkedKey(key);
      return Readable.from(
        (async function* () {
          yield* await get(key, range);
        })(),
        { objectMode: false },
      );
    },
    async head(key, bytes) {
      // A range of an empty file is refused.
      if ((await size(key)) === 0) return Buffer.alloc(0);
      const chunks: Buffer[] = [];
      for await (const chunk of await get(key, `bytes=0-${bytes - 1}`))
        chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).subarray(0, bytes);
    },
    size,
    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key)));
      try {
        await giveUpParts(key);
      } catch (error) {
        // Not every key may, nor every server can: there the rule of the bucket does it (docs/guides/running.md).
        if (!refusals.has(statusOf(error) ?? 0)) throw error;
      }
    },
    async move(from, to) {
      await client.send(
        new CopyObjectCommand({ ...at(to), CopySource: `${bucket}/${checkedKey(from)}` }),
      );
      await client.send(new DeleteObjectCommand(at(from)));
    },
    // The length is part of what is signed: another one is refused by the storage.
    uploadAddress: (key, bytes) =>
      getSignedUrl(client, new PutObjectCommand({ ...at(key), ContentLength: bytes }), {
        expiresIn: uploadSeconds,
        unhoistableHeaders: new Set(['content-length']),
      }),
    async check() {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), {
        abortSignal: AbortSignal.timeout(3000),
      });
    },
  };
}

/** Without the right, without the operation, and when somebody else was faster. */
const refusals: ReadonlySet<number> = new Set([403, 404, 405, 501]);

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const isAbsent = (error: unknown): boolean => statusOf(error) === 404;
