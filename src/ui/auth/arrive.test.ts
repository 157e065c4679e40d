import { describe, expect, it } from 'vitest';
import { safeNext } from './arrive';
import { regionOf } from './region';

describe('safeNext (threat 31)', () => {
  it.each(['/contacts', '/contacts?q=a&open=1', '/settings/profile'])('returns to %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    null,
    '',
    'contacts',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'https://evil.example',
    'javascript:alert(1)',
    '/a b',
    '/\t/evil.example',
    '/\n/evil',
    '///evil.example',
    '////evil.example',
    '/\\/evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/ /evil.example',
    ' //evil.example',
    '\t//evil.example',
    '\r\n//evil.example',
    '/\r\nLocation: https://evil.example',
    '/a\r\nSet-Cookie: a=b',
    '/\u00a0/evil.example',
    '/\u2028/evil.example',
    '/a\\..\\evil',
    'http:evil.example',
    'http:/evil.example',
    'HTTPS://evil.example',
    '//evil.example/contacts',
    '//user@evil.example',
    '//evil.example%2f..',
    'evil.example',
    'www.evil.example',
    '.evil.example',
    '@evil.example',
    ':80',
    '?next=//evil.example',
    '#//evil.example',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:msgbox(1)',
    'blob:https://evil.example/1',
    'file:///etc/passwd',
  ])('stays on the front page for %j', (next) => {
    expect(safeNext(next)).toBe('/');
  });
});

describe('regionOf', () => {
  it('reads country and currency from the language of the browser', () => {
    expect(regionOf('de-AT', 'Europe/Vienna', 'en')).toEqual({
      language: 'en',
      time_zone: 'Europe/Vienna',
      country: 'AT',
      currency: 'EUR',
    });
    expect(regionOf('tr', 'Europe/Istanbul', 'tr')).toMatchObject({
      country: 'TR',
      currency: 'TRY',
    });
  });

  it('guesses nothing it cannot know', () => {
    expect(regionOf('en', 'UTC', 'en')).toEqual({ language: 'en', time_zone: 'UTC' });
    expect(regionOf('es-419', 'America/Bogota', 'en')).toEqual({
      language: 'en',
      time_zone: 'America/Bogota',
    });
  });
});
