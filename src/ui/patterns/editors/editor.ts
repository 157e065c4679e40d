import type { FieldControl } from '@/ui/primitives/field';
import type { Entry } from '../model/entries';
import type { Invalid } from '../values/parse';

/** A record or person as pickers hand it back, so that screens can show its name at once. */
export interface Related {
  readonly id: string;
  readonly title: string;
}

/** What every editor of a value takes. It keeps what is typed itself and reports whatever can be read from it. */
export interface EditorProps {
  entry: Entry;
  value: unknown;
  /** Called with every readable value; `related` names the record or person chosen. */
  onChange: (value: unknown, related?: Related | null) => void;
  /** What was typed cannot be read (a code under `record.invalid`), or can again (null). */
  onInvalid?: (code: Invalid | null) => void;
  /** The record being edited: its currency and the titles of what it refers to. */
  record: Readonly<Record<string, unknown>>;
  /** Attributes that join the control with its label, hint and error. */
  control: Partial<FieldControl> & { 'aria-label'?: string; placeholder?: string };
  autoFocus?: boolean;
  /** Inside a cell: opened at once, ends by itself. */
  inline?: InlineEvents;
}

export interface InlineEvents {
  /** Take what is there; `move` says where to go on. */
  commit: (move?: Move) => void;
  cancel: () => void;
  /** Keys pressed before the editor was there, a line break for Enter; asked for once. */
  early: () => string;
}

export type Move = 'up' | 'down' | 'left' | 'right';
