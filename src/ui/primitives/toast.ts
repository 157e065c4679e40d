import type { ExternalToast } from 'sonner';

type Sonner = typeof import('sonner');
type Show = (sonner: Sonner) => void;

let sonner: Sonner | null = null;
let waiting: Show[] = [];
let wanted = false;
let count = 0;
const listeners = new Set<() => void>();

/** Whether a toast was ever asked for; the toaster's code is fetched only then. */
export const toastWanted = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: () => wanted,
};

/** Called by the toaster when it listens; what was asked for meanwhile is shown. */
export function toasterReady(module: Sonner): void {
  sonner = module;
  for (const show of waiting) show(module);
  waiting = [];
}

function enqueue(show: Show): void {
  if (sonner) {
    show(sonner);
    return;
  }
  waiting.push(show);
  wanted = true;
  for (const listener of listeners) listener();
}

export type ToastOptions = Omit<ExternalToast, 'id'> & { id?: string };

function info(message: string, options: ToastOptions = {}): string {
  const id = options.id ?? `toast-${++count}`;
  enqueue((module) => module.toast(message, { ...options, id }));
  return id;
}

function error(message: string, options: ToastOptions = {}): string {
  const id = options.id ?? `toast-${++count}`;
  enqueue((module) => module.toast.error(message, { ...options, id }));
  return id;
}

/** A short message at the edge of the screen; answers the id that `toast.dismiss` takes. */
export const toast = Object.assign(info, {
  error,
  dismiss: (id: string) => {
    leaveToasts();
    enqueue((module) => module.toast.dismiss(id));
  },
});

/** A toast that vanishes with the focus would give it back when the last one is gone, seconds later, from whatever has it then. */
function leaveToasts(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.closest('[data-sonner-toaster]'))
    activeElement.blur();
}
