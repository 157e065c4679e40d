export type Side = 'top' | 'right' | 'bottom' | 'left';

const GAP = 6;
const EDGE = 8;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Left and top, in CSS pixels, of a box of `size` beside `anchor`: on the wanted side, on the opposite one when there is
 * no room, and never outside of the window.
 */
export function positionBeside(
  anchor: Box,
  size: { width: number; height: number },
  window: { width: number; height: number },
  side: Side,
) {
  const right = anchor.left + anchor.width;
  const bottom = anchor.top + anchor.height;
  const clamp = (value: number, room: number) => Math.max(EDGE, Math.min(value, room - EDGE));
  if (side === 'left' || side === 'right') {
    const after = right + GAP;
    const before = anchor.left - GAP - size.width;
    const fits = side === 'right' ? after + size.width <= window.width - EDGE : before < EDGE;
    return {
      left: clamp(fits ? after : before, window.width - size.width),
      top: clamp(anchor.top + (anchor.height - size.height) / 2, window.height - size.height),
    };
  }
  const below = bottom + GAP;
  const above = anchor.top - GAP - size.height;
  const fits = side === 'bottom' ? below + size.height <= window.height - EDGE : above < EDGE;
  return {
    left: clamp(anchor.left + (anchor.width - size.width) / 2, window.width - size.width),
    top: clamp(fits ? below : above, window.height - size.height),
  };
}

/** Puts a `popover` element above everything else, beside its anchor. */
export function placeBeside(element: HTMLElement, anchor: HTMLElement, side: Side): void {
  // Browsers without the popover interface show it all the same, only not above open dialogs.
  if ('showPopover' in element && !element.matches(':popover-open')) element.showPopover();
  const room = {
    width: document.documentElement.clientWidth,
    height: document.documentElement.clientHeight,
  };
  const { left, top } = positionBeside(
    anchor.getBoundingClientRect(),
    element.getBoundingClientRect(),
    room,
    side,
  );
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}
