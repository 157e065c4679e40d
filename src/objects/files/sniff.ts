import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';

/** Bytes that are looked at. */
export const sniffBytes = 4100;

/** What browsers may show where it is: none of it can run anything. SVG and HTML are not among them. */
export const shownTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'application/pdf',
]);

/** The type of a file by its first bytes, whatever its name says. Never one that a browser would run. */
export async function contentTypeOf(head: Buffer): Promise<string> {
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (found !== undefined)
    return /xml|html|javascript/.test(found) && !found.includes('openxml') ? 'text/plain' : found;
  return isText(head) ? 'text/plain' : 'application/octet-stream';
}

/** UTF-8 without control characters; the last character may have been cut. */
function isText(head: Buffer): boolean {
  if (head.length === 0 || /[\0-\x08\x0e-\x1a]/.test(head.toString('latin1'))) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}
