import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en.json';
import tr from './tr.json';

interface Texts {
  [key: string]: string | Texts;
}
const root = join(import.meta.dirname, '../../..');

/** Every text by its path, `namespace.key`. */
const flatten = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flatten(value, `${path}${key}.`),
  );
const keysOf = (texts: Texts): string[] =>
  flatten(texts)
    .map(([key]) => key)
    .sort();

/** Placeholders and tags, which both languages must share. */
const argumentsOf = (text: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(/\{(\w+)(?=[,}])|<(\w+)>/g)].map((match) => match[1] ?? match[2] ?? ''),
    ),
  ].sort();

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

interface Use {
  /** `namespace.key`, or its beginning when the rest is computed. */
  key: string;
  computed: boolean;
}

/** Every `t('key')`, `t.rich('key')`, t(`key_${x}`) and t(x ? 'a' : 'b') of `const t = useTranslations('namespace')`, function by function. */
function usesIn(source: string): Use[] {
  const declarations = [...source.matchAll(/const (\w+) = useTranslations\('([\w.]+)'\)/g)];
  return declarations.flatMap((declaration, index) => {
    const [, name, namespace] = declaration;
    const sameName = declarations.slice(index + 1).find((other) => other[1] === name);
    const scope = source.slice(declaration.index, sameName?.index);
    const calls = scope.matchAll(new RegExp(`\\b${name}(?:\\.(?:rich|has|markup|raw))?\\(`, 'g'));
    return [...calls].flatMap((call) =>
      firstArgument(scope.slice(call.index + call[0].length)).map((use) => ({
        ...use,
        key: `${namespace}.${use.key}`,
      })),
    );
  });
}

/** The texts in the first argument of a call, given what stands behind its opening bracket. */
function firstArgument(rest: string): Use[] {
  let depth = 0;
  let end = 0;
  for (; end < rest.length; end += 1) {
    const letter = rest[end] as string;
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (depth < 0 || (depth === 0 && letter === ',')) break;
  }
  const argument = rest.slice(0, end);
  const condition =
    argument.lastIndexOf('?') >= 0 ? argument.slice(argument.indexOf('?')) : argument;
  return [...condition.matchAll(/'([\w.-]+)'|`([\w.-]*)(\$?)/g)]
    .filter((match) => match[1] !== undefined || match[2] || match[3])
    .map((match) =>
      match[1] === undefined
        ? { key: match[2] ?? '', computed: match[3] === '$' }
        : { key: match[1], computed: false },
    );
}

describe('texts', () => {
  const uses = ['src/ui', 'app'].flatMap(sources).flatMap(usesIn);
  const all = keysOf(en);

  it('has the same keys in every language', () => {
    expect(keysOf(tr)).toEqual(all);
  });

  it('has no empty text and the same placeholders in every language', () => {
    const others = new Map(flatten(tr));
    const different = flatten(en)
      .filter(
        ([key, text]) =>
          !text ||
          !others.get(key) ||
          argumentsOf(text).join() !== argumentsOf(others.get(key) ?? '').join(),
      )
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it('has every text the screens ask for', () => {
    const known = new Set(all);
    const missing = uses.filter((use) =>
      use.computed ? !all.some((key) => key.startsWith(use.key)) : !known.has(use.key),
    );
    expect([...new Set(missing.map((use) => use.key))]).toEqual([]);
  });

  it('has no text that nobody asks for', () => {
    const unused = all.filter(
      (key) => !uses.some((use) => (use.computed ? key.startsWith(use.key) : key === use.key)),
    );
    expect(unused).toEqual([]);
  });
});
