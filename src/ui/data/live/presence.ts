import type { PresenceNews, Viewer } from './events';

const most = 100;
const nobody: readonly Viewer[] = [];
const places = new Map<string, readonly Viewer[]>();
const listeners = new Set<() => void>();
const placeOf = (object: string, id: string): string => `${object} ${id}`;

/** Who looks at the records this page shows. */
export const presence = {
  hear({ object, id, users }: PresenceNews): void {
    const place = placeOf(object, id);
    places.delete(place);
    places.set(place, users);
    const [oldest] = places.keys(); // of a tab that is closed by now
    if (places.size > most && oldest !== undefined) places.delete(oldest);
    for (const listener of listeners) listener();
  },
  forget: (object: string, id: string): boolean => places.delete(placeOf(object, id)),
  at: (object: string, id: string): readonly Viewer[] => places.get(placeOf(object, id)) ?? nobody,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
