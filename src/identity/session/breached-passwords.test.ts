import { expect, test } from 'vitest';
import { AppError } from '@/core/shape/errors';
import { checkNewPassword } from '../sign-in/register';
import { breachedPasswords } from './breached-passwords';
import { plainPassword, shortestPassword } from './password-rules';

const codeOf = (password: string): string | undefined => {
  try {
    checkNewPassword(password, []);
    return 'taken';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.details.issues?.[0]?.code;
  }
};

test.each([shortestPassword, 11, 12, 13, 14, 15, 16])(
  'at least 3,000 leaked passwords of %i characters and more are known',
  (least) => {
    const known = [...breachedPasswords()].filter(({ length }) => length >= least);
    expect(known.length).toBeGreaterThanOrEqual(3000);
  },
);

test('the list is in the form that passwords are compared in, and each of it is refused', () => {
  const listed = [...breachedPasswords()];
  expect(listed.filter((password) => plainPassword(password) !== password)).toEqual([]);
  const long = listed.filter(({ length }) => length >= shortestPassword);
  expect([...new Set(long.map(codeOf))]).toEqual(['too_common']);
});

test.each([
  ['basketball', 'too_common'],
  ['Manchester', 'too_common'],
  ['1Q2w3e4r5t', 'too_common'],
  ['12345678910', 'too_common'],
  ['123456789.', 'too_common'],
  ['yankees-kandukman77', 'too_common'],
  ['basket and two plums', 'taken'],
])('%s: %s', (password, code) => {
  expect(codeOf(password)).toBe(code);
});
