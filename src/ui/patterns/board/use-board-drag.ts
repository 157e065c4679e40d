'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type Board, type Spot, spotOf } from './board-model';
import { followPointer } from './pointer-drag';

/** A card in the hand of a pointer. `spot` is where it would come to; null outside of all columns. */
export interface Dragged {
  readonly id: string;
  readonly spot: Spot | null;
  readonly x: number;
  readonly y: number;
}

/** Pixels from an edge where what is below scrolls, and how many per frame. */
const edge = 44;
const speed = 14;
/** Milliseconds at an edge before a phone turns to the next column. */
const turn = 600;

interface Options {
  readonly root: RefObject<HTMLElement | null>;
  readonly board: Board;
  readonly rowHeight: number;
  /** One column fills the screen. */
  readonly phone: boolean;
  readonly onDrop: (id: string, spot: Spot) => void;
}

/** Dragging by mouse and touch. `ghost` is what follows the pointer, moved without drawing anything again. */
export function useBoardDrag(options: Options) {
  const current = useRef(options);
  current.current = options;
  const ghost = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const state = useRef<Dragged | null>(null);
  const end = useRef<() => void>(() => {});
  useEffect(() => () => end.current(), []);
  // A browser scrolls unless a finger's movements are refused, by one who listened before the finger came.
  const { root } = options;
  useEffect(() => {
    const box = root.current;
    const hold = (event: Event) => {
      if (state.current) event.preventDefault();
    };
    box?.addEventListener('touchmove', hold, { passive: false });
    return () => box?.removeEventListener('touchmove', hold);
  }, [root]);

  const begin = useCallback((event: PointerEvent, id: string) => {
    if (event.button !== 0) return;
    let at = { x: event.clientX, y: event.clientY };
    let frame = 0;
    let edgeSince = 0;

    const show = (next: Dragged | null) => {
      state.current = next;
      setDragged(next);
    };
    const look = () => {
      const { x, y } = at;
      if (ghost.current) ghost.current.style.transform = `translate(${x}px, ${y}px)`;
      const spot = spotAt(current.current, id, x, y);
      const known = state.current?.spot;
      if (spot?.column !== known?.column || spot?.index !== known?.index) show({ id, spot, x, y });
    };
    const tick = (time: number) => {
      frame = requestAnimationFrame(tick);
      const { root, phone } = current.current;
      if (!root.current) return;
      const box = root.current.getBoundingClientRect();
      const side = at.x < box.left + edge ? -1 : at.x > box.right - edge ? 1 : 0;
      if (side === 0) edgeSince = time;
      else if (!phone) root.current.scrollLeft += side * speed;
      else if (time - edgeSince > turn) {
        edgeSince = time;
        root.current.scrollBy({ left: side * root.current.clientWidth });
      }
      const list = listAt(root.current, at.x);
      if (list) {
        const { top, bottom } = list.getBoundingClientRect();
        if (at.y < top + edge) list.scrollTop -= speed;
        else if (at.y > bottom - edge) list.scrollTop += speed;
      }
      look();
    };
    end.current = () => cancelAnimationFrame(frame);

    followPointer(event, {
      start(x, y) {
        show({ id, spot: null, x, y });
        frame = requestAnimationFrame(tick);
        if (event.pointerType === 'touch') navigator.vibrate?.(10);
      },
      move(x, y) {
        at = { x, y };
      },
      drop() {
        cancelAnimationFrame(frame);
        look();
        const spot = state.current?.spot;
        show(null);
        if (spot) current.current.onDrop(id, spot);
      },
      cancel() {
        cancelAnimationFrame(frame);
        show(null);
      },
    });
  }, []);
  return { dragged, ghost, begin };
}

/** The cards of the column at a horizontal place. */
function listAt(root: HTMLElement, x: number): HTMLElement | null {
  for (const list of root.querySelectorAll<HTMLElement>('[data-board-cards]')) {
    const box = list.getBoundingClientRect();
    if (x >= box.left && x < box.right) return list;
  }
  return null;
}

function spotAt(
  { root, board, rowHeight }: Options,
  id: string,
  x: number,
  y: number,
): Spot | null {
  const outer = root.current?.getBoundingClientRect();
  if (!root.current || !outer || y < outer.top || y > outer.bottom) return null;
  const list = listAt(root.current, x);
  const column = board.columns.find((one) => one.id === list?.dataset.boardCards);
  if (!list || !column) return null;
  const raw = Math.round((y - list.getBoundingClientRect().top + list.scrollTop) / rowHeight);
  const shown = Math.max(0, Math.min(column.data.length, raw));
  const from = spotOf(board, id);
  const self = from?.column === column.id && shown > from.index ? 1 : 0;
  return { column: column.id, index: shown - self };
}
