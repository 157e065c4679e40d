import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { mentionsAsLinks, safeHref } from './markdown-marks';

const allowed = [
  ...[
    'p',
    'br',
    'strong',
    'em',
    'del',
    'a',
    'code',
    'pre',
    'blockquote',
    'hr',
    'ul',
    'ol',
    'li',
    'input',
  ],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const heading = ({ children }: { children?: ReactNode }) => (
  <p className="font-semibold">{children}</p>
);

const Anchor = ({ href = '', children }: { href?: string | undefined; children?: ReactNode }) =>
  href.startsWith('mention:') ? (
    <span className="font-medium text-primary-text">{children}</span>
  ) : href === '' ? (
    children
  ) : (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="rounded-sm text-primary-text underline underline-offset-4"
    >
      {children}
    </a>
  );

/** Headings are only strong: they belong to a note, not to the outline of the page. Pictures are links: nothing is loaded from elsewhere. */
const components: Components = {
  ...{ h1: heading, h2: heading, h3: heading, h4: heading, h5: heading, h6: heading },
  p: ({ children }) => <p className="whitespace-pre-wrap">{children}</p>,
  a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
  img: ({ src, alt }) => (
    <Anchor href={typeof src === 'string' ? src : ''}>{alt || String(src ?? '')}</Anchor>
  ),
  ul: ({ children, className }) => (
    <ul className={className?.includes('task') ? 'list-none pl-1' : 'list-disc pl-5'}>
      {children}
    </ul>
  ),
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal pl-5">
      {children}
    </ol>
  ),
  input: ({ checked }) => (
    <span role="img" aria-label={checked ? '☑' : '☐'} className="mr-1.5">
      {checked ? '☑' : '☐'}
    </span>
  ),
  blockquote: ({ children }) => (
    <blockquote className="border-l-2 pl-3 text-muted-foreground">{children}</blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded-sm bg-surface px-1 font-mono text-[0.9em]">{children}</code>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-surface p-2">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      <table className="border-collapse [&_td]:border [&_td]:px-2 [&_th]:border [&_th]:px-2">
        {children}
      </table>
    </div>
  ),
};

/** A text in Markdown. HTML in it is text like any other; links lead by http, https and mailto alone. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2 break-words">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        allowedElements={allowed}
        unwrapDisallowed
        urlTransform={safeHref}
        components={components}
      >
        {mentionsAsLinks(text)}
      </ReactMarkdown>
    </div>
  );
}
