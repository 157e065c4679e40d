import type { MentionText } from './mention-text';

/** The value of an edited text, with the ids of those it names. */
export function storedOf({ text, people }: MentionText): string {
  const names = [...people.keys()].sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const any = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text.replaceAll(
    new RegExp(`@(${any})(?![\\p{L}\\p{N}])`, 'gu'),
    (_, name: string) => `@[${name}](${people.get(name)})`,
  );
}

/** What is typed after the last @ before the caret, at most two words, and where the @ stands; null when nobody is looked for. */
export function lookedFor(
  { text, people }: MentionText,
  caret: number,
): { readonly from: number; readonly words: string } | null {
  const found = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret));
  const words = found?.[1];
  if (words === undefined || people.has(words.trim())) return null;
  return { from: caret - words.length - 1, words };
}

/** The text with a member named where they were looked for, and the caret behind. */
export function withMention(
  { text, people }: MentionText,
  { from, words }: { readonly from: number; readonly words: string },
  person: { readonly id: string; readonly title: string },
): MentionText & { readonly caret: number } {
  const name = person.title
    .replaceAll(/[\]\n]/g, ' ')
    .trim()
    .slice(0, 200);
  const before = `${text.slice(0, from)}@${name} `;
  const after = text.slice(from + 1 + words.length).replace(/^ /, '');
  return {
    text: before + after,
    people: new Map([...people, [name, person.id]]),
    caret: before.length,
  };
}
