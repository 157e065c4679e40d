import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, query } from '@/core/run/module';
import { receiveFile } from '@/core/run/multipart';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { drawnAnew, PictureError } from '@/platform/picture';
import { companyJson } from '../arrival';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { logoKey, storedLogo } from './stored-logo';

const megabyte = 1024 * 1024;
const largestFile = 2 * megabyte;
/** Sharp in print at the size it is drawn on a quote. */
const bounds = { largest: 4000, width: 720, height: 240 };

/** POST /api/company/logo: kept as a PNG drawn anew, under a key of its own, so that nobody ever sees half of it. */
export const setLogo = action(contract.setLogo, async (ctx, { request }) => {
  const { stored } = await receiveFile(request, {
    largest: largestFile,
    too_large: `A logo can have at most ${largestFile / megabyte} MB.`,
    store: (stream) => buffer(stream),
    discard: async () => undefined,
  });
  const logo_url = `/api/company/logo?v=${newId()}`;
  const { storage } = ctx.app;
  const key = logoKey(ctx.scope.company_id, logo_url);
  await storage.write(key, Readable.from([await drawn(stored)], { objectMode: false }));
  try {
    return await change(ctx, logo_url);
  } catch (error) {
    await storage.remove(key);
    throw error;
  }
});

/** DELETE /api/company/logo; the same when there is none. */
export const removeLogo = action(contract.removeLogo, (ctx) => change(ctx, ''));

/** GET /api/company/logo */
export const logo = query(contract.companyLogo, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ logo_url: string }>(ctx.scope, {
    name: 'company_logo',
    text: 'select logo_url from companies where id = $1',
    values: [ctx.scope.company_id],
  });
  const png = await storedLogo(ctx.app, ctx.scope.company_id, rows[0]?.logo_url ?? '');
  if (png === null) throw notFound();
  return {
    response: new Response(new Uint8Array(png), {
      headers: {
        'content-type': 'image/png',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        // Another logo has another address.
        'cache-control': 'private, max-age=86400',
      },
    }),
  };
});

/** The PNG that is kept. Throws 415 for another type and 422 for what is too large or cannot be drawn. */
async function drawn(bytes: Buffer): Promise<Buffer> {
  const refuse = (code: string, message: string) => invalid([{ path: 'file', code, message }]);
  try {
    return await drawnAnew(bytes, bounds);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    if (error.reason === 'type')
      throw new AppError('unsupported_type', 'A logo is a PNG, JPEG or WebP picture.');
    throw error.reason === 'pixels'
      ? refuse('picture_too_large', `A logo can have at most ${bounds.largest} pixels a side.`)
      : refuse('invalid_picture', 'This picture cannot be read.');
  }
}

/** Another logo, or none; the picture before it goes once nobody is told of it any more. */
async function change(ctx: Ctx, logo_url: string) {
  const { company_id } = ctx.scope;
  const [company, before] = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const found = await tx.run<{ logo_url: string }>({
      text: 'select logo_url from companies where id = $1 for update',
      values: [company_id],
    });
    const old = found.rows[0]?.logo_url ?? '';
    const updated = await tx.run<{ company: unknown }>({
      text: `update companies c set logo_url = $2, updated_at = now() where c.id = $1 returning ${companyJson} as company`,
      values: [company_id, logo_url],
    });
    if (old !== logo_url)
      await recordEvents(tx, actorOf(ctx), [
        {
          ...{ name: 'company.updated', object: 'companies', record_id: company_id },
          before: { logo_url: old || null },
          after: { logo_url: logo_url || null },
        },
      ]);
    return [updated.rows[0]?.company, old] as const;
  });
  if (before !== '') await ctx.app.storage.remove(logoKey(company_id, before));
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data: company };
}
