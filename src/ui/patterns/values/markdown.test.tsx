import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { firstLine } from '@/core/run/engine/first-line';
import { Markdown } from './markdown';
import { hasMarks } from './markdown-marks';
import { type Mark, withMark } from './markdown-typing';

const draw = (text: string): string => renderToStaticMarkup(<Markdown text={text} />);
const id = '01a20000-0000-7000-8000-000000000001';

test('draws stress, lists, tasks, links, code, quotes and headings', () => {
  expect(draw('**bold** _italic_ ~~gone~~ `code`')).toMatch(
    /<strong>bold<\/strong> <em>italic<\/em> <del>gone<\/del> <code[^>]*>code<\/code>/,
  );
  expect(draw('- one\n- two')).toMatch(/<ul[^>]*>\s*<li>one<\/li>/);
  expect(draw('- [x] done\n- [ ] open')).toMatch(/☑[\s\S]*done[\s\S]*☐[\s\S]*open/);
  expect(draw('# Plan')).toContain('<p class="font-semibold">Plan</p>');
  expect(draw('> said')).toContain('<blockquote');
  expect(draw('```\na < b\n```')).toContain('a &lt; b');
  expect(draw('[offer](https://example.com/a)')).toContain(
    'href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow"',
  );
  expect(draw('see https://example.com/b now')).toContain('href="https://example.com/b"');
  expect(draw('one\ntwo')).toContain('whitespace-pre-wrap">one\ntwo<');
});

test('mentions are names, also within marks, and whatever signs they have', () => {
  expect(draw(`**@[Ada Byron](${id})**`)).toMatch(
    /<strong><span[^>]*>@Ada Byron<\/span><\/strong>/,
  );
  expect(draw(`*a* @[A*d_a <b>](${id})`)).toContain('>@A*d_a &lt;b&gt;</span>');
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox(1))',
  '[x](//evil.example)',
  '[x](file:///etc/passwd)',
  '[x](mention:javascript:alert(1))',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '[x]: javascript:alert(1)\n\n[x]',
  '**a** <iframe srcdoc="<script>alert(1)</script>">',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '[a](https://x" onmouseover="alert(1))',
  '`<b onclick=alert(1)>`',
])('runs nothing: %s', (text) => {
  const html = draw(text);
  const tags = html.match(/<\/?[a-z][^>]*>/gi) ?? [];
  for (const tag of tags) {
    expect(tag).toMatch(/^<\/?(?:div|p|a|code|strong|pre|span|ul|li)\b/);
    expect(tag).not.toMatch(/\son[a-z]+=|srcdoc|\ssrc=/i);
    expect(/href="([^"]*)"/.exec(tag)?.[1] ?? 'https://').toMatch(/^(?:https?:\/\/|mailto:)/);
  }
});

test('a picture is a link: nothing is loaded from elsewhere', () => {
  const html = draw('![plan](https://tracker.example/a.png)');
  expect(html).not.toContain('<img');
  expect(html).toContain('href="https://tracker.example/a.png"');
});

test('texts without marks need no parser', () => {
  for (const plain of [
    'Likes boats.',
    `Ask @[Ada Byron](${id}) about it`,
    'see https://a.example/x-y',
  ])
    expect(hasMarks(plain), plain).toBe(false);
  for (const marked of ['**a**', '- a', '1. a', '# a', '> a', '[a](https://b)', '`a`', 'a _b_'])
    expect(hasMarks(marked), marked).toBe(true);
});

test('the first line is a title without marks', () => {
  expect(firstLine('## **Plan** for `Acme`')).toBe('Plan for Acme');
  expect(firstLine('- [x] Call [Ilse](https://a.example) _now_')).toBe('Call Ilse now');
  expect(firstLine('5 * 3 * 2 and snake_case_name')).toBe('5 * 3 * 2 and snake_case_name');
});

describe('marks while typing', () => {
  /** The text with the selection in brackets `‹›`. */
  const mark = (text: string, what: Mark): string => {
    const [start, end] = [text.indexOf('‹'), text.indexOf('›') - 1];
    const next = withMark({ text: text.replace(/[‹›]/g, ''), start, end }, what);
    return `${next.text.slice(0, next.start)}‹${next.text.slice(next.start, next.end)}›${next.text.slice(next.end)}`;
  };
  test.each<[Mark, string, string]>([
    ['bold', 'a ‹b› c', 'a **‹b›** c'],
    ['bold', 'a **‹b›** c', 'a ‹b› c'],
    ['italic', '‹›', '_‹›_'],
    ['code', '‹x›', '`‹x›`'],
    ['link', 'see ‹the offer›', 'see [the offer](https://‹›)'],
    ['link', '‹https://a.example›', '[‹https://a.example›](https://a.example)'],
    ['list', 'a\n‹b\nc›', 'a\n- ‹b\n- c›'],
    ['list', '- ‹b\n- c›', '‹b\nc›'],
  ])('%s: %s', (what, before, after) => {
    expect(mark(before, what)).toBe(after);
  });
});
