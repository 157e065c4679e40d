import { expect, test } from 'vitest';
import { figureText } from './figure';

test('a figure is shown in the unit its name ends with', () => {
  expect(figureText('answer_ms', 12, 'en')).toBe('12 ms');
  expect(figureText('free_bytes', 3 * 1024 ** 3, 'en')).toBe('3 GB');
  expect(figureText('memory_bytes', 150 * 1024 ** 2, 'tr')).toBe('150 MB');
  expect(figureText('oldest_seconds', 45, 'en')).toBe('45 sec');
  expect(figureText('oldest_seconds', 600, 'en')).toBe('10 min');
  expect(figureText('up_seconds', 300_000, 'en')).toBe('3 days');
  expect(figureText('waiting', 12345, 'tr')).toBe('12.345');
  expect(figureText('version', '18.4', 'en')).toBe('18.4');
});
