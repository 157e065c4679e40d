'use client';

import { createContext, useContext } from 'react';

/** What screens may ask the shell to do. */
export interface ShellActions {
  openPalette: () => void;
  openHelp: () => void;
  openMenu: () => void;
}

export const ShellContext = createContext<ShellActions | null>(null);

export function useShell(): ShellActions {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error('useShell is used outside of the shell');
  return shell;
}
