const longest = 120;

/** The first line of a text that says something, to be its title: mentions as names, without marks of lists and headings. */
export function firstLine(body: string): string {
  const lines = body.replaceAll(/@\[([^\]\n]{1,200})\]\([0-9a-f-]{36}\)/g, '@$1').split('\n');
  const line = lines.map((one) => one.replace(/^[\s#>*-]+/, '').trim()).find(Boolean);
  return [...(line ?? body.trim())].slice(0, longest).join('');
}
