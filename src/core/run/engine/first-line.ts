const longest = 120;
/** More letters of a line are not looked at: a title needs no more, and the time stays short whatever is written. */
const looked = 1000;

/** A text with mentions as people read them: `@[Ada Byron](id)` becomes `@Ada Byron`. */
export const withNames = (text: string): string =>
  text.replaceAll(/@\[([^\]\n]{1,200})\]\([0-9a-f-]{36}\)/g, '@$1');

/** The first line of a text that says something, to be its title: mentions as names, without marks of lists, headings and stress. */
export function firstLine(body: string): string {
  for (const line of body.split('\n')) {
    const said = plain(start(line));
    if (said) return cut(said);
  }
  return cut(start(body.trim()));
}

/** A sign of two halves at the end stays out. */
const start = (text: string): string => text.slice(0, looked).replace(/[\ud800-\udbff]$/, '');

const cut = (text: string): string => [...text].slice(0, longest).join('');

const plain = (line: string): string =>
  withNames(line)
    .replace(/^(?:\s*[-*_]){3,}\s*$/, '')
    .replace(/^(?:[\s#>]|[*+-](?=\s|$)|\[[ x]\] )+/, '')
    .replaceAll(/(\*\*|__|~~|`)(?=\S)(.+?)\1/g, '$2')
    .replaceAll(/(^|\s)[*_](\S[^*_]*)[*_](?=\s|[.,;:!?]|$)/g, '$1$2')
    .replaceAll(/\[([^\][]{1,200})\]\(https?:[^)\s]+\)/g, '$1')
    .trim();
