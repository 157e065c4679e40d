import type { Env } from '../env';
import { diskStorage } from './disk';
import type { Storage } from './storage';

/** The storage that the environment names: a bucket, else DATA_DIR. */
export async function createStorage({ s3, data_dir }: Pick<Env, 's3' | 'data_dir'>) {
  if (s3 === null) return diskStorage(data_dir);
  // Loaded where it is used: its libraries are large.
  const { s3Storage } = await import('./s3');
  return s3Storage(s3) satisfies Storage;
}
