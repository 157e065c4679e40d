'use client';

import { useEffect, useState } from 'react';
import type * as LayerModules from './layers';

type Layers = typeof LayerModules;

let loaded: Layers | null = null;
let loading: Promise<Layers> | null = null;

/** Fetches the code of dialogs, menus and popovers, once. A fetch that failed is tried again by the next call. */
export function loadLayers(): Promise<Layers> {
  loading ??= import('./layers').then(
    (modules) => {
      loaded = modules;
      return modules;
    },
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** Fetches it ahead of need; what goes wrong here shows when it is needed. */
export function preloadLayers(): void {
  loadLayers().catch(() => undefined);
}

/** The code, from the render in which `wanted` is true and it has arrived; null before. */
export function useLayers(wanted: boolean): Layers | null {
  const [, setArrived] = useState(loaded !== null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (wanted && !loaded) loadLayers().then(() => setArrived(true), setFailure);
  }, [wanted]);
  if (failure) throw failure;
  return wanted ? loaded : null;
}

/** The code, for what is only ever drawn inside an open layer. */
export function layers(): Layers {
  if (!loaded) throw new Error('This belongs inside of a dialog, menu or popover.');
  return loaded;
}
