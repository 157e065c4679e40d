import { describe, expect, it } from 'vitest';
import { scrolledTo, visibleRange } from './visible-range';

describe('rows in the window', () => {
  it('are those it touches and some on either side, within the list', () => {
    expect(visibleRange({ top: 0, height: 100 }, 10, 1000, 2)).toEqual({ first: 0, end: 12 });
    expect(visibleRange({ top: 505, height: 100 }, 10, 1000, 2)).toEqual({ first: 48, end: 63 });
    expect(visibleRange({ top: 9950, height: 100 }, 10, 1000, 2)).toEqual({
      first: 993,
      end: 1000,
    });
  });

  it('are none of an empty list, and the last ones after a longer one became short', () => {
    expect(visibleRange({ top: 0, height: 100 }, 10, 0, 2)).toEqual({ first: 0, end: 0 });
    expect(visibleRange({ top: 9000, height: 100 }, 10, 5, 2)).toEqual({ first: 4, end: 5 });
  });
});

describe('showing a row', () => {
  const shown = (index: number, top: number) => scrolledTo(index, { top, height: 100 }, 10, 20);

  it('does not move when it is seen already', () => {
    expect(shown(5, 30)).toBe(30);
  });

  it('moves it just below the header or just above the foot', () => {
    expect(shown(2, 30)).toBe(20);
    expect(shown(20, 30)).toBe(130);
  });
});
