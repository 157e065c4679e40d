import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCursor, sealCursor } from './cursor';

const cursor = {
  back: false,
  keys: ['2026-01-01 10:00:00+00', 'a.b"ü', '0190f3a0-0000-7000-8000-000000000001'],
};

describe('cursor', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.string(),
        (back, keys, binding) => {
          expect(
            openCursor('secret', binding, sealCursor('secret', binding, { back, keys })),
          ).toEqual({ back, keys });
        },
      ),
    );
  });

  it('is refused when any character was changed', () => {
    const text = sealCursor('secret', 'list', cursor);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'abzAZ09-_. '), (at, character) => {
        fc.pre(text[at] !== character);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        // The last character of the seal has bits that do not count.
        if (
          at === text.length - 1 &&
          Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(
            Buffer.from(text.split('.')[1] ?? '', 'base64url'),
          )
        )
          return;
        expect(openCursor('secret', 'list', changed)).toBeNull();
      }),
    );
  });

  it.each(['', '.', 'a.b', 'W10.', '😀', 'a'.repeat(5000)])('refuses %s', (text) =>
    expect(openCursor('secret', 'list', text)).toBeNull(),
  );

  it('is good for one list and one installation only', () => {
    const text = sealCursor('secret', 'company a', cursor);
    expect(openCursor('secret', 'company b', text)).toBeNull();
    expect(openCursor('other', 'company a', text)).toBeNull();
  });
});
