import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, keyLength } from './fold';

describe('fold', () => {
  it.each([
    ['Ağaç', 'agac'],
    ['IŞIK İstanbul ığdır', 'isik istanbul igdir'],
    ['Straße', 'strasse'],
    ['GROẞ', 'gross'],
    ['Søren Łódź', 'soren lodz'],
    ['Æsir œuvre', 'aesir oeuvre'],
    ['  two \t  words\n', 'two words'],
    ['ﬁne Ⅳ', 'fine iv'],
    ['한국', '한국'],
    ['Ελλάς', 'ελλας'],
    ['', ''],
  ])('%s becomes %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('keeps whole characters at the end', () => {
    expect([...fold('𝒳😀'.repeat(200))]).toHaveLength(keyLength);
    expect(fold('😀'.repeat(300)).isWellFormed()).toBe(true);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is blind to case and accents', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abçdeéğıiİIoöøşuüßz ') }), (text) => {
        expect(fold(text.toUpperCase())).toBe(fold(text));
        expect(fold(text.normalize('NFD'))).toBe(fold(text));
      }),
    );
  });
});
