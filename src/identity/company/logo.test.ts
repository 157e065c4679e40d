import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../../tests/support/app';
import { identityModules, joined, type Person, registered } from '../../../tests/support/browser';
import { logoKey } from './stored-logo';

const megabyte = 1024 * 1024;

interface Company {
  readonly logo_url: string | null;
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: '#d11' } });
const bytesOf = async (one: Sharp) => new Uint8Array(await one.toBuffer());

let app: TestApp;
let host: Person;

beforeAll(async () => {
  app = await testApp({ modules: identityModules });
  host = await registered(app);
});

const send = (content: BlobPart, by = host) => by.browser.upload<Company>('/company/logo', content);
const shown = async ({ browser }: Person) => {
  const { data } = await browser.get<Company>('/company');
  return data.logo_url;
};
const load = async ({ browser }: Person) =>
  browser.fetch(((await shown(host)) ?? '/api/company/logo').replace('/api', ''));
const size = (logo_url: string | null) =>
  app.storage.size(logoKey(host.company_id, logo_url ?? ''));

describe('the logo of a company', () => {
  test.each([
    ['PNG', picture(300, 100).png()],
    [
      'JPEG',
      picture(300, 100)
        .jpeg()
        .withExifMerge({ IFD0: { Artist: 'Delphine' } }),
    ],
    ['WebP', picture(300, 100).webp()],
  ])('is taken as %s and kept as a PNG of its pixels alone', async (_, one) => {
    const { status, data } = await send(await bytesOf(one));
    expect(status).toBe(200);
    expect(await shown(host)).toBe(data.logo_url);
    const response = await load(host);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-security-policy')).toMatch(/sandbox/);
    const kept = Buffer.from(await response.arrayBuffer());
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'png', width: 300, height: 100 });
    expect(kept.includes('Delphine')).toBe(false);
  });

  test('is made smaller when it is large, and what comes after the picture is not kept', async () => {
    const large = await bytesOf(picture(3000, 600).png());
    const { data } = await send(new Blob([large, '<script>alert(1)</script>']));
    const kept = Buffer.from(await (await load(host)).arrayBuffer());
    expect(await sharp(kept).metadata()).toMatchObject({ width: 720, height: 144 });
    expect(kept.includes('script')).toBe(false);
    expect(await size(data.logo_url)).toBe(kept.length);
  });

  test('is refused as any other type, too large, too wide or damaged, and the one before stays', async () => {
    const before = await shown(host);
    const png = await bytesOf(picture(300, 100).png());
    const gif = await bytesOf(picture(30, 10).gif());
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    for (const other of [gif, svg, '<html></html>', '%PDF-1.7'])
      expect(await send(other)).toMatchObject({ status: 415, error: 'unsupported_type' });
    const heavy = new Blob([png, new Uint8Array(2 * megabyte)]);
    expect(await send(heavy)).toMatchObject({ status: 413, error: 'too_large' });
    const cases = [
      [await bytesOf(picture(4001, 10).png()), 'picture_too_large'],
      [png.slice(0, 120), 'invalid_picture'],
    ] as const;
    for (const [content, code] of cases)
      expect(await send(content)).toMatchObject({ status: 422, issues: [{ path: 'file', code }] });
    expect(await host.browser.call('POST', '/company/logo', new FormData())).toMatchObject({
      ...{ status: 422, issues: [{ path: 'file', code: 'required' }] },
    });
    expect(await shown(host)).toBe(before);
    expect((await load(host)).status).toBe(200);
  });

  test('is given and taken away by administrators alone, and is in the log', async () => {
    const rep = await joined(app, host, 'rep');
    const png = await bytesOf(picture(300, 100).png());
    expect((await send(png, rep)).status).toBe(403);
    expect((await rep.browser.delete('/company/logo')).status).toBe(403);
    expect((await load(rep)).status).toBe(200);
    const stranger = await registered(app);
    expect((await load(stranger)).status).toBe(404);

    const before = await shown(host);
    const { data } = await send(png);
    expect(await size(before)).toBeNull();
    expect((await host.browser.delete<Company>('/company/logo')).data.logo_url).toBeNull();
    expect((await host.browser.delete('/company/logo')).status).toBe(200);
    expect(await size(data.logo_url)).toBeNull();
    expect((await load(host)).status).toBe(404);
    const { rows } = await app.db.read<{ changes: object }>(
      { company_id: host.company_id, user_id: null },
      {
        text: "select changes from events where company_id = $1 and name = 'company.updated' order by id desc limit 2",
        values: [host.company_id],
      },
    );
    expect(rows.map(({ changes }) => changes)).toEqual([
      { before: { logo_url: data.logo_url }, after: { logo_url: null } },
      { before: { logo_url: before }, after: { logo_url: data.logo_url } },
    ]);
  });
});
