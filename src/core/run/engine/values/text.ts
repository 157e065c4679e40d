import { Problem } from './problem';

/** Printable ASCII without space at the ends: nothing to clean. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/;
/** Spaces of every script, zero-width characters and byte order marks. */
const blank = /[\s\u0085\u00ad\u200b-\u200f\u2060\ufeff]/;
const noBreak = /[\u00a0\u202f]/g;
const controls = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** One line: trimmed, NFC, line breaks and tabs become spaces. Throws on NUL and lone surrogates. */
export function cleanLine(input: string): string {
  if (plain.test(input)) return input;
  return cleanText(input).replace(/[\t\n]+/g, ' ');
}

/** Text with line breaks (`\n`): trimmed, NFC, no control characters. Throws on NUL and lone surrogates. */
export function cleanText(input: string): string {
  if (plain.test(input)) return input;
  refuseBroken(input);
  const text = input
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(controls, '')
    .replace(noBreak, ' ');
  return trimmed(text).normalize('NFC');
}

/** Without blanks at both ends. Not a pattern: one that looks for blanks before the end is quadratic in those inside. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blank.test(text.charAt(start))) start++;
  while (end > start && blank.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Throws for what PostgreSQL cannot store. */
export function refuseBroken(input: string): void {
  if (input.includes('\u0000') || /\p{Surrogate}/u.test(input)) {
    throw new Problem('invalid_text', 'This text contains characters that cannot be stored.');
  }
}

/** The string itself, or a problem. */
export function asString(input: unknown): string {
  if (typeof input === 'string') return input;
  throw new Problem('invalid_type', 'This must be text.');
}

/** Throws when longer than `max` characters (code points). */
export function limitLength(text: string, max: number): string {
  if (text.length > max && Array.from(text).length > max) {
    throw new Problem('too_long', `This must have at most ${max} characters.`);
  }
  return text;
}
