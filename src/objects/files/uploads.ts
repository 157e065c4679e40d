import type { Ctx } from '@/core/run/context';
import type { Answer, Input } from '@/core/run/module';
import { receiveFile } from '@/core/run/multipart';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { uploadSeconds } from '@/platform/storage/storage';
import { contentTypeOf, sniffBytes } from './sniff';

/** Where bytes arrive, and where they stay once they were checked. Nothing writes to the second place from outside. */
export const arrivingKey = (company_id: string, id: string) => `uploads/${company_id}/${id}`;
export const storedKey = (company_id: string, id: string) => `files/${company_id}/${id}`;

const megabyte = 1024 * 1024;
/** Room is kept for announced bytes for so long; the address to put them at ends earlier. */
const hour = 3_600_000;
const anHourAgo = ({ app }: Ctx): string =>
  new Date(app.clock.now().getTime() - hour).toISOString();

/** Makes room for a file of so many bytes. Throws 422 for one that is too large or beyond what the company may store. */
export async function start(
  ctx: Ctx,
  { body: { bytes } }: Input<unknown, unknown, { bytes: number }>,
): Promise<Answer> {
  const { company_id, user_id } = ctx.scope;
  const { file_bytes, files_quota_bytes } = ctx.app.env;
  const refuse = (code: string, message: string) => invalid([{ path: 'bytes', code, message }]);
  if (bytes > file_bytes)
    throw refuse('file_too_large', `A file can have at most ${file_bytes / megabyte} MB.`);
  const id = newId();
  await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    // One after the other, or two could take the same last bytes.
    await tx.run({
      name: 'uploads_lock',
      text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [`uploads:${company_id}`],
    });
    const { rows } = await tx.run<{ used: number }>({
      name: 'uploads_used',
      text: `select coalesce(sum(bytes), 0)::float8 as used from uploads
        where company_id = $1 and status <> 'leaving' and (status <> 'waiting' or created_at > $2)`,
      values: [company_id, anHourAgo(ctx)],
    });
    if ((rows[0]?.used ?? 0) + bytes > files_quota_bytes)
      throw refuse('quota_reached', 'The company has no room left for files.');
    await tx.run({
      name: 'upload_insert',
      text: 'insert into uploads (company_id, id, user_id, bytes, created_at) values ($1, $2, $3, $4, $5)',
      values: [company_id, id, user_id, bytes, ctx.app.clock.now().toISOString()],
    });
  });
  const put_url = await ctx.app.storage.uploadAddress(arrivingKey(company_id, id), bytes);
  return { data: { id, put_url, expires_in: uploadSeconds } };
}

/** Takes the bytes of an announced file as they come. Throws 413 beyond what was announced; no bytes are left of what failed. */
export async function send(ctx: Ctx, { params, request }: Input<{ id: string }>): Promise<Answer> {
  return take(ctx, params.id, async (key, bytes) => {
    const { storage } = ctx.app;
    await receiveFile(request, {
      largest: bytes,
      too_large: 'The file is larger than was announced.',
      store: (stream) => storage.write(key, stream),
      discard: () => storage.remove(key),
    });
  });
}

/** Checks what was put into the storage past us; answers the same when asked again. Throws 422 when it is not what was announced. */
export async function finish(ctx: Ctx, { params: { id } }: Input<{ id: string }>): Promise<Answer> {
  const { rows } = await ctx.app.db.read<{ bytes: string; content_type: string }>(ctx.scope, {
    name: 'upload_done',
    text: "select bytes, content_type from uploads where company_id = $1 and id = $2 and user_id = $3 and status = 'stored'",
    values: [ctx.scope.company_id, id, ctx.scope.user_id],
  });
  if (rows[0])
    return { data: { id, bytes: Number(rows[0].bytes), content_type: rows[0].content_type } };
  return take(ctx, id, async () => undefined);
}

/** Claims an upload of the caller, gets its bytes and checks them where they stay. What fails leaves at night. */
async function take(
  ctx: Ctx,
  id: string,
  get: (key: string, bytes: number) => Promise<void>,
): Promise<Answer> {
  const { storage } = ctx.app;
  const { company_id } = ctx.scope;
  const [arriving, key] = [arrivingKey(company_id, id), storedKey(company_id, id)];
  const bytes = await claim(ctx, id);
  try {
    await get(arriving, bytes);
    if ((await storage.size(arriving)) === null) throw notStored('There are no bytes yet.');
    await storage.move(arriving, key);
    // Only now: what was checked before the move could have been replaced meanwhile.
    if ((await storage.size(key)) !== bytes)
      throw notStored('The file does not have the size that was announced.');
    const content_type = await contentTypeOf(await storage.head(key, sniffBytes));
    const { count } = await ctx.app.db.withCompany(ctx.scope, (tx) =>
      tx.run({
        name: 'upload_stored',
        text: "update uploads set status = 'stored', content_type = $3 where company_id = $1 and id = $2 and status = 'taking'",
        values: [company_id, id, content_type],
      }),
    );
    // The cleanup came meanwhile.
    if (count === 0) throw notFound();
    return { data: { id, bytes, content_type } };
  } catch (error) {
    await storage.remove(arriving);
    await storage.remove(key);
    // The address may still be written to: whatever comes there goes with the row, when it has run out.
    await ctx.app.db.withCompany(ctx.scope, (tx) =>
      tx.run({
        name: 'upload_drop',
        text: "update uploads set status = 'leaving' where company_id = $1 and id = $2",
        values: [company_id, id],
      }),
    );
    throw error;
  }
}

const notStored = (message: string): AppError =>
  invalid([{ path: 'file', code: 'size_differs', message }]);

/**
 * The announced size of an upload that waits for its bytes. Throws 404 for anybody else's and one that waited too long or
 * failed, 409 when they are there or coming.
 */
async function claim(ctx: Ctx, id: string): Promise<number> {
  const { app, scope } = ctx;
  return app.db.withCompany(scope, async (tx) => {
    const values = [scope.company_id, id, scope.user_id];
    const { rows } = await tx.run<{ bytes: string; status: string }>({
      name: 'upload_lock',
      text: `select bytes, status from uploads where company_id = $1 and id = $2 and user_id = $3
        and status <> 'leaving' and (status <> 'waiting' or created_at > $4) for update`,
      values: [...values, anHourAgo(ctx)],
    });
    if (!rows[0]) throw notFound();
    if (rows[0].status !== 'waiting')
      throw new AppError('conflict', 'The bytes of this upload are there or on their way.');
    await tx.run({
      name: 'upload_claim',
      text: "update uploads set status = 'taking' where company_id = $1 and id = $2 and user_id = $3",
      values,
    });
    return Number(rows[0].bytes);
  });
}
