import { fold } from './fold';

/** Most words of a search; more are left out, they would only narrow what hardly anything matches. */
const mostWords = 10;
const phone = /^\+?(?:[\s()./-]*\d){7,}[\s()./-]*$/;

/**
 * The folded words of a search, each of which must stand somewhere in a record's text, longest first.
 * A phone number typed with spaces is one word, without the zero or plus in front.
 */
export function searchWords(q: string): string[] {
  if (phone.test(q.trim())) {
    const digits = q.replace(/\D/g, '').replace(/^0+/, '');
    return digits === '' ? [] : [digits];
  }
  const words = [...new Set(fold(q, 500).split(' '))].filter((word) => word !== '');
  return words.sort((a, b) => b.length - a.length).slice(0, mostWords);
}
