import type { Answer } from '@/core/run/module';
import { renderPdf } from '@/platform/pdf';
import { quoteDocument } from './pdf';
import type { Sheet } from './sheet';

/** The PDF of a quote as an answer that browsers show or save, and nobody keeps. */
export async function pdfAnswer(sheet: Sheet): Promise<Answer> {
  const bytes = await renderPdf(quoteDocument(sheet));
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
