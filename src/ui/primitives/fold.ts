const marks = /\p{M}/gu;

/** For comparing as people type: no case, no accents, Turkish İ I ı i all the same. */
export const fold = (text: string): string =>
  text.replace(/[İIı]/gu, 'i').normalize('NFKD').replace(marks, '').toLowerCase();

/** For cmdk: whether every word typed begins somewhere in the keywords of an item; its value is an id and does not count. */
export function matchWords(_value: string, search: string, keywords: string[] = []): number {
  const text = fold(keywords.join(' '));
  return fold(search)
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}
