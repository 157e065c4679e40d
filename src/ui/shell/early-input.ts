/** Milliseconds after which a click, choice or key that nobody answered is given up. */
export const patience = 5000;

declare global {
  interface Window {
    /** Keys pressed before the shell listens; see `keepEarlyInput`. */
    earlyKeys?: { pressed: KeyboardEvent[]; keep: (event: KeyboardEvent) => void };
  }
}

/**
 * A page drawn by the server can be clicked and typed at before its code has arrived. Clicks on buttons are repeated
 * once the button answers, what is chosen (radio buttons, boxes, files) is told again, keys that go into no field are
 * handed over by `replayEarlyKeys`; text has `useEarlyText`. Sent as text, so it must not use anything from outside itself.
 */
function keepEarlyInput(patience: number): void {
  // React marks an element when it takes it over, and one with a state once more when it begins to watch that.
  const isAlive = (element: Element): boolean =>
    Object.keys(element).some((key) => key.startsWith('__reactProps$')) &&
    (!(element instanceof HTMLInputElement) || '_valueTracker' in element);
  const onceAlive = (element: Element, since: number, act: () => void): void => {
    const again = (now: number): void => {
      if (!element.isConnected || now > since + patience) return;
      if (isAlive(element)) act();
      else requestAnimationFrame(again);
    };
    requestAnimationFrame(again);
  };
  document.addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (!button || isAlive(button)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onceAlive(button, event.timeStamp, () => button.click());
    },
    true,
  );
  document.addEventListener(
    'change',
    (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || isAlive(input)) return;
      const { type, checked } = input;
      onceAlive(input, event.timeStamp, () => {
        if (type === 'file') input.dispatchEvent(new Event('change', { bubbles: true }));
        if (type !== 'radio' && type !== 'checkbox') return;
        // Drawing anew may have undone it; and React ignores a click that does not change the last state it saw.
        input.checked = !checked;
        input.click();
      });
    },
    true,
  );

  const pressed: KeyboardEvent[] = [];
  const keep = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return;
    // Else the browser would go to its own search field.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') event.preventDefault();
    pressed.push(event);
  };
  window.earlyKeys = { pressed, keep };
  window.addEventListener('keydown', keep, true);
}

/** For the root layout, ahead of everything else. */
export const earlyInputScript = `(${keepEarlyInput})(${patience})`;
