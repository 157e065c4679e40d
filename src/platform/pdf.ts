import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';

/** A document as pdfmake takes it: plain data. Texts are texts; nothing in them is read as markup. */
export type PdfDocument = Parameters<typeof pdfmake.createPdf>[0];

/** Roboto, embedded: the fonts every reader has know no Turkish letters. */
const fonts = join(
  dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts',
  'Roboto',
);
pdfmake.setFonts({
  Roboto: {
    normal: join(fonts, 'Roboto-Regular.ttf'),
    bold: join(fonts, 'Roboto-Medium.ttf'),
    italics: join(fonts, 'Roboto-Italic.ttf'),
    bolditalics: join(fonts, 'Roboto-MediumItalic.ttf'),
  },
});
// A document brings its texts with it: nothing is fetched, and of the disk only the fonts are read.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));

/** Draws a document; its bytes. */
export const renderPdf = (document: PdfDocument): Promise<Buffer> =>
  pdfmake.createPdf(document).getBuffer();
