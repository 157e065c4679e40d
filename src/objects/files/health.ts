import type { App } from '@/core/run/context';
import { type HealthPart, report } from '@/core/run/health';

/** What the files of a company take, and whether files can be stored at all. */
export const storagePart: HealthPart = {
  name: 'storage',
  async company(ctx, tx) {
    const { rows } = await tx.run<{ files: number; bytes: number }>({
      name: 'health_files',
      text:
        "select count(*) filter (where status = 'used')::int as files, coalesce(sum(bytes) filter (where status <> 'leaving'), 0)::float8 as bytes " +
        'from uploads where company_id = $1',
      values: [ctx.scope.company_id],
    });
    const { files = 0, bytes = 0 } = rows[0] ?? {};
    const quota_bytes = ctx.app.env.files_quota_bytes;
    return report({ files, files_bytes: bytes, quota_bytes }, [
      {
        when: bytes > quota_bytes * 0.95,
        code: 'files_quota_low',
        message: 'Hardly any room is left for files of this company.',
      },
    ]);
  },
  async installation({ storage, env, log }: App) {
    const transport = env.s3 === null ? 'disk' : 'S3';
    try {
      await storage.check();
      return report({ transport });
    } catch (err) {
      log.warn({ err }, 'the storage cannot be written');
      return report({ transport }, [
        {
          when: true,
          state: 'down',
          code: 'storage_away',
          message:
            'Files cannot be stored: the storage refuses to be written. Everything else works.',
        },
      ]);
    }
  },
};
