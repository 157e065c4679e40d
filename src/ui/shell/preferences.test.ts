import { describe, expect, it } from 'vitest';
import { isLanguage, isTheme, preferredLanguage } from './preferences';

describe('preferredLanguage', () => {
  it.each([
    ['tr-TR,tr;q=0.9,en;q=0.8', 'tr'],
    ['de-DE,de;q=0.9,tr;q=0.5,en;q=0.4', 'tr'],
    ['en;q=0.3,tr;q=0.7', 'tr'],
    ['tr;q=0,en', 'en'],
    ['de', 'en'],
    ['', 'en'],
    [null, 'en'],
    [';;;q=x', 'en'],
  ])('reads %j as %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

describe('cookies', () => {
  it('takes only known values', () => {
    expect([isTheme('dark'), isTheme('blue'), isTheme(undefined)]).toEqual([true, false, false]);
    expect([isLanguage('tr'), isLanguage('de'), isLanguage(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
