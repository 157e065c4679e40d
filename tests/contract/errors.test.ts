import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorStatus } from '@/core/shape/errors';
import { projectRoot } from '@/platform/paths';

const folder = join(projectRoot, 'docs/errors');

test.each(Object.entries(errorStatus))('%s has a page that names its status', (code, status) => {
  const page = join(folder, `${code}.md`);
  expect(existsSync(page)).toBe(true);
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(new RegExp(`^# ${code}\n`));
  expect(text).toContain(`\`${status}\``);
  expect(text).toContain('## What to do');
});

test('no page without a code', () => {
  const pages = readdirSync(folder).filter((file) => file !== 'README.md');
  expect(pages.map((file) => file.replace(/\.md$/, '')).sort()).toEqual(
    Object.keys(errorStatus).sort(),
  );
});
