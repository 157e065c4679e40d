import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { uiObjects } from '@/registry.ui';

test('every place has a key of its own after g', () => {
  const source = readFileSync(new URL('./navigation-items.tsx', import.meta.url), 'utf8');
  const places = [...source.matchAll(/shortcut: 'g (\w)'/g)].map(([, key]) => key);
  expect(places.length).toBeGreaterThan(6);
  const all = [...places, ...uiObjects.map(({ shortcut }) => shortcut)];
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
});
