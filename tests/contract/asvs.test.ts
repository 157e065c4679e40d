import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '@/platform/paths';

/** The map of ASVS 5.0.0 is whole, and leads somewhere. */
const page = readFileSync(join(projectRoot, 'docs/asvs.md'), 'utf8');
const rows = [
  ...page.matchAll(/^\| (V\d+\.\d+\.\d+) +\| ([12]) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm),
];

test('each requirement of levels 1 and 2 is there once', () => {
  const ids = rows.map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(rows.filter(([, , level]) => level === '1')).toHaveLength(70);
  expect(rows.filter(([, , level]) => level === '2')).toHaveLength(183);
  const chapters = new Set(ids.map((id) => Number(id?.slice(1).split('.')[0])));
  expect([...chapters].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 17 }, (_, at) => at + 1),
  );
});

test('each is met, not met or not applicable, and the head of the page counts them', () => {
  const count = (state: string) => rows.filter(([, , , , said]) => said === state).length;
  const unmet = rows.filter(([, , , , said]) => said === 'not met').map(([, id]) => id);
  expect(count('met') + count('not met') + count('not applicable')).toBe(rows.length);
  expect(page).toContain(
    `Met ${count('met')}, not applicable ${count('not applicable')}, not met ${unmet.length}: ${unmet.join(', ')}.`,
  );
});

test.each(['docs/asvs.md', 'docs/security.md'])('the files that %s names exist', (name) => {
  const text = readFileSync(join(projectRoot, name), 'utf8');
  const named = [...text.matchAll(/`((?:src|tests|db|docs|bench)\/[\w./-]+\.\w+)`/g)].map(
    ([, path]) => path ?? '',
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
});
