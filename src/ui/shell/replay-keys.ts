import { flushSync } from 'react-dom';
import { patience } from './early-input';

/** Presses the keys again that nobody has heard so far. Called once the shell listens. */
export function replayEarlyKeys(): void {
  const early = window.earlyKeys;
  if (!early) return;
  delete window.earlyKeys;
  window.removeEventListener('keydown', early.keep, true);
  for (const event of early.pressed)
    if (performance.now() - event.timeStamp < patience) pressAgain(event);
}

/** Sends a key that was kept to what has the focus now. What it does is drawn before the next key asks for it. */
export function pressAgain(event: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  flushSync(() => target.dispatchEvent(new KeyboardEvent('keydown', event)));
}
