/** The parts of a keyboard event that tell which key it is. */
export interface KeyPress {
  key: string;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * A key press in the words of `Shortcut.keys`: `mod+k`, `shift+x`, `?`, `escape`. Ctrl and Cmd are both `mod`.
 * Shift is named for letters and long names only: who types `?` cannot help holding it.
 */
export function chordOf(event: KeyPress): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const letter = key.length > 1 || /\p{L}/u.test(key);
  return [
    event.metaKey || event.ctrlKey ? 'mod' : null,
    event.altKey ? 'alt' : null,
    event.shiftKey && letter ? 'shift' : null,
    key,
  ]
    .filter(Boolean)
    .join('+');
}

/** Which of the sequences the chords typed so far complete or begin. */
export function matchSequence<T extends { keys: string }>(
  typed: readonly string[],
  all: readonly T[],
): { full?: T; partial: boolean } {
  const text = typed.join(' ');
  const full = all.find((one) => one.keys === text);
  const partial = all.some((one) => one.keys.startsWith(`${text} `));
  return full ? { full, partial } : { partial };
}
