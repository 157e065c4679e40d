import type { RefObject } from 'react';
import type { Day } from '@/ui/patterns/values/calendar';
import type { Locale } from '@/ui/patterns/values/locale';
import type { Entry } from './layout';

/** What the views of the calendar share. */
export interface CalendarTools {
  readonly locale: Locale;
  /** The day it is for the company. */
  readonly today: Day;
  /** Several people's entries lie over each other, told apart by colour. */
  readonly overlay: boolean;
  /** The record whose entry is moved by keyboard: drawn at its new place, it takes the focus again. */
  readonly held: RefObject<string | null>;
  /** The entry that is being dragged. */
  readonly dragging: string | null;
  movable(entry: Entry): boolean;
  open(entry: Entry): void;
  move(entry: Entry, days: number, minutes: number): void;
  resize(entry: Entry, minutes: number): void;
  drag(event: PointerEvent, entry: Entry, kind: 'move' | 'resize'): void;
  /** Its time in words. */
  say(entry: Entry): string;
  /** `15:00` */
  clock(entry: Entry): string;
  /** `, Ada Byron` where several people's entries are shown. */
  ownerOf(entry: Entry): string;
  /** A new one at a time; absent without the right. */
  readonly create?: ((day: Day, from: number | null, minutes: number | null) => void) | undefined;
  showDay(day: Day): void;
}
