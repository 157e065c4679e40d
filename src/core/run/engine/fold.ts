/** Letters that Unicode does not take apart but people type without their stroke. */
const letters: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
};
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'g');

/** Plain ASCII with single spaces between words: most of what there is, and only its case folds. */
const isPlain = (text: string): boolean =>
  /^[ -~]*$/.test(text) && !text.includes('  ') && !text.startsWith(' ') && !text.endsWith(' ');

/** Characters of a `_key` column. */
export const keyLength = 200;

/**
 * The form in which text is compared, sorted and searched: without case, accents and repeated
 * spaces, every Turkish i alike. The same function fills the `_key` columns and folds what people
 * type, so both sides always agree.
 * @param max most code points of the result
 */
export function fold(text: string, max: number = keyLength): string {
  if (text.length <= max && isPlain(text)) return text.toLowerCase();
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(special, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
  return plain.length <= max ? plain : [...plain].slice(0, max).join('').trimEnd();
}
