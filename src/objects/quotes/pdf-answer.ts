import type { Ctx } from '@/core/run/context';
import type { Answer } from '@/core/run/module';
import { storedLogo } from '@/identity/company/stored-logo';
import { renderPdf } from '@/platform/pdf';
import { quoteDocument } from './pdf';
import type { Sheet } from './sheet';

/** The PDF of a quote as an answer that browsers show or save, and nobody keeps. */
export async function pdfAnswer({ app, scope }: Ctx, sheet: Sheet): Promise<Answer> {
  const logo = await storedLogo(app, scope.company_id, sheet.company.logo_url);
  const bytes = await renderPdf(quoteDocument(sheet, logo));
  return {
    response: new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${sheet.reference}.pdf"`,
        'cache-control': 'private, no-store',
      },
    }),
  };
}
