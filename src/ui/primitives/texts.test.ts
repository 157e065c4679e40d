import { describe, expect, it } from 'vitest';
import { fold, matchWords } from './fold';
import { initialsOf, stableColor } from './initials';

describe('initialsOf', () => {
  it.each([
    ['Ayşe Nur Yılmaz', 'AY'],
    ['anna@b.example', 'A'],
    ['  çağla   öz ', 'ÇÖ'],
    ['3M Company', '3C'],
    ['(Acme) GmbH', 'AG'],
    ['—', '?'],
    ['', '?'],
  ])('%s -> %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('stableColor', () => {
  it('is the same for the same text and spreads over the palette', () => {
    expect(stableColor('Ayşe')).toBe(stableColor('Ayşe'));
    expect(
      new Set(Array.from({ length: 200 }, (_, index) => stableColor(`name ${index}`))).size,
    ).toBe(7);
  });
});

describe('fold', () => {
  it('sees all four Turkish i, accents and case as one', () => {
    expect(fold('DİYARBAKIR ılıca')).toBe('diyarbakir ilica');
    expect(fold('Éé Çç ﬁ')).toBe('ee cc fi');
  });

  it('finds every word typed, in any order, and never the id', () => {
    expect(matchWords('id-1', 'yil ay', ['Ayşe Yılmaz'])).toBe(1);
    expect(matchWords('id-1', 'yil bo', ['Ayşe Yılmaz'])).toBe(0);
    expect(matchWords('abc', 'abc', ['Contacts'])).toBe(0);
  });
});
