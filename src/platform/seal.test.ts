import { expect, test } from 'vitest';
import { sealFor } from './seal';

test('a sealed text opens with its secret, purpose and place alone, and is never twice the same', () => {
  const seal = sealFor('secret one', 'webhooks');
  const sealed = seal.close('whsec_ü', 'row 1');
  expect(seal.open(sealed, 'row 1')).toBe('whsec_ü');
  expect(sealed).not.toContain('whsec');
  expect(seal.close('whsec_ü', 'row 1')).not.toBe(sealed);
  expect(() => sealFor('secret two', 'webhooks').open(sealed, 'row 1')).toThrow();
  expect(() => sealFor('secret one', 'mails').open(sealed, 'row 1')).toThrow();
  expect(() => seal.open(sealed, 'row 2')).toThrow();
  for (const broken of ['', 'abc', `${sealed.slice(0, -3)}AAA`, sealed.slice(2)])
    expect(() => seal.open(broken, 'row 1'), broken).toThrow();
});
