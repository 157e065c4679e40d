import { describe, expect, it } from 'vitest';
import { chordOf, matchSequence } from './shortcut-keys';

const press = (
  key: string,
  held: Partial<Record<'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => chordOf({ key, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...held });

describe('chordOf', () => {
  it('names keys as shortcuts do', () => {
    expect(press('k', { ctrlKey: true })).toBe('mod+k');
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('X', { shiftKey: true })).toBe('shift+x');
    expect(press('ArrowDown', { shiftKey: true })).toBe('shift+arrowdown');
    expect(press(' ')).toBe('space');
  });

  it('does not name the shift that a sign cannot be typed without', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('/', { shiftKey: true })).toBe('/');
  });
});

describe('matchSequence', () => {
  const all = [{ keys: 'c' }, { keys: 'g c' }, { keys: 'g a' }];

  it('tells a beginning from a whole', () => {
    expect(matchSequence(['c'], all)).toEqual({ full: { keys: 'c' }, partial: false });
    expect(matchSequence(['g'], all)).toEqual({ partial: true });
    expect(matchSequence(['g', 'c'], all)).toEqual({ full: { keys: 'g c' }, partial: false });
    expect(matchSequence(['g', 'x'], all)).toEqual({ partial: false });
  });
});
