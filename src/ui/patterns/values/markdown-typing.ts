/** A text with what is selected in it. */
export interface Typed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type Mark = 'bold' | 'italic' | 'link' | 'list' | 'code';

const signs = { bold: '**', italic: '_', code: '`' } as const;

/** Puts a mark around what is selected, or takes it away where it is; what to select afterwards comes with it. */
export function withMark(typed: Typed, mark: Mark): Typed {
  if (mark === 'list') return asList(typed);
  if (mark === 'link') return asLink(typed);
  const { text, start, end } = typed;
  const sign = signs[mark];
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (before.endsWith(sign) && after.startsWith(sign)) {
    const length = sign.length;
    const bare = before.slice(0, -length) + inside + after.slice(length);
    return { text: bare, start: start - length, end: end - length };
  }
  return {
    text: `${before}${sign}${inside}${sign}${after}`,
    start: start + sign.length,
    end: end + sign.length,
  };
}

/** `[text](https://)`; an address that is selected is both, with the text selected to be replaced; everything else is the text. */
function asLink({ text, start, end }: Typed): Typed {
  const inside = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(inside);
  const made = isAddress ? `[${inside}](${inside})` : `[${inside}](https://)`;
  const from = isAddress ? start + 1 : start + made.length - 1;
  const to = isAddress ? from + inside.length : from;
  return { text: text.slice(0, start) + made + text.slice(end), start: from, end: to };
}

/** Every line that is touched begins with a dash, or no longer does when all of them did. */
function asList({ text, start, end }: Typed): Typed {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next === -1 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const all = lines.every((line) => line.startsWith('- '));
  const changed = lines.map((line) => (all ? line.slice(2) : `- ${line}`)).join('\n');
  return {
    text: text.slice(0, from) + changed + text.slice(to),
    start: Math.max(from, start + (all ? -2 : 2)),
    end: from + changed.length,
  };
}
