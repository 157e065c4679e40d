import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '@/platform/paths';
import { modules } from '@/registry';

/** Source files of the product by path, tests left out. */
const sources = ['src', 'app'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path)),
);
const holding = (pattern: RegExp, allowed: readonly string[]) =>
  sources.filter(
    (path) =>
      !allowed.includes(path) && pattern.test(readFileSync(join(projectRoot, path), 'utf8')),
  );

test('only env.ts reads the environment', () => {
  expect(holding(/\bprocess\.env\b/, ['src/platform/env.ts'])).toEqual([]);
});

test('only the clock knows what time it is', () => {
  expect(
    holding(/\bDate\.now\(|\bnew Date\(\)/, [
      'src/platform/clock.ts',
      'src/ui/primitives/calendar-days.ts',
    ]),
  ).toEqual([]);
});

test('nothing is put off', () => {
  expect(holding(/\b(TODO|FIXME|XXX)\b|[Cc]oming soon/, [])).toEqual([]);
});

test('there are no server actions: every way in has a contract', () => {
  expect(holding(/^\s*['"]use server['"]/m, [])).toEqual([]);
});

test('nine of ten files stay under 250 lines', () => {
  const lines = sources
    .map((path) => readFileSync(join(projectRoot, path), 'utf8').split('\n').length)
    .sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length * 0.9)]).toBeLessThanOrEqual(250);
});

test('files bring in exactly the objects that say so', () => {
  const importing = modules
    .flatMap(({ operations = [] }) => operations)
    .flatMap(({ contract: { name } }) => (name.endsWith('.import') ? name.slice(0, -7) : []));
  const saying = modules
    .flatMap(({ objects = [] }) => objects)
    .flatMap(({ definition }) => (definition.importable ? definition.name : []));
  expect(importing.sort()).toEqual(saying.sort());
});
