import { describe, expect, it } from 'vitest';
import { positionBeside } from './place-beside';

const room = { width: 400, height: 300 };
const tip = { width: 100, height: 20 };

describe('positionBeside', () => {
  it('stands on the wanted side, centred', () => {
    const anchor = { left: 150, top: 100, width: 40, height: 30 };
    expect(positionBeside(anchor, tip, room, 'bottom')).toEqual({ left: 120, top: 136 });
    expect(positionBeside(anchor, tip, room, 'top')).toEqual({ left: 120, top: 74 });
    expect(positionBeside(anchor, tip, room, 'right')).toEqual({ left: 196, top: 105 });
    expect(positionBeside(anchor, tip, room, 'left')).toEqual({ left: 44, top: 105 });
  });

  it('turns to the other side at an edge and stays in the window', () => {
    expect(
      positionBeside({ left: 380, top: 280, width: 20, height: 20 }, tip, room, 'bottom'),
    ).toEqual({ left: 292, top: 254 });
    expect(positionBeside({ left: 0, top: 0, width: 20, height: 20 }, tip, room, 'top')).toEqual({
      left: 8,
      top: 26,
    });
    expect(
      positionBeside({ left: 350, top: 10, width: 40, height: 20 }, tip, room, 'right').left,
    ).toBe(244);
    expect(
      positionBeside({ left: 5, top: 10, width: 40, height: 20 }, tip, room, 'left').left,
    ).toBe(51);
  });
});
