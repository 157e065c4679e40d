import { buffer } from 'node:stream/consumers';
import type { App } from '@/core/run/context';

/** Where the storage has the picture that an address of a logo names. */
export const logoKey = (company_id: string, logo_url: string): string =>
  `logos/${company_id}/${logo_url.slice(-36)}`;

/** The logo of a company as PNG; null when there is none. Also null, and noted, when the storage is away: what shows it goes on. */
export async function storedLogo(
  { storage, log }: App,
  company_id: string,
  logo_url: string,
): Promise<Buffer | null> {
  if (logo_url === '') return null;
  try {
    return await buffer(storage.read(logoKey(company_id, logo_url)));
  } catch (err) {
    log.warn({ err, company_id }, 'the logo of a company cannot be read');
    return null;
  }
}

interface Face {
  readonly name: string;
  readonly accent: string | null;
}

/** A company as somebody outside of it sees it on a page that a link opens. */
export async function shownCompany(
  app: App,
  company_id: string,
  { logo_url, ...face }: Face & { readonly logo_url: string },
): Promise<Face & { readonly logo: string | null }> {
  const png = await storedLogo(app, company_id, logo_url);
  return { ...face, logo: png && `data:image/png;base64,${png.toString('base64')}` };
}
