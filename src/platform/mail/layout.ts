import type { Mail } from './mail';

interface Link {
  readonly label: string;
  readonly url: string;
}

/** What a short mail with at most one button says. Plain texts; escaping is done here. */
export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** A list of links, between the paragraphs and the button. */
  readonly items?: readonly Link[];
  readonly button?: Link;
  /** Small print below the button. */
  readonly closing: string;
  /** At the end of the small print. */
  readonly closing_link?: Link;
  readonly language: string;
}

/** A letter as text and HTML. Line breaks in names cannot reach the header: they become spaces. */
export function letterTo(to: string, letter: Letter): Mail {
  const { greeting, paragraphs, items = [], button, closing, closing_link } = letter;
  const listed = items.map(({ label, url }) => `- ${oneLine(label)}\n  ${url}`).join('\n');
  const last = closing_link ? [`${closing_link.label}: ${closing_link.url}`] : [];
  const parts = [
    greeting,
    ...paragraphs,
    ...(listed ? [listed] : []),
    ...(button ? [button.url] : []),
    closing,
    ...last,
  ];
  const text = parts.join('\n\n');
  return { to, subject: oneLine(letter.subject), text: `${text}\n`, html: html(letter) };
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

function html(letter: Letter): string {
  const {
    greeting,
    paragraphs,
    items = [],
    button,
    closing,
    closing_link,
    language,
    subject,
  } = letter;
  const font = 'font:15px/1.5 system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
  const body = [greeting, ...paragraphs]
    .map((line) => `<p style="margin:0 0 16px">${escaped(line)}</p>`)
    .join('');
  const link = ({ label, url }: Link, style: string) =>
    `<a href="${escaped(url)}" style="${style}">${escaped(label)}</a>`;
  const list = items
    .map((item) => `<p style="margin:0 0 8px">${link(item, 'color:#4353d9')}</p>`)
    .join('');
  const look =
    'display:inline-block;padding:10px 18px;border-radius:6px;background:#4353d9;color:#fff;text-decoration:none';
  const action = button ? `<p style="margin:24px 0">${link(button, look)}</p>` : '';
  const last = closing_link ? ` ${link(closing_link, 'color:#60646c')}` : '';
  return `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(oneLine(subject))}</title></head>
<body style="margin:0;padding:32px 16px;background:#f6f7f9;color:#1c2024;${font}">
<div style="max-width:480px;margin:0 auto;padding:32px;background:#fff;border:1px solid #e3e6ea;border-radius:8px">
${body}${list}
${action}
<p style="margin:0;color:#60646c;font-size:13px">${escaped(closing)}${last}</p>
</div></body></html>
`;
}
