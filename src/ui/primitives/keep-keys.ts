/** Milliseconds after which nobody waits for a field any more. */
const patience = 3000;
let end: (() => void) | null = null;

/**
 * Keeps what is typed while the field it is meant for is still fetched or drawn, and hands it to the next text field
 * that gets the focus. Escape gives up. `first` was typed already.
 */
export function keepKeys(first = ''): void {
  end?.();
  const kept: string[] = first ? [first] : [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTextField(event.target) || event.key === 'Escape') return end?.();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isWanted =
      event.key.length === 1 || (kept.length > 0 && /^(Enter|Backspace)$/.test(event.key));
    if (!isWanted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.push(event.key);
  };
  const onFocus = (event: FocusEvent) => {
    if (!isTextField(event.target)) return;
    end?.();
    // Whoever gives the focus may select the text next.
    queueMicrotask(() => void type(kept));
  };
  const timer = setTimeout(() => end?.(), patience);
  window.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('focusin', onFocus);
  end = () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('focusin', onFocus);
    end = null;
  };
}

/** What the keys were kept for has gone again. */
export const dropKeys = (): void => end?.();

/** Types into the field that has the focus. Enter waits until what was typed before it is drawn. */
async function type(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const field = document.activeElement;
    if (!isTextField(field)) return;
    if (key === 'Enter') {
      await drawn();
      field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await drawn();
    } else if (key === 'Backspace') document.execCommand('delete');
    else document.execCommand('insertText', false, key);
  }
}

const drawn = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

const isTextField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type));
