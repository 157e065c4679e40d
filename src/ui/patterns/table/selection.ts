import { useCallback, useState } from 'react';

/** Which records are selected: some by id, or everything the list matches. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
}

const nothing: Selection = { ids: new Set(), all: false };

export interface SelectionActions {
  readonly selection: Selection;
  isSelected(id: string): boolean;
  toggle(id: string): void;
  /** Everything between the last toggled record and this one takes its state. */
  extend(id: string): void;
  setLoaded(selected: boolean): void;
  selectAllMatching(): void;
  clear(): void;
}

/** The selection of a list; `loaded` are the ids in the order shown. */
export function useSelection(loaded: readonly string[]): SelectionActions {
  const [selection, setSelection] = useState(nothing);
  const [anchor, setAnchor] = useState<string | null>(null);

  const toggle = useCallback((id: string) => {
    setAnchor(id);
    setSelection((now) => ({ all: false, ids: toggled(now.ids, id) }));
  }, []);
  const extend = useCallback(
    (id: string) => {
      const from = anchor ? loaded.indexOf(anchor) : -1;
      const to = loaded.indexOf(id);
      if (from < 0 || to < 0) return toggle(id);
      const range = loaded.slice(Math.min(from, to), Math.max(from, to) + 1);
      setSelection((now) => ({ all: false, ids: new Set([...now.ids, ...range]) }));
    },
    [anchor, loaded, toggle],
  );
  return {
    selection,
    isSelected: (id) => selection.all || selection.ids.has(id),
    toggle,
    extend,
    setLoaded: (selected) =>
      setSelection(selected ? { all: false, ids: new Set(loaded) } : nothing),
    selectAllMatching: () => setSelection((now) => ({ ids: now.ids, all: true })),
    clear: useCallback(() => setSelection(nothing), []),
  };
}

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
