import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentVariables } from './accent';

const channel = (value: number) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const luminance = (hex: string) => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, two: string) => {
  const [dim = 0, bright = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
};

describe('accentVariables', () => {
  it('makes every colour readable on both themes', () => {
    const color = fc
      .integer({ min: 0, max: 0xffffff })
      .map((number) => `#${number.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(color, (hex) => {
        const variables = accentVariables(hex);
        const read = (name: string) => variables[name] ?? '';
        expect(contrast(read('--accent-solid-light'), '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(read('--accent-solid-dark'), '#ffffff')).toBeGreaterThanOrEqual(4.5);
        for (const surface of ['#ffffff', '#fafafb', '#e9eaf0']) {
          expect(contrast(read('--accent-text-light'), surface)).toBeGreaterThanOrEqual(4.5);
        }
        for (const surface of ['#0e0f11', '#1a1b1f', '#202126']) {
          expect(contrast(read('--accent-text-dark'), surface)).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a colour alone that reads well already', () => {
    expect(accentVariables('#4453d6')['--accent-solid-light']).toBe('#4453d6');
  });

  it.each([null, '', '#fff', 'red', '#12345g', '#123456;}'])('ignores %j', (hex) => {
    expect(accentVariables(hex)).toEqual({});
  });
});
