/** A piece of a text that somebody wrote. */
export interface TextPart {
  readonly kind: 'text' | 'mention' | 'link';
  readonly text: string;
}

const special =
  /@\[([^\]\n]{1,200})\]\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)|https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Takes a text apart: mentions `@[Ada Byron](id)` become `@Ada Byron`, web addresses stand by themselves. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(special)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push(
      match[1] === undefined
        ? { kind: 'link', text: match[0] }
        : { kind: 'mention', text: `@${match[1]}` },
    );
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}
