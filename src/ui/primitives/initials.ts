import type { ChipColor } from '@/core/shape/field';

const colors: readonly ChipColor[] = ['blue', 'green', 'amber', 'red', 'violet', 'teal', 'pink'];

/** `Ayşe Nur Yılmaz` -> `AY`, `anna@b.example` -> `A`, nothing -> `?`. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = words[0];
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return letterOf(first) + letterOf(last) || '?';
}

const letterOf = (word: string | undefined): string => {
  const letter = word?.match(/\p{L}|\p{N}/u)?.[0] ?? '';
  return letter.toUpperCase();
};

/** The same text always gets the same chip colour. */
export function stableColor(text: string): ChipColor {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return colors[hash % colors.length] ?? 'grey';
}
