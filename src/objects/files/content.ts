import { Readable } from 'node:stream';
import type { Ctx } from '@/core/run/context';
import type { Answer, Input } from '@/core/run/module';
import { AppError, notFound } from '@/core/shape/errors';
import { files } from './object';
import { shownTypes } from './sniff';
import { storedKey } from './uploads';

type Found = { name: string; content_type: string; upload_id: string } & Record<
  string,
  string | null
>;

const links = files.part_of ?? [];

/**
 * The bytes of a file for whoever may read the record it belongs to; asked anew each time. Only types that cannot run
 * anything are shown in the browser, and even those in a sandbox without origin. Throws 404, also for one in the bin.
 */
export async function content(
  ctx: Ctx,
  { params, query }: Input<{ id: string }, { inline?: '1' | undefined }>,
): Promise<Answer> {
  const { rows } = await ctx.app.db.read<Found>(ctx.scope, {
    name: 'file_content',
    text: `select name, content_type, upload_id, ${links.join(', ')} from files where company_id = $1 and id = $2 and deleted_at is null`,
    values: [ctx.scope.company_id, params.id],
  });
  const [file] = rows;
  if (!file) throw notFound();
  const may = links.some(
    (link) =>
      file[link] &&
      ctx.principal.permissions.has(`${files.fields[link as 'deal_id']?.target}:read`),
  );
  if (!may) throw notFound();
  const { storage, log } = ctx.app;
  const key = storedKey(ctx.scope.company_id, file.upload_id);
  const bytes = await storage.size(key);
  if (bytes === null) {
    log.error({ file_id: params.id }, 'a file has lost its content');
    throw new AppError('not_found', 'The content of this file is not in the storage any more.');
  }
  const shown = query.inline === '1' && shownTypes.has(file.content_type);
  return {
    response: new Response(Readable.toWeb(storage.read(key)) as ReadableStream, {
      headers: {
        'content-type': shown ? file.content_type : 'application/octet-stream',
        'content-length': String(bytes),
        'content-disposition': `${shown ? 'inline' : 'attachment'}; ${fileName(file.name)}`,
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      },
    }),
  };
}

/** A name for browsers old and new (RFC 6266). */
const fileName = (name: string): string =>
  `filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
