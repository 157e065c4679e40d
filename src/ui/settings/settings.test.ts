import { describe, expect, it } from 'vitest';
import { browserOf } from '@/core/shape/browser-name';
import { isScreen } from '../shell/screen-path';
import { toChoices } from './choices-editor';
import { countryOptions, currencyOptions, timeZoneOptions } from './regions';

describe('browserOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605',
      'Safari · macOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'Chrome · Android',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
    ['curl/8.0', null],
    [null, null],
  ])('%s', (agent, name) => {
    expect(browserOf(agent)).toBe(name);
  });
});

describe('regions', () => {
  it('names countries in the language of the page, in its order', () => {
    const turkish = countryOptions('tr');
    expect(turkish.find((one) => one.value === 'DE')?.label).toBe('Almanya');
    expect(turkish.findIndex((one) => one.value === 'TR')).toBeGreaterThan(
      turkish.findIndex((one) => one.value === 'DE'),
    );
    expect(new Set(turkish.map((one) => one.value)).size).toBe(turkish.length);
  });

  it('offers what the server takes', () => {
    expect(currencyOptions('en').some((one) => one.value === 'TRY')).toBe(true);
    expect(timeZoneOptions().map((one) => one.value)).toEqual(
      expect.arrayContaining(['UTC', 'Europe/Istanbul']),
    );
  });
});

describe('toChoices', () => {
  it('keeps stored values, leaves new ones to the server and empty rows out', () => {
    expect(
      toChoices([
        { value: 'gold', label: ' Gold ' },
        { value: '', label: 'Silver' },
        { value: '', label: '  ' },
      ]),
    ).toEqual([{ value: 'gold', label: 'Gold' }, { label: 'Silver' }]);
  });
});

describe('isScreen', () => {
  it.each([
    ['contacts'],
    ['contacts', '42'],
    ['import'],
    ['import', '42'],
    ['bin'],
    ['bin', 'accounts'],
    ['settings'],
    ['settings', 'api-keys'],
    ['settings', 'sessions'],
  ])('knows %s %s', (...path) => {
    expect(isScreen(path)).toBe(true);
  });
  it.each([
    [],
    ['nothing'],
    ['contacts', '42', 'x'],
    ['bin', 'nothing'],
    ['settings', 'nothing'],
    ['settings', 'constructor'],
    ['__proto__'],
    ['constructor'],
  ])('refuses %s', (...path) => {
    expect(isScreen(path)).toBe(false);
  });
});
