/** Space of any kind, invisible marks and byte order marks at the ends of a cell. */
const edges =
  /^[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+|[\s\u00a0\u200b-\u200c\u200e\u200f\u2028-\u202e\u2060\ufeff]+$/g;
/** Marks that are never meant: NUL, zero-width spaces and byte order marks inside a word. Joiners stay, emoji and scripts need them. */
const invisible = /[\u0000\u200b\u2060\ufeff]/g;

/** A cell as it is stored: trimmed, composed (NFC), line breaks `\n`, no invisible marks. */
export function clean(cell: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(cell)) return cell;
  return cell
    .replace(invisible, '')
    .replace(edges, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ')
    .normalize('NFC');
}

const cache = new Map<string, string>();

/**
 * A header or option reduced to what tells it from others: no case, accents, spaces or punctuation.
 * `E-mail 2 - Value` -> `email2value`, `İl/İlçe` -> `ililce`.
 */
export function fold(text: string): string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const folded = clean(text)
    .replace(/[İIı]/g, 'i')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replace(/[^\p{L}\p{N}]+/gu, '');
  if (cache.size > 5_000) cache.clear();
  cache.set(text, folded);
  return folded;
}

/** A header as the key of a custom field: `Kunde seit` -> `kunde_seit`, `Umsatz (EUR)` -> `umsatz`, `Region__c` -> `region`. */
export const keyOf = (header: string): string =>
  clean(header)
    .replace(/__c$/, '')
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[İIı]/g, 'i')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 40);
