/** What a drag tells; coordinates of the window. */
export interface DragEvents {
  start(x: number, y: number): void;
  move(x: number, y: number): void;
  drop(): void;
  cancel(): void;
}

/** Pixels a mouse moves before it drags; a finger that moves so far before its time scrolls. */
const threshold = 6;
/** Milliseconds a finger rests before it drags. */
const press = 300;

/** Follows a pointer that was pressed: a mouse drags once it moves, a finger once it has rested. Escape gives up. */
export function followPointer(down: PointerEvent, on: DragEvents): void {
  const isTouch = down.pointerType !== 'mouse';
  let dragging = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    dragging = true;
    on.start(down.clientX, down.clientY);
  };
  const far = (event: PointerEvent) =>
    Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > threshold;

  const move = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    if (!dragging && far(event)) {
      if (isTouch) return end();
      begin();
    }
    if (dragging) on.move(event.clientX, event.clientY);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    const was = dragging;
    end();
    if (!was) return;
    noClick();
    on.drop();
  };
  const stop = () => {
    const was = dragging;
    end();
    if (was) on.cancel();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !dragging) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  };
  // A browser offers a menu where a finger rests.
  const menu = (event: Event) => {
    if (isTouch) event.preventDefault();
  };
  const end = () => {
    dragging = false;
    clearTimeout(timer);
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', stop);
    window.removeEventListener('keydown', key, true);
    window.removeEventListener('contextmenu', menu);
  };
  if (isTouch) timer = setTimeout(begin, press);
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', stop);
  window.addEventListener('keydown', key, true);
  window.addEventListener('contextmenu', menu);
}

/** The click that follows a drop means nothing. */
function noClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50);
}
