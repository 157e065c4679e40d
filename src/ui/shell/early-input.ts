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
 * once the button answers, a file that is given is told again, keys that go into no field are handed over by
 * `replayEarlyKeys`; text has `useEarlyText`, radio buttons `Radio`. Sent as text, so it must not use anything from outside
 * itself.
 */
function keepEarlyInput(patience: number): void {
  // React marks an element when it takes it over.
  const isAlive = (element: Element): boolean =>
    Object.keys(element).some((key) => key.startsWith('__reactProps$'));
  document.addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (!button || isAlive(button)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const again = (now: number): void => {
        if (!button.isConnected || now > event.timeStamp + patience) return;
        if (isAlive(button)) button.click();
        else requestAnimationFrame(again);
      };
      requestAnimationFrame(again);
    },
    true,
  );
  const given = new WeakSet<Element>();
  document.addEventListener(
    'change',
    (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.type !== 'file' || given.has(input)) return;
      given.add(input);
      // Whoever takes a file empties the field. Until then nobody has heard of it: React drops what it is told while it draws.
      const again = (now: number): void => {
        if (!input.isConnected || !input.files?.length || now > event.timeStamp + patience)
          return void given.delete(input);
        input.dispatchEvent(new Event('change', { bubbles: true }));
        requestAnimationFrame(again);
      };
      requestAnimationFrame(again);
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
