/** Whether a text may hold Markdown: nearly every text that has none is spared the parser. */
export const hasMarks = (text: string): boolean =>
  /[*_`~|]|\]\(|^\s{0,3}(?:#{1,6}\s|>|[-+]\s|\d{1,9}[.)]\s|-{3,}\s*$)/m.test(
    text.replaceAll(mention, ''),
  );

/** A mention as it is stored: `@[Ada Byron](id)`. */
const mention = /@\[([^\]\n]{1,200})\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g;

/** Mentions as links of their own, which no web address looks like; names are taken as they are. */
export const mentionsAsLinks = (text: string): string =>
  text.replaceAll(
    mention,
    (_, name: string, id: string) =>
      `[@${name.replaceAll(/[\\`*_{}[\]()#+.!|<>~-]/g, String.raw`\$&`)}](mention:${id})`,
  );

/** The address of a link when people may follow it: http, https and mailto; else ''. */
export const safeHref = (href: string): string =>
  /^(?:https?:\/\/|mailto:|mention:[0-9a-f-]{36}$)/i.test(href) ? href : '';
